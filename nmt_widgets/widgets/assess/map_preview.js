// The live map beside the form is the kernel's. Until its next drawing comes, the box of a score shows the score at
// once: the same colour, digit and bar the kernel will draw.

import { numberOf } from "../shared/values.js";

export function makeMapPreview(answers, spec) {
  const section = spec.sections.find(({ kind }) => kind === "functions");
  const functions = new Map((section?.questions ?? []).map((question) => [question.path, question]));
  const { colours, inks } = spec.steps;

  function repaint(question) {
    const score = numberOf(question, answers.get(question.path));
    const box = document.querySelector(`.nmt-live .nmt-box[data-function="${CSS.escape(question.row)}"]`);
    if (typeof score !== "number" || !box) return; // what has no colour of its own waits for the kernel
    const [low, high] = question.scale;
    const ink = inks[score - low];
    const fill = box.querySelector(".nmt-fill");
    fill.setAttribute("fill", colours[score - low]);
    fill.setAttribute("stroke", "#16181D");
    fill.setAttribute("stroke-opacity", ".28");
    fill.removeAttribute("stroke-dasharray");
    for (const part of box.querySelectorAll(".nmt-digit, .nmt-track, .nmt-gauge, .nmt-unsure"))
      part.setAttribute("fill", ink);
    box.querySelector(".nmt-typical")?.setAttribute("stroke", ink);
    box.querySelector(".nmt-digit").textContent = score;
    const [track, gauge] = [".nmt-track", ".nmt-gauge"].map((part) => box.querySelector(part));
    gauge?.setAttribute("width", (Number(track.getAttribute("width")) * score) / high);
    box.dataset.state = "scored";
    box.dataset.score = score;
  }
  return answers.on((paths) => {
    for (const path of paths) if (functions.has(path)) repaint(functions.get(path));
  });
}
