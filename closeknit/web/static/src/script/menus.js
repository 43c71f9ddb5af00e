// Menus are <details data-menu>: they open without script; with it, one at a time, Esc and a click outside close them.
import { onLetter } from "./keys.js";

const open = () => document.querySelectorAll("details[data-menu][open]");

function close(menu, refocus) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  open().forEach((menu) => {
    const inside = menu.contains(event.target);
    if (!inside || event.target.closest("[data-close]")) close(menu, inside);
  });
  const dialog = document.getElementById(event.target.closest?.("[data-open]")?.dataset.open ?? "");
  dialog?.showModal();
  if (event.target.matches?.("dialog") || event.target.closest?.("dialog [data-close]")) event.target.closest("dialog").close();
});

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details[data-menu]") || !menu.open) return;
  open().forEach((other) => { if (other !== menu && !other.contains(menu)) close(other); });
  menu.querySelector("[autofocus], .menu-panel select, .menu-panel input:not([type=hidden])")?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") open().forEach((menu) => close(menu, menu.contains(document.activeElement)));
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const panel = event.target.closest?.("[role=menu]");
  if (!panel) return;
  const items = [...panel.querySelectorAll("a, button")];
  const next = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  items[(next + items.length) % items.length]?.focus();
  event.preventDefault();
});

// A menu or a button can name its own letter: data-key="f" opens or presses it.
onLetter([..."abcdefghijklmnopqrstuvwxyz"], (key) => {
  const target = document.querySelector(`[data-key="${key}"]`);
  if (!target || target.closest("[hidden]")) return false;
  if (target.matches("details")) target.open = !target.open;
  else if (target.matches("input, textarea")) target.focus();
  else target.click();
  return true;
});
