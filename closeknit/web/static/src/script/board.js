// [data-board]: cards are moved between columns by drag, by touch held for a moment, by keys and by a menu. A move is
// shown at once and taken back, with the reason, where it is refused.
import { onAction } from "./keys.js";
import htmx from "./requests.js";

const HELD_MS = 300;
const FAR = 6; // pixels before a press is a drag
const board = document.querySelector("[data-board]");
const note = document.querySelector("[data-board-refused]");
const columns = () => [...board.querySelectorAll("[data-column]")];
const cards = (column) => column.querySelector(".stage-cards");
const headers = () => ({ "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) });

function count(column, by) {
  const place = column.querySelector("[data-number]");
  const number = Number(place.textContent.replace(/\D/g, ""));
  if (place.textContent) place.textContent = (number + by).toLocaleString(document.documentElement.lang);
}

function place(card, column, before) {
  count(card.closest("[data-column]"), -1);
  count(column, 1);
  cards(column).insertBefore(card, before);
}

async function move(card, column) {
  const from = card.closest("[data-column]");
  const next = card.nextElementSibling;
  if (!column || column === from || !board.dataset.move) return;
  note.hidden = true;
  place(card, column, cards(column).firstElementChild);
  card.querySelector("a").focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  const answer = column.dataset.column === "-" ? "" : column.dataset.column;
  const body = new URLSearchParams({ value: answer, version: card.dataset.version });
  const sent = await fetch(board.dataset.move.replace("ID", card.dataset.id), { method: "POST", headers: headers(), body }).catch(() => null);
  const page = new DOMParser().parseFromString(sent ? await sent.text() : "", "text/html");
  if (sent?.ok) return saved(card, page);
  place(card, from, next);
  card.querySelector("a").focus();
  note.textContent = page.querySelector("[role=alert], [data-state=late]")?.textContent.trim() ?? board.dataset.unsent;
  note.hidden = false;
}

function saved(card, page) {
  card.dataset.version = page.querySelector("[data-version]")?.dataset.version ?? card.dataset.version;
  if (board.querySelector(".sum:not(:empty)")) sums();
  const bar = page.querySelector("#undo-slot");
  if (!bar) return;
  const slot = document.getElementById("undo-slot");
  slot.innerHTML = bar.innerHTML;
  htmx.process(slot);
}

// What the columns come to is worked out by who knows the figures.
async function sums() {
  const answer = await fetch(location.href).catch(() => null);
  const fresh = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  columns().forEach((column) => {
    const head = fresh.querySelector(`#${CSS.escape(column.id)} .stage-head`);
    if (head) column.querySelector(".stage-head").innerHTML = head.innerHTML;
  });
}

function step(by) {
  const card = board?.querySelector("[data-row][data-current]");
  if (!card) return false;
  const all = columns();
  return void move(card, all[all.indexOf(card.closest("[data-column]")) + by]);
}
onAction("before", () => step(-1));
onAction("after", () => step(1));

board?.addEventListener("move-to", (event) => move(event.target, columns().find((one) => one.dataset.column === event.detail)));

// ------------------------------------------------------------ by mouse and touch
let held = null;

function target(event) {
  return columns().find((column) => {
    const box = column.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right;
  });
}

function lift() {
  held.card.dataset.moving = held.lifted = "yes";
}

function drop(event, done) {
  if (!held) return;
  clearTimeout(held.clock);
  const { card, lifted } = held;
  held = null;
  delete card.dataset.moving;
  columns().forEach((column) => delete column.dataset.target);
  if (!lifted) return;
  // Letting go over its own link is no click on it.
  const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
  if (done) move(card, target(event));
}

board?.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-row]");
  if (!card || event.button || event.target.closest("button")) return;
  held = { card, x: event.clientX, y: event.clientY };
  if (event.pointerType === "touch") held.clock = setTimeout(lift, HELD_MS);
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
  if (!held.lifted && far) { if (event.pointerType === "touch") drop(event, false); else lift(); }
  if (held?.lifted) columns().forEach((column) => column.toggleAttribute("data-target", column === target(event)));
});
document.addEventListener("pointerup", (event) => drop(event, true));
document.addEventListener("pointercancel", (event) => drop(event, false));
document.addEventListener("touchmove", (event) => { if (held?.lifted) event.preventDefault(); }, { passive: false });
board?.addEventListener("dragstart", (event) => event.preventDefault());
