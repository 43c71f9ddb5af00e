// Notices of this browser: asked for on a click alone, remembered here, shown when the bell counts more than before.
// The bell asks the server each minute anyway; several windows show a notice once, since its tag is its number.
const PLACE = "notify";
const wanted = () => localStorage.getItem(PLACE) !== null && "Notification" in window && Notification.permission === "granted";

async function tell(url) {
  const answer = await fetch(`${url}?latest`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { id, title, text } = await answer.json();
  if (!id || Number(localStorage.getItem(PLACE)) >= id) return;
  localStorage.setItem(PLACE, id);
  new Notification(title, { body: text, tag: `closeknit-${id}` }).addEventListener("click", () => { window.focus(); location.assign(url); });
}

document.addEventListener("htmx:afterSettle", (event) => {
  const count = event.target.closest?.(".bell-count");
  if (count && count.textContent.trim() && wanted()) tell(count.closest("a").getAttribute("href"));
});

function show(place) {
  const on = wanted();
  place.hidden = false;
  place.querySelector("[data-notify-ask]").hidden = on || Notification.permission === "denied";
  place.querySelector("[data-notify-on]").hidden = !on;
  place.querySelector("[data-notify-off]").hidden = Notification.permission !== "denied";
}

const place = document.querySelector("[data-notify]");
if (place && "Notification" in window) {
  show(place);
  place.querySelector("[data-notify-ask]").addEventListener("click", async () => {
    if ((await Notification.requestPermission()) === "granted") localStorage.setItem(PLACE, localStorage.getItem(PLACE) ?? 0);
    show(place);
  });
}
