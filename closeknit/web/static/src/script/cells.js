// [data-cells]: values are changed in the rows of a list. A key or a double click turns a cell into its control; Enter
// saves, Tab saves and goes on, Shift+Tab back, Esc restores. The new value shows at once; a refusal brings the old one back.
import { typedAhead } from "./ahead.js";
import { onAction } from "./keys.js";

const table = document.querySelector("table[data-cells]");
const CONTROL = "input:not([type=hidden]), select, textarea";
const TICK_MS = 1000;
const headers = () => ({ "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) });
const keyOf = (cell) => table.tHead.rows[0].cells[cell.cellIndex]?.dataset.column;
const editable = (cell) => table.tHead.rows[0].cells[cell.cellIndex]?.dataset.editable !== undefined;
const address = (cell) => table.dataset.cells.replace("ID", cell.closest("[data-row]").id.replace("row-", "")).replace("KEY", keyOf(cell));
const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

async function open(cell) {
  if (!cell || cell.dataset.editing !== undefined) return;
  cell.dataset.editing = "";
  const deliver = typedAhead();
  const answer = await fetch(`${address(cell)}?cell`, { headers: headers() }).catch(() => null);
  const form = answer?.ok ? (await page(answer)).querySelector("form") : null;
  if (!form) delete cell.dataset.editing;
  else cell.was = [...cell.childNodes];
  deliver(form && write(cell, form, written(form)));
}

function write(cell, form, was) {
  cell.replaceChildren(form);
  form.dataset.was = was;
  const control = form.querySelector(CONTROL);
  control?.focus();
  control?.select?.();
  return control;
}

const written = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => !["version", "was"].includes(name)));

function restore(cell) {
  delete cell.dataset.editing;
  cell.replaceChildren(...cell.was);
}

async function save(cell) {
  const form = cell.querySelector("form");
  if (!form || cell.dataset.editing === undefined) return;
  if (form.dataset.was === written(form)) return void restore(cell);
  const control = form.querySelector(CONTROL);
  const sent = new URLSearchParams(new FormData(form));
  const painted = control.selectedOptions ? [...control.selectedOptions].map((one) => one.text).join(", ") : control.value;
  delete cell.dataset.editing;
  cell.replaceChildren(painted);
  const answer = await fetch(`${address(cell)}?cell`, { method: "POST", headers: headers(), body: sent }).catch(() => null);
  const fresh = answer && await page(answer);
  if (answer?.ok) return void saved(cell, fresh);
  cell.replaceChildren(...cell.was);
  if (answer?.status === 409) return void differs(cell, fresh);
  refuse(cell, fresh?.querySelector("[role=alert]")?.textContent.trim() ?? table.dataset.unsent);
}

function saved(cell, fresh) {
  cell.innerHTML = fresh.querySelector("[data-value]").innerHTML;
  cell.dataset.saved = "";
  setTimeout(() => delete cell.dataset.saved, TICK_MS);
  document.getElementById("undo-slot").innerHTML = fresh.getElementById("undo-slot")?.innerHTML ?? "";
}

// Somebody else wrote there meanwhile: theirs stands; ours is in the control again, and Enter puts it in.
function differs(cell, fresh) {
  const theirs = document.createElement("span");
  theirs.innerHTML = fresh.querySelector("[data-theirs]")?.innerHTML ?? "";
  cell.was = [...theirs.childNodes];
  cell.dataset.editing = "";
  write(cell, fresh.querySelector("form"), "");
  refuse(cell, fresh.querySelector("[role=alert]").textContent.trim());
}

function refuse(cell, sentence) {
  const said = document.createElement("p");
  said.className = "cell-refusal";
  said.setAttribute("role", "alert");
  said.textContent = sentence;
  cell.append(said);
  cell.dataset.refused = "";
  document.addEventListener("keydown", () => { said.remove(); delete cell.dataset.refused; }, { once: true });
}

const cellsOf = (row) => [...row.cells].filter(editable);

if (table) {
  onAction("edit", () => {
    const row = table.querySelector("[data-row][data-current]");
    return row && cellsOf(row).length ? void open(cellsOf(row)[0]) : false;
  });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td");
    if (cell?.closest("[data-row]") && editable(cell)) open(cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-editing]");
    if (!cell || !["Enter", "Escape", "Tab"].includes(event.key) || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    const row = cell.closest("[data-row]");
    const all = cellsOf(row);
    if (event.key === "Escape") restore(cell);
    else save(cell);
    const next = event.key === "Tab" ? all[all.indexOf(cell) + (event.shiftKey ? -1 : 1)] : null;
    if (next) open(next);
    else row.querySelector("a.ref").focus({ preventScroll: true });
  });
  table.addEventListener("focusout", (event) => {
    const cell = event.target.closest("[data-editing]");
    if (!cell || !event.relatedTarget || cell.contains(event.relatedTarget)) return;
    if (cell.querySelector("form").dataset.was === "") restore(cell); // theirs stands while nobody says otherwise
    else save(cell);
  });
  table.addEventListener("submit", (event) => event.preventDefault());
}
