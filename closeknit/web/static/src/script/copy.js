// [data-copy="text"]: a click copies it and a tick says so for a second.

const SHOWN_MS = 1000;

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  event.preventDefault();
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dataset.copied = "";
  document.getElementById("spoken").textContent = button.dataset.copiedText ?? button.dataset.copy;
  setTimeout(() => delete button.dataset.copied, SHOWN_MS);
});
