// a.ref: resting on the name of a record for 300 ms shows its card; leaving or Esc takes it away.

const REST_MS = 300;
let clock = 0;
let card = null;

function hide() {
  clearTimeout(clock);
  card?.remove();
  card = null;
}

async function show(link) {
  const answer = await fetch(`${link.pathname}?card`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const html = answer?.ok ? await answer.text() : "";
  if (!html.includes("data-hover-card") || !link.matches(":hover")) return;
  hide();
  card = document.createElement("div");
  card.className = "hover-card";
  card.setAttribute("popover", "manual");
  card.innerHTML = html;
  (link.closest("main") ?? document.body).append(card);
  card.showPopover();
  put(link);
}

function put(link) {
  const name = link.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const below = name.bottom + size.height + 8 < innerHeight;
  card.style.insetBlockStart = `${below ? name.bottom + 4 : name.top - size.height - 4}px`;
  const start = document.dir === "rtl" ? innerWidth - name.right : name.left;
  card.style.insetInlineStart = `${Math.max(8, Math.min(start, innerWidth - size.width - 8))}px`;
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const link = event.target.closest?.("a.ref");
  if (card?.contains(event.target)) return;
  if (!link) return hide();
  clearTimeout(clock);
  clock = setTimeout(show, REST_MS, link);
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
document.addEventListener("scroll", hide, true);
document.addEventListener("pointerdown", hide);
