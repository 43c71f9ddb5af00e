// [data-placing] by mouse, and by touch held for a moment: things are dragged to another day and time, or lengthened by their lower edge.
import { DAY, STEP, isWhole, move, read, send, write } from "./placing.js";

const HELD_MS = 300;
const FAR = 6; // pixels before a press is a drag
const days = () => [...document.querySelectorAll("[data-placing] [data-place-day]")];
let held = null;
const under = (event) => document.elementsFromPoint(event.clientX, event.clientY)
  .map((one) => one.closest("[data-placing] [data-place-day]")).find((day) => day !== null);

function lift() {
  held.thing.dataset.moving = held.lifted = "yes";
}

function drop(event, done) {
  if (!held) return;
  clearTimeout(held.clock);
  const { thing, lifted, edge, y } = held;
  const day = lifted && done ? under(event) : null;
  held = null;
  delete thing.dataset.moving;
  days().forEach((one) => delete one.dataset.target);
  if (!lifted) return;
  const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
  if (day) place(thing, day, event.clientY, y, edge);
}

function place(thing, day, to, from, edge) {
  const timed = day.dataset.timed !== undefined;
  const { top, height } = day.getBoundingClientRect();
  const minutes = timed ? Math.round(((to - from) / height) * (DAY / STEP)) * STEP : 0;
  if (edge) return move(thing, 0, minutes);
  const [first, begins] = [read(day.dataset.placeDay), read(thing.dataset.begins)];
  if (timed && isWhole(thing)) return send(thing, write(first + Math.floor(((to - top) / height) * (DAY / STEP)) * STEP), "");
  if (!timed && !isWhole(thing) && !day.matches(".cell")) return send(thing, write(first, true), "");
  return move(thing, first - Math.floor(begins / DAY) * DAY + (isWhole(thing) ? 0 : minutes));
}

document.addEventListener("pointerdown", (event) => {
  const thing = event.target.closest?.("[data-placing] [data-move-url]");
  if (!thing || event.button) return;
  held = { thing, x: event.clientX, y: event.clientY, edge: event.target.matches("[data-edge]") };
  if (event.pointerType === "touch") held.clock = setTimeout(lift, HELD_MS);
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
  if (!held.lifted && far) { if (event.pointerType === "touch") return drop(event, false); lift(); }
  if (!held.lifted) return;
  const day = under(event);
  held.thing.style.transform = held.edge ? "" : `translate(${event.clientX - held.x}px, ${event.clientY - held.y}px)`;
  days().forEach((one) => one.toggleAttribute("data-target", one === day));
});
for (const [name, done] of [["pointerup", true], ["pointercancel", false]]) {
  document.addEventListener(name, (event) => { if (held) held.thing.style.transform = ""; drop(event, done); });
}
document.addEventListener("touchmove", (event) => { if (held?.lifted) event.preventDefault(); }, { passive: false });
document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-placing]")) event.preventDefault(); });
