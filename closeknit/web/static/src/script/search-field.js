// <search-field>: a form whose answers come while one types; arrows walk them, Enter opens, Esc closes, / focuses it.
import { onAction } from "./keys.js";

class SearchField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-expanded", "false");
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("htmx:afterSwap", () => this.show());
    this.addEventListener("focusin", () => this.show());
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.hide(); });
  }

  get answers() { return [...this.querySelectorAll("[role=option]")]; }
  get current() { return this.querySelector('[role=option][aria-selected="true"]'); }

  show() {
    const found = this.input.value.trim() !== "" && this.querySelector(".search-answers")?.childElementCount > 0;
    this.toggleAttribute("data-open", found);
    this.input.setAttribute("aria-expanded", String(found));
  }

  hide() {
    this.removeAttribute("data-open");
    this.input.setAttribute("aria-expanded", "false");
  }

  mark(answer) {
    this.current?.setAttribute("aria-selected", "false");
    answer.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", answer.id);
    answer.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.key === "Escape") {
      if (this.hasAttribute("data-open")) this.hide();
      else this.input.blur();
      return event.preventDefault();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const answers = this.answers;
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = answers.indexOf(this.current);
      const next = answers[at === -1 && step === -1 ? answers.length - 1 : (at + step + answers.length) % answers.length];
      if (next) this.mark(next);
      return event.preventDefault();
    }
    if (event.key === "Enter" && this.current && this.hasAttribute("data-open")) {
      event.preventDefault();
      const address = this.current.getAttribute("href");
      if (event.ctrlKey || event.metaKey) window.open(address, "_blank", "noopener");
      else window.location.assign(address);
    }
  }
}

customElements.define("search-field", SearchField);

function focus() {
  const input = document.querySelector("search-field input[type=search]");
  input?.focus();
  input?.select();
}

onAction("search", focus);
