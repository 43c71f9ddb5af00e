// [data-suggest]: values offered while one types, from an address that answers with options. Arrows walk them, Enter or a
// click takes one, Esc closes. With [data-several-values] the last of several, parted by commas, is meant;
// with [data-suggest-terms] the last word.
const WAIT_MS = 120;
let input = null;
let box = null;
let timer = 0;
let asked = 0;

const options = () => [...(box?.children ?? [])];
const current = () => box?.querySelector('[aria-selected="true"]');
const TERMS = /^(?:(?:[^"]|"(?:[^"\\]|\\.)*")*[\s(])?-?/; // all of a typed filter before the word that is being typed
const before = () => input.dataset.suggestTerms !== undefined ? input.value.match(TERMS)[0] : (input.dataset.severalValues === undefined ? "" : input.value.slice(0, input.value.lastIndexOf(",") + 1));

function close() {
  clearTimeout(timer);
  asked += 1;
  box?.remove();
  box = null;
  input?.setAttribute("aria-expanded", "false");
  input?.removeAttribute("aria-activedescendant");
}

function open(found) {
  close();
  if (found.length === 0) return;
  box = document.createElement("div");
  Object.assign(box, { id: "suggested", className: "suggested", popover: "manual", role: "listbox" });
  box.setAttribute("aria-label", input.closest("label")?.firstChild?.textContent.trim() || input.name);
  found.forEach((one, place) => box.append(shown(one, place)));
  input.after(box);
  input.setAttribute("aria-expanded", "true");
  box.showPopover();
  const { left, bottom, top, width } = input.getBoundingClientRect();
  const above = bottom + box.offsetHeight + 8 > innerHeight && top > box.offsetHeight;
  Object.assign(box.style, { left: `${left}px`, minWidth: `${width}px`, top: `${above ? top - box.offsetHeight - 4 : bottom + 4}px` });
}

function shown(one, place) {
  const option = document.createElement("div");
  Object.assign(option, { id: `suggested-${place}`, role: "option", ariaSelected: "false", className: "menu-item" });
  option.dataset.value = one.value;
  option.append(one.value);
  if (one.textContent) option.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: one.textContent }));
  return option;
}

async function ask() {
  const turn = (asked += 1);
  const address = new URL(input.dataset.suggest, location);
  address.searchParams.set("q", input.value.slice(before().length).trim());
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok || turn !== asked || document.activeElement !== input) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn === asked) open([...page.querySelectorAll("option")]);
}

function take(option) {
  const kept = before();
  const apart = kept && input.dataset.suggestTerms === undefined ? " " : "";
  input.value = `${kept}${apart}${option.dataset.value}`;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  close();
  if (input.value.endsWith(":")) ask(); // a field was chosen: its values come next
}

function walk(step) {
  const all = options();
  const at = all.indexOf(current());
  const next = all[at === -1 && step === -1 ? all.length - 1 : (at + step + all.length) % all.length];
  current()?.setAttribute("aria-selected", "false");
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", next.id);
}

document.addEventListener("focusin", (event) => {
  if (!event.target.matches?.("[data-suggest]")) return close();
  input = event.target;
  input.removeAttribute("list");
  if (input.dataset.suggestTerms !== undefined) input.setSelectionRange(input.value.length, input.value.length);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "suggested"]]) input.setAttribute(name, value);
});

document.addEventListener("input", (event) => {
  if (event.target !== input) return;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT_MS);
});

// Before all others: a menu would close by Esc, a form be sent by Enter.
document.addEventListener("keydown", (event) => {
  if (event.target !== input || event.isComposing) return;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (arrow && !box) ask();
  else if (arrow) walk(arrow);
  else if (box && event.key === "Escape") close();
  else if (box && event.key === "Enter" && current()) take(current());
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// The field keeps the focus while one presses on a suggestion.
document.addEventListener("pointerdown", (event) => {
  if (box?.contains(event.target)) event.preventDefault();
}, true);

document.addEventListener("click", (event) => {
  const option = event.target.closest?.(".suggested [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option);
});

document.addEventListener("scroll", (event) => { if (event.target !== box) close(); }, true);
