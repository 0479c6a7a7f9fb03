// The vignette beside the differences: a function shows the paragraphs its reference rests on, and one's own sentences.

import { whenSeen } from "../shared/alive.js";
import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { fillWords, useLocale } from "../shared/words.js";
import { makeFunctionDifferences } from "./differences.js";
import { paragraphButton } from "./paragraph_button.js";
import { CALM_MOTION, makeVignette } from "./vignette.js";

/**
 * @import { StepLook } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Props } from "../shared/model.d.ts"
 * @import { Choose } from "./differences.js"
 * @import { VignetteText, DifferenceRow, DangerSignRow, TrapRow, FeedbackMessage, FeedbackReply } from "./protocol.d.ts"
 * @import { FunctionFeedback } from "./protocol.d.ts"
 */

/**
 * @param {TrapRow[]} traps
 * @param {string} stance
 * @param {Words} words
 * @param {(id: string) => void} go
 */
function makeTraps(traps, stance, words, go) {
  const element = makeElement("section", { class: "nmt-card is-quiet nmt-traps" });
  element.append(
    makeElement("h2", { text: words.traps }),
    makeElement("p", { class: "nmt-quiet", text: words.traps_lead }),
  );
  const list = makeElement("ul", { class: "nmt-list" });
  for (const { title, text, functions } of traps) {
    const item = makeElement("li");
    item.append(makeElement("h3", { text: title }), makeElement("p", { text }));
    const names = makeElement("p", { class: "nmt-trap-functions" });
    for (const [id, name] of functions) {
      const button = makeElement("button", { class: "nmt-button is-quiet", text: name, type: "button" });
      button.addEventListener("click", () => go(id));
      names.append(button);
    }
    if (functions.length) item.append(names);
    list.append(item);
  }
  element.append(list);
  if (stance) element.append(makeElement("h3", { text: words.stance }), makeElement("p", { text: stance }));
  return element;
}

/**
 * The signs of danger in the case, present or not known; `choose` shows their paragraphs.
 * @param {DangerSignRow[]} dangers
 * @param {Words} words
 * @param {Choose} choose
 */
function makeDangers(dangers, words, choose) {
  const element = makeElement("section", { class: "nmt-card nmt-dangers" });
  element.append(
    makeElement("h2", { text: words.dangers }),
    makeElement("p", { class: "nmt-quiet", text: words.dangers_lead }),
  );
  const list = makeElement("ul", { class: "nmt-list" });
  for (const danger of dangers) {
    const item = makeElement("li");
    item.toggleAttribute("data-known", danger.known);
    const answer = makeElement("p", { text: danger.answer });
    const row = { name: danger.name, paragraphs: danger.paragraphs, evidence: [] };
    const places = makeElement("span", { class: "nmt-compared-places" });
    places.append(
      ...danger.paragraphs.map((number) => paragraphButton(number, words, false, () => choose(row, number))),
    );
    answer.append(places);
    item.append(makeElement("h3", { text: danger.about ? `${danger.name}: ${danger.about}` : danger.name }), answer);
    list.append(item);
  }
  element.append(list);
  return element;
}

/** @param {Props<{ vignette: VignetteText, rows: DifferenceRow[], dangers: DangerSignRow[], traps: TrapRow[], stance: string, steps: StepLook, feedback: Record<string, FunctionFeedback>, typed: string, words: Words, place: string }, FeedbackMessage>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-practice-comparison");
  const vignette = makeVignette(model.get("vignette"), words.vignette);
  vignette.box.tabIndex = 0; // nothing in it takes the focus, and it scrolls
  const foot = makeElement("footer", { class: "nmt-legend" });
  const status = makeElement("p", { text: words.nothing_chosen, role: "status" });
  const legend = makeElement("p", { class: "nmt-legend-keys" });
  legend.append(
    makeElement("span", { class: "nmt-legend-reference", text: words.legend_reference }),
    makeElement("span", { class: "nmt-legend-own", text: words.legend_own }),
  );
  legend.hidden = true;
  foot.append(status, legend);
  vignette.element.append(foot);
  vignette.box.id = makeElementId();
  const fold = makeButton(
    "nmt-button is-quiet nmt-vignette-fold",
    words.vignette.label,
    () => setFolded(!vignette.element.hasAttribute("data-folded")),
    { "aria-controls": vignette.box.id },
  );
  vignette.element.prepend(fold);
  /** @param {boolean} is on a narrow screen the text is out of the way until a paragraph is asked for */
  function setFolded(is) {
    vignette.element.toggleAttribute("data-folded", is);
    fold.setAttribute("aria-expanded", String(!is));
  }
  setFolded(true);

  /**
   * Highlight what belongs to a function; with a number, go to that paragraph, else to the first of them.
   * @type {Choose}
   */
  function choose(row, number = row.paragraphs[0]) {
    for (const item of differences.rows) item.setChosen(item.row === row);
    const own = row.evidence.filter(({ paragraph }) => paragraph !== null);
    for (const paragraph of vignette.paragraphs) {
      paragraph.element.toggleAttribute("data-reference", row.paragraphs.includes(paragraph.number));
      paragraph.element.removeAttribute("data-gone-to");
      for (const { element, text } of paragraph.sentences)
        element.toggleAttribute(
          "data-own",
          own.some((entry) => entry.paragraph === paragraph.number && entry.text.includes(text)),
        );
    }
    legend.hidden = false;
    setFolded(false);
    const form = row.paragraphs.length ? words.highlighted : words.nowhere;
    status.textContent = fillWords(form, {
      name: row.name,
      numbers: row.paragraphs.map((number) => `¶${number}`).join(", "),
    });
    vignette.go(number ?? own[0]?.paragraph)?.element.setAttribute("data-gone-to", "");
  }

  const steps = model.get("steps");
  const differences = makeFunctionDifferences(model.get("rows"), steps, words, choose, {
    words: words.feedback,
    typed: model.get("typed"),
    paragraphs: model.get("vignette").paragraphs.map(([number]) => number),
    highest: steps.colours.length,
    send: (message) => model.send(message),
  });
  function drawFeedback() {
    const feedback = model.get("feedback");
    for (const { row, feedback: part } of differences.rows) part.update(feedback[row.id]);
  }
  /** @param {FeedbackReply} reply */
  function receive(reply) {
    for (const { feedback } of differences.rows) feedback.receive(reply);
  }
  /** @param {string} id */
  function go(id) {
    const item = differences.rows.find(({ row }) => row.id === id);
    if (!item) return;
    choose(item.row);
    const block = item.element.offsetHeight > innerHeight / 2 ? "start" : "center"; // its name is never out of sight
    item.element.scrollIntoView({ block, behavior: CALM_MOTION.matches ? "auto" : "smooth" });
    item.name.focus({ preventScroll: true });
  }
  function follow() {
    const id = model.get("place");
    if (!id) return;
    go(id);
    model.set("place", "");
    model.save_changes();
  }

  const right = makeElement("section", { class: "nmt-practice-differences" });
  const dangers = model.get("dangers");
  if (dangers.length) right.append(makeDangers(dangers, words, choose));
  right.append(makeElement("h2", { text: words.differences }), differences.element);
  const beside = makeElement("div", { class: "nmt-practice-beside" });
  beside.append(vignette.element, right);
  el.append(beside, makeTraps(model.get("traps"), model.get("stance"), words, go));
  model.on("change:place", follow);
  model.on("change:feedback", drawFeedback);
  model.on("msg:custom", receive);
  drawFeedback();
  whenSeen(follow);
  return () => {
    model.off("change:place", follow);
    model.off("change:feedback", drawFeedback);
    model.off("msg:custom", receive);
    vignette.close();
  };
}

export default { render };
