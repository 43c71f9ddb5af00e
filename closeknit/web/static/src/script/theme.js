// Theme, side bar and density are remembered in cookies, which the server reads: the first paint is already right.

const YEAR = 31536000;

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax`;
}

function apply(name, value) {
  const root = document.documentElement;
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  remember(name, value);
  mark();
}

function mark() {
  document.querySelectorAll("[data-set]").forEach((button) => {
    const [name, value] = button.dataset.set.split(":");
    const now = document.documentElement.dataset[name] ?? "";
    button.setAttribute("aria-pressed", String(now === value));
    button.hidden = false;
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-set]");
  if (!button) return;
  const [name, value] = button.dataset.set.split(":");
  const now = document.documentElement.dataset[name] ?? "";
  apply(name, button.dataset.flip !== undefined && now === value ? "" : value);
});

document.addEventListener("htmx:afterSettle", mark);
mark();
