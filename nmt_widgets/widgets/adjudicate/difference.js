// One difference: both sides, what stands, and why. What is typed stays while it is being kept, and if it cannot be.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { makeAnswer, makeSettleField, makeSide } from "./answer.js";
import { typedReason } from "./typed.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { SettledAnswer, PairDifference } from "./protocol.d.ts"
 */

const UNANSWERED = 10_000; // milliseconds after which the page says that nobody answers

/**
 * @param {Words} words
 * @param {Pair[]} levels
 * @param {Pair[]} patterns
 * @param {(message: any) => void} send
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
  let shown = ""; // what the form was filled in for
  let path = "";
  let isTyped = false;
  let base = 0; // the revision it was filled in on
  let edit = "";
  /** @type {any} */
  let waiting = null;

  /**
   * @param {string} said
   * @param {any} [wrong]
   */
  function say(said, wrong = "") {
    clearTimeout(waiting);
    status.textContent = said;
    problem.textContent = wrong;
    problem.hidden = !wrong;
  }
  /**
   * @param {PairDifference} found
   * @param {any} typed
   */
  function form(found, typed) {
    const made = makeElement("form", { class: "nmt-settle" });
    const answer = makeAnswer(found, words, levels, patterns);
    const reason = makeElement("textarea", {
      class: "nmt-input",
      name: "reason",
      rows: "3",
      required: "",
      maxlength: "2000",
    });
    reason.value = typed.get() ?? found.settled?.reason ?? "";
    reason.addEventListener("input", () => typed.set(reason.value));
    const bar = makeElement("div", { class: "nmt-toolbar" });
    bar.append(
      makeElement("button", { class: "nmt-button", text: words.keep }),
      makeElement("small", { class: "nmt-quiet", text: words.keys }),
    );
    made.append(answer.element, answer.sure, makeSettleField(words.reason, reason, words.reason_hint), bar);
    made.addEventListener("input", () => {
      edit = "";
      isTyped = true;
      answer.check();
    });
    reason.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      made.requestSubmit();
    });
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      // sent again unchanged it is the same request
      edit ||= makeId();
      say(words.saving);
      waiting = setTimeout(() => say("", words.no_answer), UNANSWERED);
      send({
        type: "settle",
        path: found.path,
        answer: answer.answer(),
        reason: reason.value,
        confidence: answer.confidence(),
        base,
        edit,
      });
    });
    return made;
  }
  /** @param {SettledAnswer} settled */
  const saySettled = (settled) => `${fillWords(words.settled_mark, { answer: settled.said })} – ${settled.reason}`;
  /** @param {PairDifference} found */
  function readOnly(found) {
    const made = makeElement("div", { class: "nmt-settle" });
    const sides = makeElement("div", { class: "nmt-sides" });
    sides.append(...found.sides.map((side) => makeSide(side, words, true).card));
    made.append(sides);
    if (found.settled) made.append(makeElement("p", { text: saySettled(found.settled) }));
    return made;
  }
  return {
    element,
    say,
    focus: () => title.focus({ preventScroll: true }),
    /**
     * `anew` fills it in as it stands now; else what is typed stays
     * @param {PairDifference | null} found
     * @param {any} pair
     * @param {any} anew
     */
    draw(found, pair, anew) {
      element.hidden = !found;
      if (!found) return;
      const now = JSON.stringify([found.path, found.settled, pair.may_settle]);
      if (!anew && (now === shown || (isTyped && path === found.path && pair.may_settle))) return;
      if (path !== found.path) say("");
      [shown, path, base, edit, isTyped] = [now, found.path, pair.revision, "", false];
      theirs.hidden = true;
      place.textContent = found.place;
      title.textContent = found.name;
      definition.textContent = found.definition;
      anchors.hidden = !found.anchors.length;
      anchorList.replaceChildren(
        ...found.anchors.flatMap(([at, text]) => [
          makeElement("dt", { text: String(at) }),
          makeElement("dd", { text }),
        ]),
      );
      body.replaceChildren(pair.may_settle ? form(found, typedReason(pair, path)) : readOnly(found));
    },
    /**
     * somebody else saved: what is typed here now answers what they settled
     * @param {PairDifference | null} found
     * @param {number} revision
     */
    rebase(found, revision) {
      base = revision;
      theirs.hidden = !(found?.settled && isTyped);
      theirs.textContent = found?.settled ? saySettled(found.settled) : "";
    },
  };
}
