// [data-rows]: keys walk the rows, open one, select one, or all up to here; a click with Shift does so too.
import { onAction } from "./keys.js";

const box = () => document.querySelector("[data-rows]");
const rows = () => [...(box()?.querySelectorAll("[data-row]") ?? [])];
const current = () => box()?.querySelector("[data-row][data-current]");
let lastTicked = null;

function go(row) {
  if (!row) return;
  current()?.removeAttribute("data-current");
  row.dataset.current = "";
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("a.ref")?.focus({ preventScroll: true });
  row.dispatchEvent(new CustomEvent("row-current", { bubbles: true }));
}

function walk(step) {
  const all = rows();
  const at = all.indexOf(current());
  go(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function tick(range) {
  const row = current();
  const check = row?.querySelector("input[type=checkbox]");
  if (!check?.checkVisibility()) return false;
  const all = rows();
  const from = range && lastTicked ? all.indexOf(lastTicked) : all.indexOf(row);
  const to = all.indexOf(row);
  const wanted = range ? true : !check.checked;
  for (const each of all.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    each.querySelector("input[type=checkbox]").checked = wanted;
  }
  lastTicked = row;
  check.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

onAction("down", () => (box() ? walk(1) : false));
onAction("up", () => (box() ? walk(-1) : false));
onAction("select", (_key, event) => (box() ? tick(event.shiftKey) : false));
onAction("open", (key, event) => {
  if (!current() || (key === "Enter" && event.target.closest?.("a, button, summary"))) return false;
  return current().querySelector("a.ref").click();
});
onAction("assign", () => {
  const menu = document.querySelector("[data-selection] details[data-key]");
  if (!current() || !menu) return false;
  tick(false);
  menu.open = true;
  return true;
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-rows] [data-row]");
  if (!row || !event.target.matches("input[type=checkbox]")) return;
  if (event.shiftKey && lastTicked?.isConnected) {
    go(row);
    event.target.checked = false;
    tick(true);
  }
  lastTicked = row;
});

// A page of one of them knows what stood before and after it: the addresses stay with the window.
window.addEventListener("pagehide", () => {
  if (box()) sessionStorage.setItem("list", JSON.stringify(rows().map((row) => row.querySelector("a.ref")?.pathname)));
});

function step(by) {
  const all = JSON.parse(sessionStorage.getItem("list") ?? "[]");
  const at = all.indexOf(location.pathname);
  const next = at === -1 ? undefined : all[at + by];
  if (box() || !next) return false;
  return location.assign(next);
}
onAction("before", () => step(-1));
onAction("after", () => step(1));

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-rows] [data-row]");
  if (!row || row === current()) return;
  current()?.removeAttribute("data-current");
  row.dataset.current = "";
});
