// [data-chip]: a condition of the list. On it Delete takes it away and N turns it round; its form gets the focus when it
// opens; on the page that follows the focus is back among the chips.
import { onLetter } from "./keys.js";

const PLACE = "chip";
const chips = () => [...document.querySelectorAll("[data-chip]")];

function follow(chip, link) {
  if (!link) return false;
  sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, chips().indexOf(chip)]));
  link.click();
  return true;
}

onLetter(["n", "Delete", "Backspace"], (key, event) => {
  const chip = event.target.closest?.("[data-chip]");
  return chip ? follow(chip, chip.querySelector(key === "n" ? "[data-turn]" : "[data-remove]")) : false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.target.closest?.("[data-chip]") && event.target.querySelector("form");
  (form?.querySelector("[name=add_value]") ?? form?.querySelector("[name=add_op]"))?.focus();
});

const kept = sessionStorage.getItem(PLACE);
if (kept) {
  sessionStorage.removeItem(PLACE);
  const [path, place] = JSON.parse(kept);
  const next = chips()[Math.min(place, chips().length - 1)];
  if (path === location.pathname) (next ?? document.querySelector(".sentence"))?.querySelector("summary, .x")?.focus();
}
