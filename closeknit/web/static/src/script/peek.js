// [data-peek-at]: a key opens the marked row beside its list; it follows as the rows are walked, Enter opens it fully, Esc closes it.
// What is changed in the panel shows in the row at once.
import { onAction } from "./keys.js";
import htmx from "./requests.js";

const SETTLED_MS = 120; // of walking, before the panel follows
const place = () => document.querySelector("[data-peek-at]");
const isOpen = () => place()?.hidden === false;
let clock = 0;
let shown = "";

function follow(row) {
  const address = row?.querySelector("a.ref")?.pathname;
  if (!address || address === shown) return;
  shown = address;
  htmx.ajax("GET", `${address}?peek`, { target: place(), swap: "innerHTML" });
}

function open() {
  const row = document.querySelector("[data-rows] [data-row][data-current]");
  if (!place() || !row) return false;
  if (isOpen()) return close();
  place().hidden = false;
  place().closest(".list").dataset.peek = "";
  return follow(row);
}

function close() {
  clearTimeout(clock);
  shown = "";
  place().hidden = true;
  place().replaceChildren();
  delete place().closest(".list").dataset.peek;
  document.querySelector("[data-rows] [data-row][data-current] a.ref")?.focus({ preventScroll: true });
}

// The row is asked for by its id in the columns of the list, however far down it stands; one that no longer fits stays until the next look.
async function refresh() {
  const row = document.querySelector("[data-rows] [data-row][data-current]");
  if (!row || !isOpen()) return;
  const address = new URL(location.href);
  address.searchParams.set("row", row.id.replace("row-", ""));
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  const page = document.createElement("template");
  if (answer?.ok) page.innerHTML = await answer.text();
  const fresh = page.content.querySelector(`#${CSS.escape(row.id)}`);
  if (!fresh) return;
  const ticked = [...row.querySelectorAll("input:checked")].map((one) => one.name);
  row.replaceChildren(...fresh.childNodes);
  ticked.forEach((name) => { row.querySelector(`input[name="${CSS.escape(name)}"]`).checked = true; });
}

document.body.addEventListener("record-changed", refresh);
onAction("peek", (_key, event) => (event.target.closest?.("button, summary, input") ? false : open()));

document.addEventListener("row-current", (event) => {
  if (!isOpen()) return;
  clearTimeout(clock);
  clock = setTimeout(follow, SETTLED_MS, event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen() && !event.defaultPrevented) close();
});
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-peek-close]")) close(); });
