// [data-move-menu]: the menu of a card that says to which column it goes, for who neither drags nor uses keys.
const menu = document.getElementById("move");
let card = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-move-menu]");
  if (button && menu) {
    card = button.closest("[data-row]");
    menu.showModal();
  }
  const to = event.target.closest?.("#move [data-to]");
  if (to && card) card.dispatchEvent(new CustomEvent("move-to", { bubbles: true, detail: to.dataset.to }));
});
