// <drop-file>: a file dropped anywhere on it lands in its file field; the name and size are shown before anything is sent.
// With data-send what is dropped is sent at once; data-names is the field that is called as the file is, until somebody types there.

class DropFile extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.addEventListener("dragover", (event) => this.over(event));
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"));
    this.addEventListener("drop", (event) => this.drop(event));
    this.input.addEventListener("change", () => this.name());
    window.addEventListener("pageshow", () => this.name());
  }

  over(event) {
    event.preventDefault();
    this.toggleAttribute("data-over", true);
  }

  drop(event) {
    event.preventDefault();
    this.removeAttribute("data-over");
    if (event.dataTransfer.files.length === 0) return;
    this.input.files = event.dataTransfer.files;
    this.name();
    if (this.dataset.send !== undefined) this.input.form.requestSubmit();
  }

  name() {
    const shown = this.querySelector("[data-file-name]");
    const files = [...this.input.files].map((file) => `${file.name}, ${this.size(file.size)}`);
    shown.textContent = files.join("; ");
    this.toggleAttribute("data-chosen", files.length > 0);
    if (this.dataset.names && files.length) this.call(document.getElementById(this.dataset.names), this.input.files[0].name);
  }

  // As documents.called does on the server: "service-contract_2026.pdf" is "Service contract 2026".
  call(field, file) {
    if (field.value && field.value !== this.called) return;
    const bare = file.replace(/\.(?=[0-9]*[A-Za-z])[0-9A-Za-z]{1,5}$/, "").replace(/[_\s]+|(?<!\d)-|-(?!\d)/g, " ").trim().replace(/ +/g, " ");
    this.called = field.value = bare.slice(0, 1).toUpperCase() + bare.slice(1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  size(bytes) {
    const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
    const amount = bytes / (bytes < 1e6 ? 1e3 : 1e6);
    const style = { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 };
    return new Intl.NumberFormat(document.documentElement.lang, style).format(amount);
  }
}

customElements.define("drop-file", DropFile);
