// What stands above the pictures of the programme: its parts, the filters, how many clients there are, and how far reading is.

import { addressOf, changeQuery } from "../cases/query.js";
import { makeAsking } from "../shared/asking.js";
import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { sendIfOpen } from "../shared/kernel_line.js";
import { useLocale } from "../shared/words.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { ProgrammeFilter, ProgrammeMessage, ProgrammeTraits, Query } from "./protocol.d.ts"
 */

const PATIENCE = 500; // milliseconds until the page says that it counts

/** @param {Props<ProgrammeTraits, ProgrammeMessage>} props */
function render({ model, el }) {
  useLocale(model);
  el.classList.add("nmt-programme");
  const words = model.get("words");
  let slow = 0;
  const asking = makeAsking(
    (request, query) => sendIfOpen(model, { type: "show", request, query }),
    (busy) => {
      el.setAttribute("aria-busy", String(busy));
      clearTimeout(slow);
      if (busy) slow = setTimeout(() => (result.textContent = words.busy), PATIENCE);
    },
  );
  let query = model.get("state").query;
  /** @type {(next: Query) => void} */
  const ask = (next) => {
    query = next;
    drawPart();
    asking.ask(next);
  };

  const sites = makeElement("span");
  const banner = makeElement(
    "div",
    { class: "nmt-alert is-notice nmt-alert-row nmt-programme-sites" },
    sites,
    makeButton("nmt-button is-small", words.own, () => sendIfOpen(model, { type: "own" })),
  );
  const links = makeElement("ul");
  const nav = makeElement("nav", { class: "nmt-part-links nmt-programme-parts", "aria-label": words.parts }, links);
  const filters = makeElement("div", { class: "nmt-programme-filters" });
  const title = makeElement("h2", { tabindex: -1 });
  const lead = makeElement("p", { class: "nmt-programme-lead" });
  const result = makeElement("p", { class: "nmt-programme-result", role: "status" });
  const everybody = makeButton("nmt-button is-plain is-small", words.everybody, () => {
    ask(changeQuery({}, { part: query.part ?? "" }));
    filters.querySelector("select")?.focus();
  });
  const chosen = makeElement("div", { class: "nmt-toolbar" }, result, everybody);
  const reading = makeElement("div", { class: "nmt-card is-quiet nmt-programme-reading" });
  const steps = makeElement("span", { class: "nmt-quiet" });
  const progress = makeElement("progress", { max: 1, "aria-label": words.reading });
  reading.append(makeElement("p", { role: "status", text: words.reading }), progress, steps);
  const problem = makeElement("div", { class: "nmt-alert nmt-alert-row", role: "alert" });
  const notice = makeElement("p", { class: "nmt-alert is-notice" });
  el.append(notice, banner, nav, filters, title, lead, chosen, reading, problem);

  /** @type {Map<string, HTMLElement>} */
  const linkOf = new Map();
  for (const [part, name] of model.get("parts")) {
    const link = makeElement("a", { "data-part": part, text: name });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      ask(changeQuery(query, { part }));
    });
    linkOf.set(part, link);
    links.append(makeElement("li", {}, link));
  }

  /** @type {Map<string, { select: HTMLSelectElement, refusal: HTMLElement, field: HTMLElement }>} */
  const fields = new Map();
  /** @param {ProgrammeFilter} filter */
  function makeField({ name, label }) {
    const refusal = makeElement("small", { id: makeElementId(), class: "nmt-programme-refusal", role: "alert" });
    const select = makeElement("select", { class: "nmt-input", name, "aria-describedby": refusal.id });
    select.addEventListener("change", () => ask(changeQuery(query, { [name]: select.value })));
    const field = makeElement(
      "label",
      { class: "nmt-field" },
      makeElement("span", { class: "nmt-field-name", text: label }),
      select,
      refusal,
    );
    return { select, refusal, field };
  }
  // a field stays where it is while its levels change: the keyboard may be in it
  function drawFilters() {
    const { filters: all, problems, query: set } = model.get("state");
    for (const [name, { field }] of fields)
      if (!all.some((filter) => filter.name === name)) {
        field.remove();
        fields.delete(name);
      }
    for (const filter of all) {
      const known = fields.get(filter.name) ?? makeField(filter);
      if (!fields.has(filter.name)) filters.append(known.field);
      fields.set(filter.name, known);
      const options = [["", words.all], ...filter.options];
      if (known.select.dataset.options !== JSON.stringify(options)) {
        known.select.dataset.options = JSON.stringify(options);
        known.select.replaceChildren(...options.map(([value, text]) => makeElement("option", { value, text })));
      }
      known.select.value = set[filter.name] ?? "";
      known.refusal.textContent = problems[filter.name] ?? "";
      known.select.setAttribute("aria-invalid", String(filter.name in problems));
    }
    filters.hidden = !all.length;
  }

  function drawPart() {
    for (const [part, link] of linkOf)
      if (part === query.part) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
  }
  let isFirst = true;
  function draw() {
    const state = model.get("state");
    asking.answer(state.answers);
    if (asking.busy) return; // somebody has gone on meanwhile
    query = state.query;
    const screen = model.get("screen");
    for (const [part, link] of linkOf)
      link.setAttribute("href", screen ? addressOf(screen, changeQuery(query, { part })) : "#");
    drawPart();
    drawFilters();
    const isNew = state.sites !== sites.textContent;
    notice.textContent = state.notice;
    sites.textContent = state.sites;
    banner.hidden = !state.sites;
    title.textContent = state.title;
    lead.textContent = state.lead;
    lead.hidden = !state.lead;
    result.textContent = state.result;
    everybody.hidden = !state.filters.length || Object.keys(query).length < 2;
    chosen.hidden = !state.result && everybody.hidden;
    if (isNew && !isFirst) title.focus(); // what was pressed is gone: go on from what is there now
    isFirst = false;
  }
  function drawReading() {
    const state = model.get("reading");
    reading.hidden = !state;
    if (!state) return;
    steps.textContent = state.words;
    if (state.share < 0) progress.removeAttribute("value");
    else progress.value = state.share;
  }
  function drawProblem() {
    const text = model.get("problem");
    const again = makeButton("nmt-button is-plain is-small", words.again, () => sendIfOpen(model, { type: "read" }));
    problem.hidden = !text;
    problem.replaceChildren(...(text ? [makeElement("span", { text }), again] : []));
  }
  /** The way back in the browser is a request like another one: what was read stays. @param {Event} event */
  function goBack(event) {
    event.preventDefault();
    ask(/** @type {CustomEvent<Query>} */ (event).detail);
  }

  model.on("change:state", draw);
  model.on("change:reading", drawReading);
  model.on("change:problem", drawProblem);
  addEventListener("nmt-address", goBack);
  draw();
  drawReading();
  drawProblem();
  sendIfOpen(model, { type: "read" });
  return () => {
    model.off("change:state", draw);
    model.off("change:reading", drawReading);
    model.off("change:problem", drawProblem);
    removeEventListener("nmt-address", goBack);
  };
}

export default { render };
