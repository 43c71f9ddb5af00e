// a[data-card="address"]: resting on a name for 300 ms shows its card; leaving or Esc takes it away.

const REST_MS = 300;
let clock = 0;
let card = null;

function hide() {
  clearTimeout(clock);
  card?.remove();
  card = null;
}

async function show(link) {
  const answer = await fetch(link.dataset.card, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || !link.matches(":hover, :focus")) return;
  hide();
  card = document.createElement("div");
  card.className = "hover-card";
  card.setAttribute("popover", "manual");
  card.innerHTML = await answer.text();
  document.body.append(card);
  card.showPopover();
  put(link);
}

function put(link) {
  const name = link.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const below = name.bottom + size.height + 8 < innerHeight;
  card.style.insetBlockStart = `${below ? name.bottom + 4 : name.top - size.height - 4}px`;
  card.style.left = `${Math.max(8, Math.min(name.left, innerWidth - size.width - 8))}px`;
}

document.addEventListener("pointerover", (event) => {
  const link = event.target.closest?.("a[data-card]");
  if (card?.contains(event.target)) return;
  if (!link) return hide();
  clearTimeout(clock);
  clock = setTimeout(show, REST_MS, link);
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
document.addEventListener("scroll", hide, true);
