// [data-peek-at]: a key opens the marked row beside its list; it follows as the rows are walked, Enter opens it fully, Esc closes it.
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
