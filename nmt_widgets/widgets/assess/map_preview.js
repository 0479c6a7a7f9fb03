// The kernel draws the live map. Until its next drawing arrives, a score is shown in its box at once, with the same
// colour, digit and bar.

import { findIn } from "../shared/dom.js";
import { repaint } from "../shared/map/boxes.js";
import { numberOf } from "../shared/values.js";

/**
 * @import { FormSpec } from "../shared/form/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Rated } from "../shared/form/parts.js"
 */

/**
 * @param {Answers} answers
 * @param {FormSpec} spec
 * @param {() => Element | null} findMap the part of the page with the map
 */
export function makeMapPreview(answers, spec, findMap) {
  const section = spec.sections.find(({ kind }) => kind === "functions");
  const rated = /** @type {Rated[]} */ (section?.questions ?? []);
  const functions = new Map(rated.map((question) => [question.path, question]));
  const { colours, inks } = spec.steps;

  /** @param {Rated} question */
  function preview(question) {
    const score = numberOf(question, answers.get(question.path));
    const map = findMap();
    const box = map && findIn(map, `.nmt-box[data-function="${CSS.escape(question.row)}"]`);
    if (typeof score !== "number" || !box) return; // what has no colour of its own waits for the kernel
    const [low, high] = question.scale;
    repaint(box, "scored", { score, colour: colours[score - low], ink: inks[score - low], share: score / high });
  }
  return answers.on((paths) => {
    for (const path of paths) {
      const question = functions.get(path);
      if (question) preview(question);
    }
  });
}
