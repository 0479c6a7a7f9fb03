// The pairs of ratings there are, and the forms beside them.

import { makeElement } from "../shared/dom.js";
import { useLocale } from "../shared/words.js";
import { makeChooser, makeFinder, makeSecondRating } from "./forms.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { Props } from "../shared/model.d.ts"
 * @import { GoTo, ListMessage, PairRow, RatingChoice } from "./protocol.d.ts"
 */

/** @param {Props<{ pairs: PairRow[], choices: RatingChoice[], candidates: Pair[], more: string, settles: boolean, rates: boolean, empty: string, words: Words, problem: string }, ListMessage, GoTo>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  /** @param {ListMessage} message */
  const send = (message) => model.send(message);
  el.classList.add("nmt-list-screen", "nmt-pairs");
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const list = makeElement("section", { class: "nmt-pairs-list" });
  const finder = makeFinder(words, send);
  const forms = makeElement("div", { class: "nmt-list-forms" });
  el.append(problem, list, finder.form, forms);

  /** @param {PairRow} pair */
  function row(pair) {
    const item = makeElement("li", { class: "nmt-card nmt-pairs-row", "data-state": pair.state });
    const about = makeElement("div");
    about.append(makeElement("h3", { text: pair.title }), makeElement("p", { class: "nmt-quiet", text: pair.by }));
    item.append(about, makeElement("span", { class: "nmt-pairs-state", text: pair.status }));
    const { first, second } = pair;
    if (first && second) {
      const isDone = pair.state === "done";
      const button = makeElement("button", {
        class: isDone ? "nmt-button is-plain" : "nmt-button",
        text: isDone ? words.look : words.open,
        type: "button",
      });
      button.setAttribute("aria-label", `${button.textContent}: ${pair.title}, ${pair.by}`);
      button.addEventListener("click", () => send({ type: "open", first, second }));
      item.append(button);
    } else if (pair.fill) {
      const to = `assess.ipynb?${new URLSearchParams({ case: pair.fill })}`;
      item.append(
        makeElement("a", {
          class: "nmt-button",
          text: words.fill,
          href: to,
          "aria-label": `${words.fill}: ${pair.title}`,
        }),
      );
    }
    return item;
  }
  function draw() {
    const pairs = model.get("pairs");
    list.hidden = !pairs.length && !model.get("empty");
    list.replaceChildren(makeElement("h2", { text: words.pairs }));
    if (!pairs.length) list.append(makeElement("p", { class: "nmt-quiet", text: model.get("empty") }));
    const rows = makeElement("ul", { class: "nmt-list" });
    rows.append(...pairs.map(row));
    list.append(rows);
  }
  function drawForms() {
    finder.say(model.get("settles") || model.get("rates") ? model.get("more") : "");
    forms.replaceChildren();
    if (model.get("settles")) forms.append(makeChooser(words, model.get("choices"), send));
    if (model.get("rates")) forms.append(makeSecondRating(words, model.get("candidates"), send));
  }
  function drawProblem() {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  }
  /** @param {GoTo} message */
  const receive = (message) => message.type === "go" && window.location.assign(message.to);
  model.on("change:problem", drawProblem);
  model.on("msg:custom", receive);
  const offered = "change:choices change:candidates change:more";
  model.on(offered, drawForms);
  draw();
  drawForms();
  drawProblem();
  return () => {
    model.off(offered, drawForms);
    model.off("change:problem", drawProblem);
    model.off("msg:custom", receive);
  };
}

export default { render };
