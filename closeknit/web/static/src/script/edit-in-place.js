// <edit-in-place>: facts edited where they are read. A click or Enter swaps a value for its control; Tab saves and
// goes on, Shift+Tab back, Esc restores, Enter saves. What was typed is shown at once; a refusal comes back beside it.
import { typedAhead } from "./ahead.js";
import htmx from "./requests.js";
import { goOn, stamp } from "./versions.js";

const PARTS = "input:not([type=hidden]), select, textarea, [data-several] button";
function stop(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

class EditInPlace extends HTMLElement {
  connectedCallback() {
    this.kept = new Map();
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("pointerdown", () => { this.byKeys = false; });
    this.addEventListener("change", (event) => this.chosen(event));
    this.addEventListener("focusout", (event) => this.leave(event));
    this.addEventListener("htmx:configRequest", (event) => stamp(this, event.detail));
    this.addEventListener("htmx:beforeSend", (event) => { if (event.target.matches("[data-edit]")) this.deliver = typedAhead(); });
    this.addEventListener("htmx:afterRequest", (event) => { if (!event.detail.successful) this.deliver?.(null); });
    this.addEventListener("htmx:beforeSwap", (event) => this.keep(event));
    this.addEventListener("htmx:afterSwap", () => this.settled());
  }

  fact(node) { return node.closest?.("[data-fact]"); }
  click(event) {
    const value = event.target.closest("[data-fact] > dd");
    if (!value || event.target.closest("a, button, input, select, textarea, label, [data-copy]")) return;
    if (String(getSelection()) === "") value.querySelector("[data-edit]")?.click();
  }

  keep(event) {
    const fact = this.fact(event.detail.target);
    if (fact && fact.dataset.editing === undefined) this.kept.set(fact.id, fact.outerHTML);
  }

  settled() {
    goOn(this);
    htmx.process(this); // at once: whoever is quick would send the form, or follow the link, before htmx settles
    if (this.refocus) document.getElementById(this.refocus)?.querySelector("[data-edit]")?.focus();
    this.refocus = "";
    const fresh = this.querySelector("[data-fact][data-editing]:not([data-met])");
    if (!fresh) return;
    fresh.dataset.met = "";
    fresh.dataset.was = fresh.dataset.refused === undefined ? this.written(fresh) : "";
    // A late refusal does not pull somebody out of the field they are writing in by now.
    if (document.activeElement?.closest("[data-fact][data-editing]:not([data-painted])")) return;
    const control = fresh.querySelector("input:not([type=hidden]), select, textarea");
    control?.focus({ preventScroll: true });
    fresh.scrollIntoView({ block: "nearest" });
    if (control?.matches("input[type=text], input[type=email], input[type=tel], input[type=url], input:not([type])")) control.select();
    this.deliver?.(control);
  }

  written(fact) {
    return JSON.stringify([...new FormData(fact.querySelector("form"))].filter(([name]) => !["version", "was", "csrfmiddlewaretoken"].includes(name)));
  }

  // A choice is made by choosing; by the arrow keys one passes others on the way, so Enter or Tab ends it.
  chosen(event) {
    const fact = this.fact(event.target);
    if (!fact || !event.target.matches("select:not([multiple])") || this.byKeys || this.parts(fact).length > 1) return;
    this.save(fact, true);
  }

  key(event) {
    this.byKeys = true;
    const fact = this.fact(event.target);
    if (!fact || fact.dataset.editing === undefined) return;
    if (event.key === "Escape") return stop(event, () => this.restore(fact, true));
    if (event.key === "Enter" && !event.target.matches("textarea, button, a")) return stop(event, () => this.save(fact, true));
    if (event.key === "Tab" && this.last(fact, event)) {
      const next = this.next(fact, event.shiftKey ? -1 : 1);
      if (next) stop(event, () => { this.save(fact, false); document.getElementById(next)?.querySelector("[data-edit]")?.click(); });
    }
  }

  // One of several parts is left by Tab only from its last part.
  last(fact, event) { return event.target === this.parts(fact).at(event.shiftKey ? 0 : -1); }

  parts(fact) { return [...fact.querySelectorAll(PARTS)].filter((part) => part.checkVisibility()); }

  next(fact, step) {
    const all = [...this.querySelectorAll("[data-fact]")].filter((each) => each === fact || each.querySelector("[data-edit]"));
    return all[all.indexOf(fact) + step]?.id;
  }
  save(fact, refocus) {
    if (fact.dataset.was === this.written(fact)) return this.restore(fact, refocus);
    fact.dataset.painted = "";
    this.refocus = refocus ? fact.id : "";
    fact.querySelector("form").requestSubmit();
  }

  restore(fact, refocus) {
    const { id } = fact;
    const theirs = fact.querySelector("[data-keep-theirs]");
    if (theirs) return void theirs.click(); // what stood here before is no longer so
    fact.outerHTML = this.kept.get(id);
    const back = document.getElementById(id);
    htmx.process(back);
    if (refocus) back.querySelector("[data-edit]")?.focus();
  }

  leave(event) {
    const fact = this.fact(event.target);
    if (!fact || fact.dataset.editing === undefined || fact.dataset.painted !== undefined) return;
    if (fact.dataset.conflict !== undefined) return; // that is decided by a button, not by going on
    if (!fact.contains(event.relatedTarget)) setTimeout(() => this.left(fact), 0);
  }

  left(fact) {
    if (fact.isConnected && !fact.contains(document.activeElement) && document.hasFocus()) this.save(fact, false);
  }
}

customElements.define("edit-in-place", EditInPlace);
