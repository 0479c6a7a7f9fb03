// The live map beside the form is the kernel's. Until its next drawing comes, the box of a score shows the score at
// once: the same colour, digit and bar the kernel will draw.

import { findAllIn, findIn } from "../shared/dom.js";
import { numberOf } from "../shared/values.js";

/**
 * @import { Question, FormSpec } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 */

/**
 * @param {Answers} answers
 * @param {FormSpec} spec
 */
export function makeMapPreview(answers, spec) {
  const section = spec.sections.find(({ kind }) => kind === "functions");
  const functions = new Map((section?.questions ?? []).map((question) => [question.path, question]));
  const { colours, inks } = spec.steps;

  /** @param {Question} question */
  function repaint(question) {
    const score = numberOf(question, answers.get(question.path));
    const box = findIn(document, `.nmt-live .nmt-box[data-function="${CSS.escape(question.row)}"]`);
    if (typeof score !== "number" || !box) return; // what has no colour of its own waits for the kernel
    const [low, high] = question.scale;
    const ink = inks[score - low];
    const fill = findIn(box, ".nmt-fill");
    fill.setAttribute("fill", colours[score - low]);
    fill.setAttribute("stroke", "#16181D");
    fill.setAttribute("stroke-opacity", ".28");
    fill.removeAttribute("stroke-dasharray");
    for (const part of findAllIn(box, ".nmt-digit, .nmt-track, .nmt-gauge, .nmt-unsure"))
      part.setAttribute("fill", ink);
    findIn(box, ".nmt-typical")?.setAttribute("stroke", ink);
    findIn(box, ".nmt-digit").textContent = score;
    const [track, gauge] = [".nmt-track", ".nmt-gauge"].map((part) => findIn(box, part));
    gauge?.setAttribute("width", (Number(track.getAttribute("width")) * score) / high);
    box.dataset.state = "scored";
    box.dataset.score = score;
  }
  return answers.on((paths) => {
    for (const path of paths) if (functions.has(path)) repaint(functions.get(path));
  });
}
