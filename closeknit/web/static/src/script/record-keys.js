// On the page of one record: a key opens its first value, another the one that says who looks after it.
import { onAction } from "./keys.js";

const page = () => (document.querySelector("[data-rows]") ? null : document.querySelector("edit-in-place"));

function change(fact) {
  const pencil = fact?.querySelector("[data-edit]");
  pencil?.click();
  return pencil ? undefined : false;
}

onAction("edit", () => change(page()));
onAction("assign", () => change(document.getElementById(page()?.dataset.whose)));
