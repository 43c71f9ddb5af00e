// The keyboard keeps its place: where what had the focus is exchanged by an answer, the focus goes to what stands for it
// now, else to what came next after it on the page. One rule for every part of every page.
const REACHED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
let kept = null;

const reached = () => [...document.querySelectorAll(REACHED)];
const said = (one) => one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent.trim() ?? one.textContent.trim();
const sign = (one) => [one.tagName, one.type ?? "", one.name ?? "", one.matches("[type=checkbox], [type=radio]") ? one.value : "", said(one)].join("|");
const can = (one) => one && one.isConnected && !one.disabled && one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0;

function alike(old) {
  if (old.id && document.getElementById(old.id)) return document.getElementById(old.id);
  const found = reached().filter((one) => sign(one) === old.sign);
  return found[Math.min(old.turn, found.length - 1)];
}

function shown(one) {
  if (can(one)) return one;
  const menu = one?.closest("details:not([open])")?.querySelector("summary"); // it stands in a menu that is closed now
  return can(menu) ? menu : null;
}

document.addEventListener("htmx:beforeSwap", () => {
  const now = document.activeElement;
  if (!now || now === document.body || kept?.one === now) return;
  const all = reached();
  const own = sign(now);
  const turn = all.filter((one) => sign(one) === own).indexOf(now);
  const at = all.indexOf(now);
  kept = { one: now, id: now.id, sign: own, turn, after: all.slice(at + 1), before: all.slice(0, at).reverse() };
});

document.addEventListener("htmx:afterSettle", () => {
  if (!kept) return;
  const old = kept;
  const lost = document.activeElement === document.body || document.activeElement === null;
  if (!old.one.isConnected) kept = null;
  if (!lost || old.one.isConnected) return;
  const next = shown(alike(old)) ?? old.after.find(can) ?? old.before.find(can);
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
});

// Whoever goes elsewhere by themselves has another place.
document.addEventListener("focusin", (event) => { if (kept && event.target !== kept.one) kept = null; });
