// [data-several="set"]: rows of one thing in a form, named set-<n>-<field>. [data-add-row] adds an empty one after the last;
// [data-empty-row] empties its row and puts it out of sight: the server drops a row that is empty.

const rows = (box) => [...box.querySelectorAll("[data-several-row]")];
const seen = (box) => rows(box).filter((row) => !row.hidden);
const fields = (row) => [...row.querySelectorAll("input, select, textarea")];

function empty(row) {
  fields(row).forEach((field) => {
    if (field.type === "radio") field.checked = false;
    else if (field.matches("select")) field.selectedIndex = Math.max([...field.options].findIndex((one) => one.value === ""), 0);
    else field.value = "";
    field.removeAttribute("aria-invalid");
  });
}

function number(row, set, place) {
  const start = `${set}-${place}-`;
  row.querySelectorAll("[name], [id], [for]").forEach((part) => {
    for (const name of ["name", "id", "for"]) {
      const told = part.getAttribute(name);
      if (told?.match(new RegExp(`^${set}-\\d+-`))) part.setAttribute(name, told.replace(/^.*?-\d+-/, start));
    }
    if (part.type === "radio") part.value = String(place);
    const label = part.getAttribute("aria-label");
    if (label) part.setAttribute("aria-label", label.replace(/\d+$/, String(place + 1)));
  });
  const legend = row.querySelector("legend");
  legend.textContent = legend.textContent.replace(/\d+$/, String(place + 1));
}

function add(box) {
  const all = rows(box);
  const row = all.at(-1).cloneNode(true);
  empty(row);
  number(row, box.dataset.several, all.length);
  row.hidden = false;
  all.at(-1).after(row);
  fields(row).find((field) => field.type !== "hidden")?.focus();
  bound(box);
  box.querySelector("[data-add-row]").scrollIntoView({ block: "nearest" });
}

function drop(box, row) {
  const main = row.querySelector("input[type=radio]")?.checked;
  const rest = seen(box).filter((each) => each !== row);
  (rest[0]?.querySelector("input:not([type=hidden]), select") ?? box.querySelector("[data-add-row]"))?.focus();
  empty(row);
  row.hidden = true;
  const next = rest[0]?.querySelector("input[type=radio]");
  if (main && next) next.checked = true;
}

// Rows that were emptied keep their numbers, so they count too.
function bound(box) {
  const most = Number(box.dataset.most);
  box.querySelector("[data-add-row]").hidden = rows(box).length >= most;
  box.querySelectorAll("[data-empty-row]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row], [data-empty-row]");
  const box = button?.closest("[data-several]");
  if (!box) return;
  if (button.dataset.addRow !== undefined) add(box);
  else drop(box, button.closest("[data-several-row]"));
});
document.addEventListener("htmx:afterSwap", () => document.querySelectorAll("[data-several]").forEach(bound));
document.querySelectorAll("[data-several]").forEach(bound);
