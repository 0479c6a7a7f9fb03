// One difference: both sides, the settled answer, and the reason. Typed text stays while it is saved, and if it is
// refused.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { makeAnswer, makeSettleField, makeSide } from "./answer.js";
import { typedReason } from "./typed.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { PairData, PairDifference, PairMessage, SettledAnswer } from "./protocol.d.ts"
 */

const UNANSWERED = 10_000; // milliseconds after which the page reports that there is no answer

/**
 * @param {Words} words
 * @param {Pair[]} levels
 * @param {Pair[]} patterns
 * @param {(message: PairMessage) => void} send
 */
export function makeDifference(words, levels, patterns, send) {
  const element = makeElement("section", { class: "nmt-card nmt-difference" });
  const place = makeElement("p", { class: "nmt-difference-place" });
  const title = makeElement("h2", { tabindex: "-1" });
  const definition = makeElement("p", { class: "nmt-quiet" });
  const anchors = makeElement("details", { class: "nmt-more" });
  const anchorList = makeElement("dl", { class: "nmt-terms" });
  anchors.append(makeElement("summary", { text: words.anchors }), anchorList);
  const body = makeElement("div");
  const status = makeElement("p", { class: "nmt-settle-state", role: "status" });
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  problem.hidden = true;
  const theirs = makeElement("p", { class: "nmt-settle-theirs" });
  theirs.hidden = true;
  element.append(place, title, definition, anchors, body, problem, theirs, status);
  let filled = ""; // what the form was filled in for
  let path = "";
  let isTyped = false;
  let base = 0; // the revision it was filled in on
  let edit = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /**
   * @param {string} text
   * @param {string} [wrong]
   */
  function say(text, wrong = "") {
    clearTimeout(waiting);
    status.textContent = text;
    problem.textContent = wrong;
    problem.hidden = !wrong;
  }
  /**
   * @param {PairDifference} difference
   * @param {ReturnType<typeof typedReason>} typed
   */
  function form(difference, typed) {
    const element = makeElement("form", { class: "nmt-settle" });
    const answer = makeAnswer(difference, words, levels, patterns);
    const reason = makeElement("textarea", {
      class: "nmt-input",
      name: "reason",
      rows: "3",
      required: "",
      maxlength: "2000",
    });
    reason.value = typed.get() ?? difference.settled?.reason ?? "";
    reason.addEventListener("input", () => typed.set(reason.value));
    const bar = makeElement("div", { class: "nmt-toolbar" });
    bar.append(
      makeElement("button", { class: "nmt-button", text: words.keep }),
      makeElement("small", { class: "nmt-quiet", text: words.keys }),
    );
    element.append(answer.element, answer.sure, makeSettleField(words.reason, reason, words.reason_hint), bar);
    element.addEventListener("input", () => {
      edit = "";
      isTyped = true;
      answer.check();
    });
    reason.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      element.requestSubmit();
    });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      // sent again unchanged it is the same request
      edit ||= makeId();
      say(words.saving);
      waiting = setTimeout(() => say("", words.no_answer), UNANSWERED);
      send({
        type: "settle",
        path: difference.path,
        answer: answer.answer(),
        reason: reason.value,
        confidence: answer.confidence(),
        base,
        edit,
      });
    });
    return element;
  }
  /** @param {SettledAnswer} settled */
  const saySettled = (settled) =>
    `${fillWords(words.settled_mark, { answer: settled.answer_words })} – ${settled.reason}`;
  /** @param {PairDifference} difference */
  function readOnly(difference) {
    const element = makeElement("div", { class: "nmt-settle" });
    const sides = makeElement("div", { class: "nmt-sides" });
    sides.append(...difference.sides.map((side) => makeSide(side, words, true).card));
    element.append(sides);
    if (difference.settled) element.append(makeElement("p", { text: saySettled(difference.settled) }));
    return element;
  }
  return {
    element,
    say,
    focus: () => title.focus({ preventScroll: true }),
    /**
     * With `anew` the form shows the saved state; else typed text stays.
     * @param {PairDifference | null} difference
     * @param {PairData} pair
     * @param {boolean} anew
     */
    draw(difference, pair, anew) {
      element.hidden = !difference;
      if (!difference) return;
      const now = JSON.stringify([difference.path, difference.settled, pair.may_settle]);
      if (!anew && (now === filled || (isTyped && path === difference.path && pair.may_settle))) return;
      if (path !== difference.path) say("");
      [filled, path, base, edit, isTyped] = [now, difference.path, pair.revision, "", false];
      theirs.hidden = true;
      place.textContent = difference.place;
      title.textContent = difference.name;
      definition.textContent = difference.definition;
      anchors.hidden = !difference.anchors.length;
      anchorList.replaceChildren(
        ...difference.anchors.flatMap(([at, text]) => [
          makeElement("dt", { text: String(at) }),
          makeElement("dd", { text }),
        ]),
      );
      body.replaceChildren(pair.may_settle ? form(difference, typedReason(pair, path)) : readOnly(difference));
    },
    /**
     * somebody else saved: what is typed here now answers what they settled
     * @param {PairDifference | null} difference
     * @param {number} revision
     */
    rebase(difference, revision) {
      base = revision;
      theirs.hidden = !(difference?.settled && isTyped);
      theirs.textContent = difference?.settled ? saySettled(difference.settled) : "";
    },
  };
}
