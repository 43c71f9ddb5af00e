// #palette: Ctrl+K, or [data-palette], opens it on every page. Arrows walk the answers, Enter goes or does, Ctrl+Enter opens beside.
const MOST = 7; // records opened last: their numbers alone are kept here, their names come through the server
const KEPT = "opened";
const box = document.getElementById("palette");
const input = box?.querySelector("[role=combobox]");
const lines = () => [...box.querySelectorAll("[role=option]:not([aria-disabled])")];
const current = () => box.querySelector('[role=option][aria-selected="true"]');
const opened = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]");

function mark(line) {
  current()?.setAttribute("aria-selected", "false");
  line?.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", line?.id ?? "");
  line?.scrollIntoView({ block: "nearest" });
}

function open() {
  if (!box || document.querySelector("dialog[open]")) return;
  box.showModal();
  box.querySelector("[name=on]").value = location.pathname;
  box.querySelector("[name=ticked]").value = document.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
  box.querySelector("[name=recent]").value = opened().join(",");
  input.select();
  input.dispatchEvent(new Event("opened", { bubbles: true }));
}

function go(line, beside) {
  if (!line) return;
  const address = line.getAttribute("href");
  if (address && beside) return void window.open(address, "_blank", "noopener");
  box.close();
  if (address) return void location.assign(address);
  const pressed = document.querySelector(line.dataset.press);
  if (pressed?.matches("input, textarea")) pressed.focus();
  else pressed?.click();
}

function walk(step) {
  const all = lines();
  mark(all[(all.indexOf(current()) + step + all.length) % all.length]);
}

function key(event) {
  if (event.key === "ArrowDown") walk(1);
  else if (event.key === "ArrowUp") walk(-1);
  else if (event.key === "Enter") go(current(), event.ctrlKey || event.metaKey);
  else if (event.key === "Escape") box.close(); // a search field would only empty itself
  else return;
  event.preventDefault();
  event.stopPropagation();
}

box?.addEventListener("keydown", key);
box?.addEventListener("htmx:afterSwap", () => mark(lines()[0]));
box?.addEventListener("click", (event) => {
  const line = event.target.closest("[role=option]");
  if (!line || line.ariaDisabled) return;
  event.preventDefault();
  go(line, event.ctrlKey || event.metaKey);
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  }
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-palette]");
  if (!opener || !box) return;
  event.preventDefault();
  open();
});

const here = document.querySelector("[data-opened]")?.dataset.opened;
if (here) localStorage.setItem(KEPT, JSON.stringify([here, ...opened().filter((one) => one !== here)].slice(0, MOST)));
// Whoever signs in next at this window is somebody else.
document.addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) localStorage.removeItem(KEPT); });
