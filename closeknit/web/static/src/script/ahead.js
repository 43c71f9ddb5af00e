// Letters typed while a control is on its way are kept and written into it when it is there: whoever is quicker than the
// line loses nothing. Enter, Tab, Esc and Backspace are kept with them, in their order.
import { writing } from "./keys.js";

const KEPT = ["Enter", "Tab", "Escape", "Backspace"];
const AT_MOST_MS = 20000; // as long as an answer may take
const TYPED = "textarea, input:not([type=checkbox], [type=radio], [type=date], [type=datetime-local], [type=time], [type=file])";
let waiting = null;

function put(control, letters) {
  if (control.matches("select")) {
    const wanted = letters.toLowerCase();
    const found = [...control.options].find((one) => one.text.trim().toLowerCase().startsWith(wanted));
    if (found) control.value = found.value;
  } else if (control.matches(TYPED)) {
    const [from, to] = control.type === "number" || control.type === "email" ? [0, control.value.length] : [control.selectionStart, control.selectionEnd];
    control.value = control.value.slice(0, from) + letters + control.value.slice(to);
    if (control.type !== "number" && control.type !== "email") control.setSelectionRange(from + letters.length, from + letters.length);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Begin to keep what is typed, until the `deliver` that this gives is called with the control, or with none.
export function typedAhead() {
  const own = { keys: [], until: performance.now() + AT_MOST_MS };
  waiting = own;
  return (control) => {
    if (waiting === own) waiting = null;
    if (!control) return;
    while (own.keys.length) {
      const special = own.keys.findIndex((key) => key.length > 1);
      const letters = own.keys.splice(0, special === -1 ? own.keys.length : special).join("");
      if (letters) put(control, letters);
      if (!own.keys.length) return;
      control.dispatchEvent(new KeyboardEvent("keydown", { key: own.keys.shift(), bubbles: true, cancelable: true }));
      if (waiting) return void waiting.keys.unshift(...own.keys.splice(0)); // Tab went on to the next one
    }
  };
}

window.addEventListener("keydown", (event) => {
  if (!waiting || !event.isTrusted || performance.now() > waiting.until) return;
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  if (event.key.length > 1 && !(KEPT.includes(event.key) && !event.shiftKey)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key !== "Backspace" || !waiting.keys.length) waiting.keys.push(...(event.key === "Backspace" ? [] : [event.key]));
  else waiting.keys.pop();
}, true);
