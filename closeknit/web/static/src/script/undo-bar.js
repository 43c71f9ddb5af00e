// <undo-bar>: what just happened, with Undo (Z), for ten seconds; the clock stands while the pointer or the focus is on it.
import { onAction } from "./keys.js";

const SHOWN_MS = 10000;

class UndoBar extends HTMLElement {
  connectedCallback() {
    this.start();
    this.addEventListener("pointerenter", () => this.stop());
    this.addEventListener("focusin", () => this.stop());
    this.addEventListener("pointerleave", () => this.start());
    this.addEventListener("focusout", () => this.start());
  }

  disconnectedCallback() { this.stop(); }

  start() {
    this.stop();
    this.clock = setTimeout(() => this.remove(), Number(this.dataset.shown) || SHOWN_MS);
  }

  stop() { clearTimeout(this.clock); }
}

customElements.define("undo-bar", UndoBar);

onAction("undo", () => {
  const button = document.querySelector("undo-bar button");
  button?.click();
  return button !== null;
});
