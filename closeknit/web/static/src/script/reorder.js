// [data-reorder]: rows put in order by dragging their [data-grip]. Rows that stand in a form of their own are moved by it: it is told the
// row before which one was dropped. Rows of one form are sent in the order in which they stand.

let dragged = null;

const row = (node) => node.closest?.("[data-reorder-row]");
const over = (box) => box.querySelectorAll("[data-over]").forEach((each) => delete each.dataset.over);

function under(event, box) {
  const found = row(document.elementFromPoint(event.clientX, event.clientY) ?? document.body);
  return found && box.contains(found) ? found : null;
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || event.button) return;
  event.preventDefault();
  dragged = row(grip);
  dragged.dataset.dragged = "";
});

document.addEventListener("pointermove", (event) => {
  const box = dragged?.closest("[data-reorder]");
  if (!box) return;
  over(box);
  const target = under(event, box);
  if (target && target !== dragged) target.dataset.over = "";
});

document.addEventListener("pointerup", (event) => {
  const box = dragged?.closest("[data-reorder]");
  if (!box) return;
  const target = under(event, box);
  over(box);
  delete dragged.dataset.dragged;
  const moved = dragged;
  dragged = null;
  if (!target || target === moved) return;
  const form = moved.querySelector("[data-reorder-form]");
  target.before(moved);
  if (!form) return;
  form.elements.before.value = target.dataset.reorderRow;
  form.submit();
});

document.addEventListener("pointercancel", () => {
  if (dragged) delete dragged.dataset.dragged;
  dragged = null;
});
