// Menus are <details data-menu>: they open without script; with it, one at a time, Esc and a click outside close them.
import { onAction, onLetter } from "./keys.js";

const open = () => document.querySelectorAll("details[data-menu][open]");

function items(menu) {
  return [...menu.querySelectorAll(".menu-panel :is(a, button, input[type=checkbox])")].filter((item) => item.checkVisibility());
}

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
  const first = menu.querySelector("[autofocus], .menu-panel select, .menu-panel input:not([type=hidden])") ?? items(menu)[0];
  first?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") open().forEach((menu) => close(menu, menu.contains(document.activeElement)));
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu || event.target.matches("select, textarea, input:not([type=checkbox])")) return;
  const all = items(menu);
  const next = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  all[(next + all.length) % all.length]?.focus();
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

onAction("keys", () => document.getElementById("keys")?.showModal());
