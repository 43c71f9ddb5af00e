// <drop-file>: a file dropped anywhere on it lands in its file field; the name and size are shown before anything is sent.

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
  }

  name() {
    const shown = this.querySelector("[data-file-name]");
    const files = [...this.input.files].map((file) => `${file.name}, ${this.size(file.size)}`);
    shown.textContent = files.join("; ");
    this.toggleAttribute("data-chosen", files.length > 0);
  }

  size(bytes) {
    const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
    const amount = bytes / (bytes < 1e6 ? 1e3 : 1e6);
    const style = { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 };
    return new Intl.NumberFormat(document.documentElement.lang, style).format(amount);
  }
}

customElements.define("drop-file", DropFile);
