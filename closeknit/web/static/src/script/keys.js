// Keys of one letter: never while somebody writes, never with a modifier, never under an open dialog.
// Which letter does what stands in the sheet of keys, #keys: the script knows actions by their words alone.

export function writing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

const named = (event) => (event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key);

export function onLetter(letters, act) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (writing(event.target) || document.querySelector("dialog[open]")) return;
    const key = named(event);
    if (letters.includes(key) && act(key, event) !== false) event.preventDefault();
  });
}

export function onAction(name, act) {
  const line = document.querySelector(`#keys [data-does="${name}"]`);
  if (line) onLetter(line.dataset.letters.split(" "), act);
}

// The sheet shows what holds on this page: the keys of a part are there while that part is.
const sheet = document.getElementById("keys");
sheet?.addEventListener("beforetoggle", () => {
  for (const part of sheet.querySelectorAll("[data-where]")) part.hidden = !document.querySelector(part.dataset.where);
});

// G, then the letter of a place of the side bar, within a moment.
const WITHIN_MS = 1500;
let going = -Infinity;
onLetter([..."abcdefghijklmnopqrstuvwxyz"], (key, event) => {
  if (event.timeStamp - going < WITHIN_MS) {
    going = -Infinity;
    const place = document.querySelector(`[data-go="${key}"]`);
    place?.click();
    return place !== null;
  }
  if (key === "g") going = event.timeStamp;
  return key === "g";
});
