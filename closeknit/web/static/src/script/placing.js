// [data-placing]: things stand on days, [data-place-day], and where a day is [data-timed] at their time in it. Keys move and lengthen
// the marked one; the server says where it stands then, or why it does not.
import { onAction } from "./keys.js";
import htmx from "./requests.js";

export const STEP = 15; // minutes
export const DAY = 24 * 60;
const box = () => document.querySelector("[data-placing]");

// Times are those of a clock on a wall: kept as if they were UTC, so that no zone of this machine changes them.
export const read = (text) => Date.parse(text.length > 10 ? `${text}Z` : `${text}T00:00Z`) / 60000;
export const write = (minutes, whole) => new Date(minutes * 60000).toISOString().slice(0, whole ? 10 : 16);
export const isWhole = (thing) => thing.dataset.begins.length === 10;

export async function send(thing, begins, ends) {
  const note = document.querySelector("[data-placing-refused]");
  const place = box();
  const { moveUrl, version, occurrence } = thing.dataset;
  if (!moveUrl || (begins === thing.dataset.begins && ends === thing.dataset.ends)) return;
  note.hidden = true;
  const body = new URLSearchParams({ begins, ends, version, occurrence, on: location.pathname + location.search });
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const sent = await fetch(moveUrl, { method: "POST", headers, body }).catch(() => null);
  const page = new DOMParser().parseFromString(sent ? await sent.text() : "", "text/html");
  const fresh = page.querySelector("[data-placing]");
  if (sent?.ok && fresh) return show(place, fresh, page, `${moveUrl}"][data-begins="${begins}`);
  note.textContent = page.querySelector("[role=alert]:not([hidden]), [data-state=late]")?.textContent.trim() ?? place.dataset.unsent;
  note.hidden = false;
}

function show(place, fresh, page, moved) {
  const scrolled = [...place.querySelectorAll(".scroll")].map((one) => one.scrollTop);
  place.replaceChildren(...fresh.childNodes);
  place.querySelectorAll(".scroll").forEach((one, at) => { one.scrollTop = scrolled[at] ?? 0; });
  const slot = document.getElementById("undo-slot");
  slot.innerHTML = page.getElementById("undo-slot")?.innerHTML ?? "";
  htmx.process(slot);
  tell();
  place.querySelector(`[data-move-url="${moved}"] a`)?.focus({ preventScroll: true });
}

export function move(thing, by, longer = 0) {
  const whole = isWhole(thing);
  const [begins, ends] = [read(thing.dataset.begins), read(thing.dataset.ends)];
  const until = Math.max(ends + by + longer, begins + by + (whole ? 0 : STEP));
  return send(thing, write(begins + by, whole), thing.dataset.kind === "task" ? "" : write(until, whole));
}

// ------------------------------------------------------------ by keys
const marked = () => box()?.querySelector("[data-row][data-current][data-move-url]");
const step = (by, longer = 0, timed = false) => () => {
  const thing = marked();
  if (!thing || (timed && isWhole(thing))) return false;
  return void move(thing, by, longer);
};
onAction("before", step(-DAY));
onAction("after", step(DAY));
onAction("earlier", step(-STEP, 0, true));
onAction("later", step(STEP, 0, true));
onAction("shorter", step(0, -STEP, true));
onAction("longer", step(0, STEP, true));

// ------------------------------------------------------------ the time
function tell() {
  const at = new Date(new Date().toLocaleString("en-US", { timeZone: box()?.dataset.zone }));
  document.querySelectorAll("[data-now]").forEach((line) => Object.assign(line.dataset, { hour: at.getHours(), five: Math.floor(at.getMinutes() / 5) }));
}
setInterval(tell, 60000);
const opened = document.querySelector("[data-opens]");
opened?.querySelector(`[data-hour="${opened.dataset.opens}"]`)?.scrollIntoView({ block: "start" });
