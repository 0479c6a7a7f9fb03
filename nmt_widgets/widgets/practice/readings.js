// How near an attempt came to the reference: sentences first, then the figures, then a button for another attempt.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { useLocale } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Props } from "../shared/model.d.ts"
 * @import { Again, AgreementFigure, ProgressStep } from "./protocol.d.ts"
 */

/** @param {Props<{ sentences: string[], figures: AgreementFigure[], progress: ProgressStep[], again: boolean, words: Words }, Again>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-readings");
  const summary = makeElement("section", { class: "nmt-readings-said" });
  summary.append(makeElement("h2", { text: words.summary }));
  const [first, ...rest] = model.get("sentences");
  summary.append(makeElement("p", { class: "nmt-readings-first", text: first ?? "" }));
  const list = makeElement("ul");
  list.append(...rest.map((sentence) => makeElement("li", { text: sentence })));
  summary.append(list);

  const progress = model.get("progress");
  if (progress.length) {
    const steps = makeElement("ol", { class: "nmt-readings-progress", "aria-label": words.progress });
    for (const { label, nearness } of progress) {
      const item = makeElement("li");
      item.append(makeElement("b", { text: label }), makeElement("span", { text: nearness }));
      steps.append(item);
    }
    summary.append(makeElement("h3", { text: words.progress }), steps);
  }
  if (model.get("again")) {
    const name = makeId(); // pressed twice it is one attempt
    const again = makeElement("button", { class: "nmt-button", text: words.again, type: "button" });
    again.addEventListener("click", () => model.send({ type: "again", edit: name }));
    const line = makeElement("p", { class: "nmt-readings-again" });
    line.append(again, makeElement("small", { text: words.again_note }));
    summary.append(line);
  }

  const figures = makeElement("section", { class: "nmt-readings-figures" });
  const terms = makeElement("dl");
  for (const { name, value, range, band, meaning } of model.get("figures")) {
    const figure = makeElement("div");
    const title = makeElement("dt", { text: name });
    if (band) title.append(makeElement("small", { text: band }));
    const number = makeElement("dd", { class: "nmt-figure-value" });
    number.append(makeElement("b", { text: value }), makeElement("small", { text: range }));
    figure.append(title, number, makeElement("dd", { class: "nmt-figure-said", text: meaning }));
    terms.append(figure);
  }
  figures.append(makeElement("h2", { text: words.figures }), terms);
  el.append(summary, figures);
}

export default { render };
