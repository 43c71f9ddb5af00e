// form[data-contact]: a timer runs in its duration until somebody writes there; what is typed is kept as a draft of this page until it is sent.
const START = "draft:contact:";
const KEPT = ["text", "with"];
let opened = 0;
let clock = 0;

const form = () => document.querySelector("form[data-contact]");
const place = () => START + location.pathname;
const lasted = (seconds) => [[Math.floor(seconds / 3600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]].filter(([number]) => number).map((part) => part.join(" ")).join(" ");

function tick() {
  const shown = form()?.querySelector("[data-timer]");
  if (!shown) return stop();
  shown.value = lasted(Math.round((Date.now() - opened) / 1000));
}

function stop() {
  clearInterval(clock);
  clock = 0;
}

function begin() {
  const found = form();
  if (!found) return;
  const kept = JSON.parse(localStorage.getItem(place()) ?? "{}");
  for (const name of KEPT) if (kept[name] && !found.elements[name]?.value) found.elements[name].value = kept[name];
  if (!found.querySelector("[data-timer]") || clock) return;
  opened = Date.now();
  clock = setInterval(tick, 1000);
}

function keep() {
  const said = Object.fromEntries(KEPT.map((name) => [name, form().elements[name]?.value ?? ""]));
  if (Object.values(said).some((one) => one.trim())) localStorage.setItem(place(), JSON.stringify(said));
  else localStorage.removeItem(place());
}

document.addEventListener("htmx:afterSettle", begin);
begin();

document.addEventListener("input", (event) => {
  if (event.target.form !== form() || !form()) return;
  if (event.target.matches("[data-timer]")) delete event.target.dataset.timer;
  keep();
});

// The page after a form that was sent is another one: draft.js takes away what it held, unless it is this form again.
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  if (event.target.querySelector("[data-timer]")) tick();
  stop();
  sessionStorage.setItem("draft-sent", place());
});
