// [data-rows]: j and k walk the rows, Enter and o open, x selects, Shift+X selects up to here.
import { onLetter } from "./keys.js";

const box = () => document.querySelector("[data-rows]");
const rows = () => [...(box()?.querySelectorAll("[data-row]") ?? [])];
const current = () => box()?.querySelector("[data-row][data-current]");
let lastTicked = null;

function go(row) {
  if (!row) return;
  current()?.removeAttribute("data-current");
  row.dataset.current = "";
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("th a")?.focus({ preventScroll: true });
}

function walk(step) {
  const all = rows();
  const at = all.indexOf(current());
  go(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function tick(range) {
  const row = current();
  const check = row?.querySelector("input[type=checkbox]");
  if (!check?.checkVisibility()) return;
  const all = rows();
  const from = range && lastTicked ? all.indexOf(lastTicked) : all.indexOf(row);
  const to = all.indexOf(row);
  const wanted = range ? true : !check.checked;
  for (const each of all.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    each.querySelector("input[type=checkbox]").checked = wanted;
  }
  lastTicked = row;
  check.dispatchEvent(new Event("change", { bubbles: true }));
}

onLetter(["j", "k", "o", "x", "Enter"], (key, event) => {
  if (!box()) return false;
  if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (key === "x") tick(event.shiftKey);
  else {
    if (!current() || (key === "Enter" && event.target.closest?.("a, button, summary"))) return false;
    current().querySelector("th a").click();
  }
  return true;
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-rows] [data-row]");
  if (!row || row === current()) return;
  current()?.removeAttribute("data-current");
  row.dataset.current = "";
});
