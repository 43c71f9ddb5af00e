// Keys of one letter: never while somebody writes, never with a modifier, never under an open dialog.

export function writing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

export function onLetter(letters, act) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (writing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (letters.includes(key) && act(key, event) !== false) event.preventDefault();
  });
}
