// [data-selection-of]: ticked rows are coloured and counted; the box in the head ticks them all.

function update(list) {
  const checks = [...list.querySelectorAll("[data-row] input[type=checkbox]")];
  const ticked = checks.filter((check) => check.checked);
  checks.forEach((check) => check.closest("[data-row]").setAttribute("aria-selected", String(check.checked)));
  const all = list.querySelector("input[data-tick-all]");
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === checks.length;
    all.indeterminate = ticked.length > 0 && ticked.length < checks.length;
  }
  document.querySelectorAll("[data-ticked-count]").forEach((place) => { place.textContent = String(ticked.length); });
  if (ticked.length < checks.length) forgetAll();
  document.querySelectorAll("[data-when-ticked]").forEach((part) => { part.hidden = ticked.length === 0; });
  document.querySelectorAll("[data-when-none-ticked]").forEach((part) => { part.hidden = ticked.length > 0; });
}

// "All that fit" holds only while every row that is loaded is ticked.
function forgetAll() { document.getElementById("selected-all")?.replaceChildren(); }

function tickAll(list, wanted) {
  list.querySelectorAll("[data-row] input[type=checkbox]").forEach((check) => { check.checked = wanted; });
  update(list);
}

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-rows]");
  if (!list || event.target.type !== "checkbox") return;
  if (event.target.dataset.tickAll !== undefined) tickAll(list, event.target.checked);
  else update(list);
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-tick-all-that-fit]")) tickAll(document.querySelector("[data-rows]"), true);
  if (event.target.closest?.("[data-tick-none]")) tickAll(document.querySelector("[data-rows]"), false);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches?.("[data-comes-in]")) event.target.querySelector("select, input")?.focus(); // what its menu is for
  const list = event.target.closest?.("[data-rows]");
  if (!list) return;
  if (document.querySelector("#selected-all input")) tickAll(list, true); // what is loaded later fits as well
  else update(list);
});
window.addEventListener("pageshow", () => document.querySelectorAll("[data-rows]").forEach(update));

// Enter in a panel of the bar presses the button of that panel, and no other of the form.
document.addEventListener("keydown", (event) => {
  const panel = event.target.closest?.("[data-selection] .menu-panel");
  if (event.key !== "Enter" || event.defaultPrevented || !panel || event.target.matches("button")) return;
  event.preventDefault();
  panel.querySelector("button[type=submit]").click();
});
