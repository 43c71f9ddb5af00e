// a[data-dialog], and keys whose line in the sheet has an address: the form that stands there opens over the page.
import { onLetter } from "./keys.js";
import htmx from "./requests.js";

const box = document.createElement("dialog");
box.className = "dialog";
box.id = "asked";
box.setAttribute("aria-labelledby", "asked-title");
document.body.append(box);

export async function ask(address) {
  const asked = new URL(address, location.href);
  if (!asked.searchParams.has("on")) asked.searchParams.set("on", location.pathname + location.search);
  await htmx.ajax("GET", asked.pathname + asked.search, { target: box, swap: "innerHTML" });
  if (!box.firstElementChild || box.open) return;
  box.showModal();
  box.querySelector("[autofocus]")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(link.href);
});

for (const line of document.querySelectorAll("#keys [data-url]")) {
  onLetter(line.dataset.letters.split(" "), () => void ask(line.dataset.url));
}
