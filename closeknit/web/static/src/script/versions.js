// The version of a record up to which all that changed is known on its page, in the data-version of its facts.

// A form that was opened later may know a later one than the page.
export function stamp(page, { verb, parameters }) {
  if (verb === "post" && page.dataset.version) parameters.version = String(Math.max(page.dataset.version, parameters.version ?? 0));
}

// A save of our own must not make the next one look stale; where somebody else changed it between, the page is as it was.
export function goOn(page) {
  const saved = new Set([...page.querySelectorAll("[data-saved]")].map((each) => Number(each.dataset.version)));
  while (saved.has(Number(page.dataset.version) + 1)) page.dataset.version = String(Number(page.dataset.version) + 1);
}
