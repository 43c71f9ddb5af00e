// form[data-draft]: what is typed is kept in this browser until it is sent, and is there again after a crash or a way out.
// Nothing of it reaches the server before; whoever signs out takes it along.
const WAIT_MS = 300;
const START = "draft:";
const form = document.querySelector("form[data-draft]");
const place = form && `${START}${form.dataset.draft}:${location.pathname}`;
const left = (name) => ["csrfmiddlewaretoken", "add"].includes(name);
let clock = 0;

function typed() {
  return [...new FormData(form)].filter(([name, value]) => !left(name) && typeof value === "string");
}

function keep() {
  const said = typed();
  if (said.some(([name, value]) => name !== "idempotency" && value.trim())) localStorage.setItem(place, JSON.stringify(said));
  else localStorage.removeItem(place);
}

function bring(said) {
  for (const [name, value] of said) {
    const control = form.elements.namedItem(name);
    if (control instanceof RadioNodeList) control.value = value;
    else if (control instanceof HTMLSelectElement && control.multiple) [...control.options].filter((one) => one.value === value).forEach((one) => { one.selected = true; });
    else if (control) control.value = value;
    const fold = control?.closest?.("details");
    if (fold && value) fold.open = true;
  }
  document.querySelector("[data-draft-back]").hidden = false;
}

if (form) {
  const kept = localStorage.getItem(place);
  // A page that says what was refused holds what was typed already; one that was given values by its address means those.
  if (kept && form.dataset.fresh !== undefined && !location.search) bring(JSON.parse(kept));
  form.addEventListener("input", () => { clearTimeout(clock); clock = setTimeout(keep, WAIT_MS); });
  form.addEventListener("submit", () => { clearTimeout(clock); keep(); sessionStorage.setItem("draft-sent", place); });
  window.addEventListener("pagehide", () => { if (sessionStorage.getItem("draft-sent") !== place) keep(); });
  document.querySelector("[data-draft-forget]").addEventListener("click", () => {
    localStorage.removeItem(place);
    sessionStorage.setItem("draft-sent", place); // so that leaving does not keep it again
    location.reload();
  });
}

// The page after a form that was sent is another one: it was taken, and the draft has done its work.
const sent = sessionStorage.getItem("draft-sent");
if (sent && sent !== place) localStorage.removeItem(sent);
sessionStorage.removeItem("draft-sent");

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  Object.keys(localStorage).filter((one) => one.startsWith(START)).forEach((one) => localStorage.removeItem(one));
});
