// [data-pasted]: a text of several lines that is pasted into a form with it, wherever, fills the form.
document.addEventListener("paste", (event) => {
  const place = event.target.form?.querySelector("[data-pasted]");
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  const isAddress = /\S+\s+<\S+@\S+>$/.test(text);
  if (!place || (event.target.matches("textarea:not([data-pasted])")) || !(isAddress || text.includes("\n"))) return;
  event.preventDefault();
  place.value = text;
  place.form.requestSubmit(place.form.querySelector("[name=read]"));
});
