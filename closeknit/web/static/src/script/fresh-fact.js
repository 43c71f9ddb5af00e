// An address that names a fact, as in #fact-territory: it was just added to this page, and is open for its value.

addEventListener("load", () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const fact = id.startsWith("fact-") ? document.getElementById(id) : null;
  fact?.closest("details")?.setAttribute("open", "");
  fact?.querySelector("[data-edit]")?.click();
}, { once: true });
