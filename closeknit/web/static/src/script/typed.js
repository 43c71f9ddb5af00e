// What is typed while an answer is on its way outlives the answer. Where it would replace fields that were changed since it
// was asked for, it is asked for again if it was made of them; else the new fields get what the old ones held.
import htmx from "./requests.js";

const TICKED = "[type=checkbox], [type=radio]";
const held = new WeakMap(); // by request: the fields of the page and what they held; then those that were changed since
const fields = () => [...document.querySelectorAll("input:not([type=hidden], [type=file]), select, textarea")].filter((one) => one.name);
const chosen = (field) => [...field.selectedOptions].map((one) => one.value);
const values = (field) => (field.matches(TICKED) ? [String(field.checked)] : field.options ? chosen(field) : [field.value]);
const same = (one, old) => one.name === old.name && one.type === old.type && (!one.matches(TICKED) || one.value === old.value);

function fill(field, old) {
  if (field.matches(TICKED)) field.checked = old.checked;
  else if (!field.options) field.value = old.value;
  else if (chosen(old).every((each) => [...field.options].some((one) => one.value === each))) {
    [...field.options].forEach((one) => { one.selected = chosen(old).includes(one.value); });
  }
}

document.addEventListener("htmx:beforeSend", ({ detail }) => held.set(detail.xhr, fields().map((field) => [field, values(field).join()])));

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt, verb, formData, triggeringEvent } = detail.requestConfig;
  const changed = (held.get(detail.xhr) ?? []).filter(([field, was]) => field.isConnected && values(field).join() !== was).map(([field]) => field);
  held.set(detail.xhr, changed);
  if (verb !== "get" || !triggeringEvent || !changed.some((field) => detail.target.contains(field) && formData.has(field.name))) return;
  detail.shouldSwap = false;
  setTimeout(() => { if (elt.isConnected) htmx.trigger(elt, triggeringEvent.type); }); // once this request has ended
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  for (const old of held.get(detail.xhr) ?? []) {
    const fresh = old.isConnected ? null : fields().find((one) => same(one, old));
    if (fresh) fill(fresh, old);
  }
  held.delete(detail.xhr);
});
