// The same sum of stress in two patterns: the answer to one and the same demand grows flatter or steeper, day by day.

import { makeSvg, partIn } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { formIn, showOutputs } from "./scene_form.js";
import { answer, answerAfter } from "./sums.js";

const PLAYS_FOR = 2600; // ms

/**
 * @import { Behaviour } from "./behaviours.js"
 * @import { DeckScene, StressData, StressCourse, StressResponse } from "./protocol.d.ts"
 * @import { SceneView } from "./scene_view.js"
 */

/**
 * @param {SceneView} view
 * @param {DeckScene} scene
 * @returns {Behaviour}
 */
export function makeStress(view, scene) {
  const { model, words, states } = /** @type {StressData} */ (scene.data);
  const form = formIn(view.body);
  const stage = partIn(view.body, "[data-curves]");
  const slider = partIn(form, '[name="days"]');
  const [wide, tall, left, top, foot] = [720, 440, 84, 30, 40];
  /** @param {number} demand */
  const x = (demand) => left + demand * (wide - left - 6);
  /** @param {number} share */
  const y = (share) => top + (1 - share) * (tall - top - foot);
  /** @param {number} share */
  const stateOf = (share) => states[Math.min(states.length - 1, Math.floor(share * states.length))];
  const days = model.patterns.map(() => model.days);
  /** @type {number | null} */
  let current = null; // the step on the wall: one pattern more has gone by with each
  let frame = 0;

  const steps = Array.from({ length: 101 }, (_, at) => at / 100);
  /** @param {StressResponse} response */
  const path = (response) =>
    steps
      .map((demand, at) => `${at ? "L" : "M"}${x(demand).toFixed(1)} ${y(answer(response, demand)).toFixed(1)}`)
      .join("");

  /** @param {SVGElement} svg */
  function drawGround(svg) {
    states.forEach((state, at) => {
      const [from, to] = [y((at + 1) / states.length), y(at / states.length)];
      svg.append(
        makeSvg("rect", {
          x: left,
          y: from,
          width: wide - left - 6,
          height: to - from,
          class: "nmt-state-band",
          style: `--depth: ${at}`,
        }),
        makeSvg("text", { x: left - 10, y: (from + to) / 2 + 6, "text-anchor": "end" }, state),
      );
    });
    svg.append(
      makeSvg("path", { d: `M${left} ${top}V${y(0)}H${wide - 6}`, class: "nmt-curve-axis" }),
      makeSvg("text", { x: left, y: tall - 12 }, words.small),
      makeSvg("text", { x: x(0.5), y: tall - 12, "text-anchor": "middle" }, words.axis),
      makeSvg("text", { x: wide - 6, y: tall - 12, "text-anchor": "end" }, words.great),
      makeSvg("path", { d: `M${x(model.demand)} ${top - 6}V${y(0)}`, class: "nmt-demand" }),
      makeSvg("text", { x: x(model.demand), y: top - 12, "text-anchor": "middle", class: "is-demand" }, words.demand),
    );
  }

  /**
   * @param {SVGElement} svg
   * @param {StressResponse} response
   * @param {{ name: string, kind: string, isLeft: boolean, share: number }} label where on the curve its name stands
   */
  function drawAnswer(svg, response, { name, kind, isLeft, share }) {
    const [place, height] = [x(response.threshold) + (isLeft ? -16 : 18), y(share)];
    svg.append(
      makeSvg("path", { d: path(response), class: `nmt-curve ${kind}` }),
      makeSvg("circle", {
        cx: x(model.demand),
        cy: y(answer(response, model.demand)),
        r: 9,
        class: `nmt-answer ${kind}`,
      }),
      makeSvg("text", { x: place, y: height, "text-anchor": isLeft ? "end" : "start", class: kind }, name),
    );
  }

  /** @param {StressResponse} response */
  const stateAfter = (response) => stateOf(answer(response, model.demand));

  /**
   * Draws a pattern as far as its days have gone by; returns what it comes to, in words.
   * @param {SVGElement} svg
   * @param {StressCourse} pattern
   * @param {number} at
   */
  function drawPattern(svg, pattern, at) {
    const hasCome = at < (current ?? 0);
    const response = answerAfter(model.before, pattern, days[at]);
    const state = stateAfter(response);
    const { name, line } = words.patterns[pattern.id];
    const card = partIn(form, `[data-pattern="${pattern.id}"]`);
    partIn(card, "[data-outcome]").textContent = fillWords(words.answer, { state });
    for (const [nth, bar] of [...card.querySelectorAll("rect")].entries())
      bar.toggleAttribute("data-come", !hasCome || pattern.episodes[nth][0] < days[at]);
    if (!hasCome) return [];
    const isLeft = pattern.becomes.threshold < model.before.threshold;
    drawAnswer(svg, response, { name: line, kind: `is-${pattern.id}`, isLeft, share: 0.4 + at * 0.22 });
    return [fillWords(words.said_after, { name: name.toLowerCase(), state })];
  }

  function draw() {
    const day = current ? days[Math.min(current, days.length) - 1] : 0;
    slider.value = String(day);
    const passed = fillWords(words.value, { days: Math.round(day), of: model.days });
    showOutputs(form, [passed]);
    slider.setAttribute("aria-valuetext", passed);
    const svg = makeSvg("svg", { viewBox: `0 0 ${wide} ${tall}`, width: "100%", height: "100%", role: "img" });
    drawGround(svg);
    drawAnswer(svg, model.before, { name: words.before, kind: "is-usual", isLeft: false, share: 0.4 });
    const outcomes = model.patterns.flatMap((pattern, at) => drawPattern(svg, pattern, at));
    const usual = fillWords(words.said, { state: stateAfter(model.before) });
    svg.setAttribute("aria-label", [usual, ...outcomes].join(" "));
    stage.replaceChildren(svg);
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
  }

  /**
   * Lets the days of one pattern go by.
   * @param {number} at
   */
  function play(at) {
    const began = performance.now();
    /** @param {number} now */
    const go = (now) => {
      days[at] = Math.min(model.days, (Math.max(0, now - began) / PLAYS_FOR) * model.days);
      draw();
      frame = days[at] < model.days ? requestAnimationFrame(go) : 0;
    };
    go(began);
  }

  form.addEventListener("input", () => {
    stop();
    days.fill(Number(slider.value));
    draw();
  });
  return {
    step(step) {
      if (step === current) return;
      const isNext = current !== null && step === current + 1 && step <= days.length;
      stop();
      current = step;
      days.fill(model.days);
      if (isNext && !matchMedia("(prefers-reduced-motion: reduce)").matches) play(step - 1);
      else draw();
    },
    close: stop,
  };
}
