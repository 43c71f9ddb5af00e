// [data-keep-scroll="name"]: Back finds the list where it was left, with as many rows as had been loaded.
import htmx from "./requests.js";

const MOST_PAGES = 20;

const place = (box) => `scroll:${box.dataset.keepScroll}:${location.pathname}${location.search}`;
const rows = (box) => box.querySelectorAll("[data-row]").length;
const scroller = (box) => (box.scrollHeight > box.clientHeight ? box : document.scrollingElement);

function keep() {
  document.querySelectorAll("[data-keep-scroll]").forEach((box) => {
    const current = box.querySelector("[data-row][data-current]")?.id ?? "";
    const kept = { top: scroller(box).scrollTop, rows: rows(box), current };
    sessionStorage.setItem(place(box), JSON.stringify(kept));
  });
}

async function restore(box) {
  const kept = JSON.parse(sessionStorage.getItem(place(box)) ?? "null");
  if (!kept) return;
  for (let page = 0; rows(box) < kept.rows && page < MOST_PAGES; page += 1) {
    const more = box.querySelector("[data-load-more]");
    if (!more) break;
    const link = more.querySelector("a");
    await htmx.ajax("GET", link.href, { target: more, swap: "outerHTML" });
  }
  scroller(box).scrollTop = kept.top;
  const row = kept.current && document.getElementById(kept.current);
  if (row) row.dataset.current = "";
}

const entry = performance.getEntriesByType("navigation")[0];
if (entry?.type === "back_forward" || entry?.type === "reload") {
  document.querySelectorAll("[data-keep-scroll]").forEach(restore);
}
window.addEventListener("pagehide", keep);
