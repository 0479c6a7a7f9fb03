// Small invented models a trainer can move: use-dependent change, and the timing of adversity; patterns of stress are in
// stress.js. Wall and hand-out draw them with the same makers, from the same numbers.

import { makeSvg, partIn } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { makeStress } from "./stress.js";
import { growUp, organise, perDay } from "./sums.js";

/** @type {Record<string, (view: any, scene: any) => { step(step: number): void, close(): void }>} */
export const MODELS = { repetition: makeRepetition, timing: makeTiming, stress: makeStress };

/**
 * @param {any} view
 * @param {any} scene
 */
function makeRepetition(view, scene) {
  const { model, words } = scene.data;
  const form = view.body.querySelector("form");
  const stage = partIn(view.body, "[data-curves]");
  const [wide, tall, left, foot] = [620, 380, 20, 44];
  /** @param {any} day */
  const x = (day) => left + (day / (model.weeks * 7)) * (wide - left - 12);
  /** @param {any} value */
  const y = (value) => 14 + (1 - value) * (tall - foot - 14);
  let shown = 0;

  /** @param {any} curve */
  const path = (curve) =>
    curve
      .map(
        (/** @type {number} */ value, /** @type {number} */ day) =>
          `${day ? "L" : "M"}${x(day).toFixed(1)} ${y(value).toFixed(1)}`,
      )
      .join("");

  /** @param {any} curve */
  const under = (curve) => y(curve[Math.floor(curve.length * 0.55)]) + 30; // a label below the curve, at the right

  function draw() {
    const values = new FormData(form);
    const [minutes, times, pattern] = ["minutes", "times", "pattern"].map((name) => Number(values.get(name)));
    for (const [at, output] of form.querySelectorAll("output").entries()) output.textContent = [minutes, times][at];
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
    if (shown) {
      const label = fillWords(words.this, { minutes, times });
      svg.append(
        makeSvg("path", { d: path(own), class: "nmt-curve" }),
        makeSvg("text", { x: wide - 14, y: under(own), "text-anchor": "end", class: "is-own" }, label),
      );
    }
    stage.replaceChildren(svg);
  }
  form.addEventListener("input", () => {
    shown = 1;
    draw();
  });
  form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  return {
    /** @param {any} step */
    step(step) {
      shown = Math.max(step, 0);
      draw();
    },
    close() {},
  };
}

/**
 * @param {any} view
 * @param {any} scene
 */
function makeTiming(view, scene) {
  const { model, curves, words } = scene.data;
  const form = view.body.querySelector("form");
  /** @param {number} years */
  const begins = (years) =>
    years < 0
      ? fillWords(words.before_birth, { months: Math.round(-years * 12) })
      : years === 0
        ? words.at_birth
        : fillWords(words.years, { value: years });

  function draw() {
    const values = new FormData(form);
    const [from, lasts, severity, buffer] = ["from", "lasts", "severity", "buffer"].map((name) =>
      Number(values.get(name)),
    );
    const said = [
      begins(from),
      fillWords(words.years, { value: lasts }),
      `${Math.round(severity * 12)} / 12`,
      `${Math.round(buffer * 12)} / 12`,
    ];
    for (const [at, output] of form.querySelectorAll("output").entries()) output.textContent = said[at];
    for (const [id, share] of growUp(model, curves, { from, lasts, severity, buffer })) {
      const row = partIn(view.body, `[data-timing="${id}"] i`);
      row.style.setProperty("--share", String(share));
      row.dataset.score = String(Math.max(1, Math.min(12, Math.round(share * 12))));
      partIn(row, "b").textContent = `${Math.round(share * 100)} %`;
    }
  }
  form.addEventListener("input", draw);
  form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  return { step: draw, close() {} };
}
