// Forms: Ctrl+Enter sends, a second press while one is on its way does nothing, [data-send-on-change] sends itself,
// and writing begins in the first field of [data-focus-first], or in the first that was refused.

const AGAIN_MS = 3000;

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent !== undefined) event.preventDefault();
  form.dataset.sent = "";
  // An answer that is a file leaves the page as it is: the form can be sent again after a moment.
  setTimeout(() => delete form.dataset.sent, AGAIN_MS);
});

document.addEventListener("change", (event) => {
  if (event.target.closest?.("[data-send-on-change]")) event.target.form.requestSubmit();
});

// [data-empty-after] is empty as soon as it is sent, for the next one; what did not arrive comes back into it.
const emptied = new WeakMap();
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (!detail.elt.matches("form[data-empty-after]")) return;
  emptied.set(detail.xhr, [...detail.elt.querySelectorAll("textarea")].map((field) => [field, field.value]));
  detail.elt.reset();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) return;
  for (const [field, sent] of emptied.get(detail.xhr) ?? []) field.value = [sent, field.value].filter(Boolean).join("\n");
});

const first = document.querySelector("[data-focus-first]");
const field = "input:not([type=hidden], [type=file]), select, textarea";
(first?.querySelector("[aria-invalid=true]") ?? first?.querySelector(field))?.focus({ preventScroll: true });

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
