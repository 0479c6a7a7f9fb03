// Cases as cards: a small map, a title, a few facts; a card opens its case.

import { makeElement } from "./dom.js";

/**
 * @import { CaseCard, OpenCardMessage } from "./protocol.d.ts"
 *
 * @typedef {{ cards: CaseCard[], label: string, selected: string }} Traits
 */

/**
 * @param {import("./model.d.ts").Model<Traits, OpenCardMessage>} model
 * @param {CaseCard} card
 */
function makeCard(model, { id, title, kind, facts, svg, problem }) {
  const picture = makeElement("span", { class: "nmt-card-map", "aria-hidden": "true" }); // the words name the button
  picture.innerHTML = svg;
  const words = makeElement(
    "span",
    { class: "nmt-card-words" },
    makeElement("span", { class: "nmt-card-title", text: title }),
    makeElement("span", { class: "nmt-card-kind", text: kind }),
    ...facts.map((fact) => makeElement("span", { class: "nmt-card-fact", text: fact })),
    problem && makeElement("span", { class: "nmt-card-problem", text: problem }),
  );
  const open = () => {
    model.set("selected", id);
    model.save_changes();
    model.send({ type: "open", case: id });
  };
  const parts = [svg && picture, words];
  const card = problem
    ? makeElement("div", { class: "nmt-card" }, ...parts)
    : makeElement("button", { class: "nmt-card", type: "button", "data-case": id, on: { click: open } }, ...parts);
  return makeElement("li", {}, card);
}

/** @param {import("./model.d.ts").Props<Traits, OpenCardMessage>} props */
function render({ model, el }) {
  const list = makeElement("ul", { class: "nmt-cards" });
  el.append(list);
  function draw() {
    list.setAttribute("aria-label", model.get("label"));
    list.replaceChildren(...model.get("cards").map((card) => makeCard(model, card)));
  }
  model.on("change:cards", draw);
  draw();
  return () => model.off("change:cards", draw);
}

export default { render };
