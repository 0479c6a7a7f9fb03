// What a box opens: what its function is, and, where scores may be set, the steps to choose from.

import { findIn, focusIndex, makeButton, makeElement, makeElementId } from "../dom.js";
import { fillWords } from "../words.js";

/** @import { MapScoring, MapTraits, MapScore } from "./protocol.d.ts" */

/**
 * The steps of a function's score, as a row of digits with "not known" and "clear" after it.
 * @param {MapScoring} scoring
 * @param {MapTraits["words"]} words
 * @param {(score: MapScore) => void} choose
 */
function makeSteps(scoring, words, choose) {
  const group = makeElement("div", { class: "nmt-map-steps", role: "radiogroup", "aria-label": words.steps });
  const buttons = scoring.steps.map(({ score, colour, ink, band_word: band }) => {
    const button = makeElement("button", {
      type: "button",
      role: "radio",
      class: "nmt-step",
      style: `background:${colour};color:${ink}`,
      "aria-label": fillWords(words.step, { step: score, band }),
      text: score,
    });
    button.addEventListener("click", () => choose(score));
    return button;
  });
  const unknown = makeButton("nmt-button is-plain", words.not_known, () => choose("not known"));
  const clear = makeButton("nmt-button is-plain", words.clear, () => choose(null));
  group.append(...buttons);
  group.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    const at = focusIndex(buttons);
    if (!move || at < 0) return;
    event.preventDefault();
    const next = Math.min(Math.max(at + move, 0), buttons.length - 1);
    choose(scoring.steps[next].score);
    buttons[next].focus();
  });
  /** @param {MapScore} score */
  function show(score) {
    for (const [at, button] of buttons.entries()) {
      const checked = scoring.steps[at].score === score;
      button.setAttribute("aria-checked", String(checked));
      button.tabIndex = checked || (typeof score !== "number" && at === 0) ? 0 : -1;
    }
    unknown.setAttribute("aria-pressed", String(score === "not known"));
    clear.disabled = score === null;
  }
  const more = makeElement("div", { class: "nmt-map-more" }, unknown, clear);
  return { elements: [group, more], show };
}

/**
 * @param {MapTraits["words"]} words
 * @param {() => void} close
 */
export function makePanel(words, close) {
  const titleId = makeElementId();
  const title = makeElement("h2", { id: titleId });
  const content = makeElement("div", { class: "nmt-panel-content" });
  const setting = makeElement("div", { class: "nmt-panel-setting" });
  const element = makeElement(
    "section",
    { class: "nmt-panel", hidden: true, role: "dialog", "aria-labelledby": titleId },
    makeButton("nmt-button is-plain nmt-close", words.close, close),
    title,
    setting,
    content,
  );
  /** @type {ReturnType<typeof makeSteps> | null} */
  let steps = null;
  const side = makeElement("div", { class: "nmt-panel-side" }, element); // along which it stays in sight
  return {
    element,
    side,
    /**
     * Opens at once with the name; what the kernel says of the function follows.
     * @param {string} name
     */
    open(name) {
      title.textContent = name;
      content.replaceChildren();
      element.setAttribute("aria-busy", "true");
      element.hidden = false;
      element.scrollTop = 0;
    },
    /**
     * @param {string} name
     * @param {string} html
     */
    fill(name, html) {
      title.textContent = name;
      content.innerHTML = html;
      element.removeAttribute("aria-busy");
    },
    close() {
      element.hidden = true;
      content.replaceChildren();
    },
    /**
     * @param {MapScoring | null} scoring null where nothing may be set
     * @param {(score: MapScore) => void} choose
     */
    allow(scoring, choose) {
      steps = scoring ? makeSteps(scoring, words, choose) : null;
      setting.replaceChildren(...(steps?.elements ?? []));
    },
    /** @param {MapScore} score */
    show(score) {
      steps?.show(score);
    },
    focus() {
      findIn(element, "button")?.focus();
    },
  };
}
