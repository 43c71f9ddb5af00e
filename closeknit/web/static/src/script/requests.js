// htmx, told to run no code from the page and to show refusals (409, 412, 422) in place instead of dropping them.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  timeout: 20000,
  attributesToSettle: ["class", "width", "height"], // not "style": the content policy refuses it
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409", swap: true },
    { code: "412", swap: true },
    { code: "422", swap: true },
    { code: "...", swap: false, error: true },
  ],
});

// A form with an id that comes back refused takes its own place, wherever its answer would have gone; one that is a part of what
// comes back says so by [data-part].
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt;
  if (![409, 412, 422].includes(detail.xhr.status) || !form.matches("form[id]:not([data-part])")) return;
  if (!detail.serverResponse.includes(`id="${form.id}"`)) return;
  detail.target = form;
  detail.swapOverride = "outerHTML";
});

export default htmx;
