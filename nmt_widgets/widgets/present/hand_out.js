// The presentation on paper: one scene a page, everything revealed, with or without answers.

import { findAllIn, makeButton, makeElement, partIn } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { coverAnswers } from "./covering.js";
import { makeModel } from "./models.js";
import { makeSceneView } from "./scene_view.js";

/**
 * @import { Overlay } from "./overlays.js"
 * @import { Deck, GuessData, SceneAsk } from "./protocol.d.ts"
 * @import { SceneView } from "./scene_view.js"
 */

/**
 * On paper all questions to the room stand below each other, with a line for each answer.
 * @param {HTMLElement} body
 * @param {SceneAsk[]} asks
 */
function listQuestions(body, asks) {
  if (!asks.length) return;
  const list = makeElement("ol", { class: "nmt-questions nmt-asked" });
  for (const { question } of asks) {
    const item = makeElement("li", { text: question });
    item.append(makeElement("span", { class: "nmt-to-fill" }));
    list.append(item);
  }
  partIn(body, "[data-question]").remove();
  partIn(body, "[data-votes]").replaceWith(list);
  for (const tools of findAllIn(body, ".nmt-guess-tools, .nmt-key-of-votes")) tools.remove();
}

/**
 * @param {Deck} deck
 * @param {string} kind
 */
export function makeHandOut(deck, kind) {
  const words = deck.words.page;
  const element = makeElement("div", {
    class: `nmt-hand-out is-${kind}`,
    role: "region",
    "aria-label": words.hand_out,
  });
  /** @type {SceneView[]} */
  const views = [];
  deck.scenes.forEach((scene, at) => {
    const view = makeSceneView(scene);
    if (kind === "questions") coverAnswers(view.element);
    if (scene.kind === "guess") listQuestions(view.body, /** @type {GuessData} */ (scene.data).asks);
    // a scene whose parts replace each other is printed at its last picture
    view.apply(scene.steps);
    const page = makeElement("section", { class: "nmt-leaf" });
    const stage = makeElement("div", { class: "nmt-leaf-stage" });
    stage.append(view.element);
    const foot = makeElement("div", { class: "nmt-leaf-foot" });
    if (kind === "notes")
      for (const { text, mark } of scene.notes)
        foot.append(makeElement("p", { text: mark ? `[${deck.words.marks[mark]}] ${text}` : text }));
    else foot.append(makeElement("span", { class: "nmt-quiet", text: words.room_for_notes }));
    const number = fillWords(words.page_number, { number: at + 1, count: deck.scenes.length });
    page.append(
      stage,
      foot,
      makeElement("p", { class: "nmt-leaf-number", text: `${deck.title} · ${number} · ${deck.words.disclaimer}` }),
    );
    element.append(page);
    for (const control of findAllIn(page, "button, select, input")) control.tabIndex = -1;
    makeModel(view, scene)?.step(scene.steps);
    views.push(view);
  });
  const fit = () => {
    for (const [at, view] of views.entries()) view.fit(deck.scenes[at].steps);
  };
  return { element, fit };
}

/**
 * The same on the screen, as it will be on paper.
 * @param {Deck} deck
 * @param {string} kind
 * @param {() => void} close
 * @returns {Required<Overlay>}
 */
export function showHandOut(deck, kind, close) {
  const words = deck.words.page;
  const { element, fit } = makeHandOut(deck, kind);
  const bar = makeElement("div", { class: "nmt-hand-out-bar" });
  const print = makeButton("nmt-button", words.print, () => window.print());
  bar.append(
    print,
    makeButton("nmt-button is-plain", words.close, close),
    makeElement("span", { class: "nmt-quiet", text: words.hand_outs[kind] }),
  );
  element.prepend(bar);
  return { element, fit, focus: () => print.focus() };
}
