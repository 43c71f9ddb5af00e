// Columns: in their menu the rows of [data-ordered] are moved up and down; in the table [data-drag] draws a column wider,
// as does Shift with an arrow on its head. A width is kept for the reader.
const STEP = 16;
const NARROWEST = 48;
const WIDEST = 960;
const WAIT_MS = 400;
let timer = 0;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-ordered] [data-step]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("[data-ordered-row]");
  if (button.dataset.step === "1") row.nextElementSibling?.after(row);
  else if (row.previousElementSibling?.matches("[data-ordered-row]")) row.previousElementSibling.before(row);
  button.focus();
  row.scrollIntoView({ block: "nearest" });
});

function heads(head) { return [...head.parentElement.children].filter((each) => each.checkVisibility()); }

// All other columns stay as they are: the table grows instead.
function hold(head) {
  const widths = heads(head).map((each) => [each, each.offsetWidth]);
  widths.forEach(([each, width]) => { each.style.inlineSize = `${width}px`; });
}

function widen(head, width) {
  head.style.inlineSize = `${Math.round(Math.min(Math.max(width, NARROWEST), WIDEST))}px`;
  const whole = heads(head).reduce((sum, each) => sum + parseFloat(each.style.inlineSize), 0);
  head.closest("table").style.inlineSize = `${whole}px`;
}

function keep(head) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  const body = new URLSearchParams({ column: head.dataset.column, width: String(parseInt(head.style.inlineSize, 10)) });
  fetch(head.closest("[data-widths]").dataset.widths, { method: "POST", body, headers: { "X-CSRFToken": token } });
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-drag]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  const head = handle.closest("th");
  const away = getComputedStyle(head).direction === "rtl" ? -1 : 1;
  const [start, width] = [event.clientX, head.offsetWidth];
  hold(head);
  handle.setPointerCapture(event.pointerId);
  handle.onpointermove = (move) => widen(head, width + away * (move.clientX - start));
  handle.onpointerup = handle.onpointercancel = () => {
    handle.onpointermove = handle.onpointerup = handle.onpointercancel = null;
    keep(head);
  };
});

document.addEventListener("keydown", (event) => {
  const head = event.shiftKey && event.target.closest?.("[data-widths] th[data-column]");
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!head || !way) return;
  event.preventDefault();
  const away = getComputedStyle(head).direction === "rtl" ? -1 : 1;
  hold(head);
  widen(head, head.offsetWidth + STEP * way * away);
  clearTimeout(timer);
  timer = setTimeout(keep, WAIT_MS, head);
});
