// Small invented models a trainer can move: use-dependent change, and the timing of adversity; patterns of stress are in
// stress.js. The wall and the hand-out draw them in the same way, from the same numbers.

import { makeSvg, partIn } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { formIn, numbersIn, showOutputs } from "./scene_form.js";
import { makeStress } from "./stress.js";
import { growUp, organise, perDay } from "./sums.js";

/**
 * @import { Behaviour } from "./behaviours.js"
 * @import { DeckScene, RepetitionData, TimingData } from "./protocol.d.ts"
 * @import { SceneView } from "./scene_view.js"
 */

/** @type {Record<string, (view: SceneView, scene: DeckScene) => Behaviour>} */
const MODELS = { repetition: makeRepetition, timing: makeTiming, stress: makeStress };

/**
 * The model of a scene that shows one.
 * @param {SceneView} view
 * @param {DeckScene} scene
 */
export function makeModel(view, scene) {
  const panel = "panel" in scene.data ? (scene.data.panel ?? "") : "";
  return MODELS[panel]?.(view, scene) ?? null;
}

/**
 * @param {SceneView} view
 * @param {DeckScene} scene
 * @returns {Behaviour}
 */
function makeRepetition(view, scene) {
  const { model, words } = /** @type {RepetitionData} */ (scene.data);
  const form = formIn(view.body);
  const stage = partIn(view.body, "[data-curves]");
  const [wide, tall, left, foot] = [620, 380, 20, 44];
  /** @param {number} day */
  const x = (day) => left + (day / (model.weeks * 7)) * (wide - left - 12);
  /** @param {number} value */
  const y = (value) => 14 + (1 - value) * (tall - foot - 14);
  let isRevealed = false; // whether the curve of the form's numbers is drawn

  /** @param {number[]} curve */
  const path = (curve) =>
    curve.map((value, day) => `${day ? "L" : "M"}${x(day).toFixed(1)} ${y(value).toFixed(1)}`).join("");

  /** @param {number[]} curve */
  const under = (curve) => y(curve[Math.floor(curve.length * 0.55)]) + 30; // a label below the curve, at the right

  function draw() {
    const { minutes, times, pattern } = numbersIn(form, ["minutes", "times", "pattern"]);
    showOutputs(form, [minutes, times]);
    const usual = organise(model, { minutes: model.compare.minutes, timesADay: perDay(model.compare), pattern: 1 });
    const own = organise(model, { minutes, timesADay: times, pattern });
    const svg = makeSvg("svg", { viewBox: `0 0 ${wide} ${tall}`, width: "100%", height: "100%" });
    svg.append(
      makeSvg("path", { d: `M${left} 8V${y(0)}H${wide - 8}`, class: "nmt-curve-axis" }),
      makeSvg("text", { x: wide - 8, y: tall - 14, "text-anchor": "end" }, `${model.weeks} ${words.weeks}`),
      makeSvg("path", { d: path(usual), class: "nmt-curve is-usual" }),
      makeSvg(
        "text",
        { x: wide - 14, y: under(usual), "text-anchor": "end", class: "is-usual" },
        fillWords(words.usual, model.compare),
      ),
    );
    if (isRevealed) {
      const label = fillWords(words.this, { minutes, times });
      svg.append(
        makeSvg("path", { d: path(own), class: "nmt-curve" }),
        makeSvg("text", { x: wide - 14, y: under(own), "text-anchor": "end", class: "is-own" }, label),
      );
    }
    stage.replaceChildren(svg);
  }
  form.addEventListener("input", () => {
    isRevealed = true;
    draw();
  });
  return {
    step(step) {
      isRevealed = step > 0;
      draw();
    },
    close() {},
  };
}

/**
 * @param {SceneView} view
 * @param {DeckScene} scene
 * @returns {Behaviour}
 */
function makeTiming(view, scene) {
  const { model, curves, words } = /** @type {TimingData} */ (scene.data);
  const form = formIn(view.body);
  /** @param {number} years */
  const begins = (years) =>
    years < 0
      ? fillWords(words.before_birth, { months: Math.round(-years * 12) })
      : years === 0
        ? words.at_birth
        : fillWords(words.years, { value: years });

  function draw() {
    const { from, lasts, severity, buffer } = numbersIn(form, ["from", "lasts", "severity", "buffer"]);
    showOutputs(form, [
      begins(from),
      fillWords(words.years, { value: lasts }),
      `${Math.round(severity * 12)} / 12`,
      `${Math.round(buffer * 12)} / 12`,
    ]);
    for (const [id, share] of growUp(model, curves, { from, lasts, severity, buffer })) {
      const row = partIn(view.body, `[data-timing="${id}"] i`);
      row.style.setProperty("--share", String(share));
      row.dataset.score = String(Math.max(1, Math.min(12, Math.round(share * 12))));
      partIn(row, "b").textContent = `${Math.round(share * 100)} %`;
    }
  }
  form.addEventListener("input", draw);
  return { step: draw, close() {} };
}
