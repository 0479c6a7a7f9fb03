// One function: who scored what (by letters), what scores look like, and what the class agrees on.

import { makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { BoardFunction, BoardMessage } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {boolean} mayLead
 * @param {(message: BoardMessage) => void} send
 */
export function makeFunctionPanel(words, mayLead, send) {
  const element = makeElement("section", { class: "nmt-card nmt-class-function", "aria-live": "off" });
  const title = makeElement("h2", { tabindex: "-1" });
  const hint = makeElement("p", { class: "nmt-quiet", text: words.choose });
  const body = makeElement("div", { class: "nmt-class-function-body" });
  const scores = makeElement("ul", { class: "nmt-class-scores", "aria-label": words.scores });
  const anchors = makeElement("details", { class: "nmt-more" });
  const anchorList = makeElement("dl", { class: "nmt-terms" });
  anchors.append(makeElement("summary", { text: words.anchors }), anchorList);
  const pin = makeElement("button", { class: "nmt-button is-plain", type: "button" });
  const form = makeElement("form", { class: "nmt-consensus" });
  const steps = makeElement("fieldset", { class: "nmt-options nmt-consensus-steps" });
  const note = makeElement("textarea", {
    class: "nmt-input",
    name: "note",
    rows: "3",
    maxlength: "2000",
    "aria-label": words.note,
    placeholder: words.note_hint,
  });
  const keep = makeElement("button", { class: "nmt-button", text: words.keep });
  const back = makeElement("button", { class: "nmt-button is-plain", text: words.take_back, type: "button" });
  const state = makeElement("p", { class: "nmt-consensus-state", role: "status" });
  const bar = makeElement("div", { class: "nmt-toolbar" });
  bar.append(keep, back);
  form.append(makeElement("h3", { text: words.consensus }), steps, note, bar, state);
  body.append(scores, pin, anchors, form);
  element.append(title, hint, body);
  if (!mayLead) {
    steps.disabled = note.disabled = true;
    bar.replaceChildren(makeElement("p", { class: "nmt-quiet", text: words.look_only }));
    pin.hidden = true;
  }
  let filledIn = ""; // the function and its consensus that stand in the form
  /** @type {BoardFunction | null} */
  let current = null;

  /**
   * @param {number} count
   * @param {number} lowest
   */
  function drawSteps(count, lowest) {
    if (steps.children.length) return;
    steps.append(makeElement("legend", { text: words.score }));
    for (let at = 0; at < count; at += 1) {
      const label = makeElement("label");
      label.append(
        makeElement("input", { type: "radio", name: "score", value: String(at + lowest), required: "" }),
        makeElement("span", { text: String(at + lowest) }),
      );
      steps.append(label);
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const score = Number(new FormData(form).get("score"));
    if (current && score) send({ type: "consensus", function: current.id, score, note: note.value });
  });
  back.addEventListener("click", () => {
    if (current) send({ type: "consensus", function: current.id, score: null, note: "" });
  });
  pin.addEventListener("click", () => {
    if (current) send({ type: "pin", function: current.id, on: !current.pinned });
  });

  return {
    element,
    focus() {
      title.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest" });
    },
    /**
     * @param {BoardFunction | null} chosen
     * @param {[number, string][]} anchorsOf
     * @param {number} lowest
     */
    draw(chosen, anchorsOf, lowest) {
      current = chosen;
      hint.hidden = Boolean(chosen);
      body.hidden = title.hidden = !chosen;
      if (!chosen) return;
      drawSteps(chosen.counts.length, lowest);
      title.textContent = fillWords(words.title, chosen);
      scores.replaceChildren(
        ...chosen.scores.map(([name, score]) => {
          const item = makeElement("li");
          item.append(
            makeElement("span", { text: name }),
            makeElement("b", { text: score === null ? "–" : String(score) }),
          );
          return item;
        }),
      );
      pin.textContent = chosen.pinned ? words.unpin : words.pin;
      anchorList.replaceChildren(
        ...anchorsOf.flatMap(([at, text]) => [makeElement("dt", { text: String(at) }), makeElement("dd", { text })]),
      );
      state.textContent = chosen.agreement;
      back.hidden = chosen.agreed === null;
      // what is being typed stays while others' scores arrive
      const now = JSON.stringify([chosen.id, chosen.agreed, chosen.note]);
      if (now === filledIn) return;
      filledIn = now;
      for (const input of steps.querySelectorAll("input")) input.checked = Number(input.value) === chosen.agreed;
      note.value = chosen.note;
    },
  };
}
