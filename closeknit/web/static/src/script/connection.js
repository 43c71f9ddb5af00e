// When the server cannot be reached: a bar that says so, that what was typed stays, and sends it again when it is back.
import htmx from "./requests.js";

const RETRY_MS = 4000;
const waiting = new Set();

function bar() {
  return document.getElementById("connection");
}

function show(state) {
  if (bar()) bar().dataset.state = state;
  bar()?.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== state; });
  if (bar()) bar().hidden = state === "";
}

function lost(event) {
  const form = event?.detail?.elt?.closest?.("form");
  if (form) waiting.add(form);
  if (bar()?.dataset.state === "lost") return;
  show("lost");
  setTimeout(tryAgain, RETRY_MS);
}

async function tryAgain() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) {
    setTimeout(tryAgain, RETRY_MS);
    return;
  }
  const unsent = [...waiting].some((form) => form.isConnected);
  show(unsent ? "back" : "");
}

function sendAgain() {
  const forms = [...waiting].filter((form) => form.isConnected);
  waiting.clear();
  show("");
  forms.forEach((form) => form.requestSubmit());
}

function refused(event) {
  const status = event.detail.xhr.status;
  if (status === 502 || status === 503 || status === 504) return lost(event);
  if (status === 401) return window.location.reload();
  show(status === 403 ? "forbidden" : status === 404 ? "absent" : "failed");
}

document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:responseError", refused);
document.addEventListener("htmx:beforeRequest", () => { if (bar()?.dataset.state !== "lost") show(""); });
window.addEventListener("offline", () => lost());
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-send-again]")) sendAgain();
  if (event.target.closest("[data-dismiss]")) show("");
});

export { htmx };
