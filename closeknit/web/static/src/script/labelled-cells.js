// .settings-table: on a narrow screen each row is a card, and each of its cells tells by itself which column it is of.
function label(table) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((head) => head.textContent.trim());
  for (const row of table.tBodies[0]?.rows ?? []) [...row.cells].slice(1).forEach((cell) => { cell.dataset.of = heads[cell.cellIndex] ?? ""; });
  table.dataset.cards = "";
}
const every = () => document.querySelectorAll(".settings-table:not([data-cards])").forEach(label);

document.addEventListener("htmx:afterSwap", every);
every();
