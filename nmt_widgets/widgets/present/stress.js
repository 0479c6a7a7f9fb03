// The same sum of stress in two patterns: the answer to one and the same demand grows flatter or steeper, day by day.

import { makeSvg, partIn } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { answer, answerAfter } from "./sums.js";

const PLAYS_FOR = 2600; // ms

/**
 * @param {any} view
 * @param {any} scene
 */
export function makeStress(view, scene) {
  const { model, words, states } = scene.data;
  const form = view.body.querySelector("form");
  const stage = partIn(view.body, "[data-curves]");
  const slider = form.elements.days;
  const [wide, tall, left, top, foot] = [720, 440, 84, 30, 40];
  /** @param {any} demand */
  const x = (demand) => left + demand * (wide - left - 6);
  /** @param {number} share */
  const y = (share) => top + (1 - share) * (tall - top - foot);
  /** @param {number} share */
  const stateOf = (share) => states[Math.min(states.length - 1, Math.floor(share * states.length))];
  const days = model.patterns.map(() => model.days);
  /** @type {any} */
  let shown = null;
  let frame = 0;

  const steps = Array.from({ length: 101 }, (_, at) => at / 100);
  /** @param {any} response */
  const path = (response) =>
    steps
      .map((demand, at) => `${at ? "L" : "M"}${x(demand).toFixed(1)} ${y(answer(response, demand)).toFixed(1)}`)
      .join("");

  /** @param {any} svg */
  function drawGround(svg) {
    states.forEach((/** @type {string} */ state, /** @type {number} */ at) => {
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
   * @param {any} svg
   * @param {any} response
   * @param {string} name
   * @param {string} kind
   * @param {boolean} isLeft
   * @param {any} at
   */
  function drawAnswer(svg, response, name, kind, isLeft, at) {
    const [place, height] = [x(response.threshold) + (isLeft ? -16 : 18), y(at)];
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

  function draw() {
    const day = shown ? days[Math.min(shown, days.length) - 1] : 0;
    slider.value = day;
    const passed = fillWords(words.value, { days: Math.round(day), of: model.days });
    form.querySelector("output").textContent = passed;
    slider.setAttribute("aria-valuetext", passed);
    /** @param {any} response */
    const state = (response) => stateOf(answer(response, model.demand));
    const said = [fillWords(words.said, { state: state(model.before) })];
    const svg = makeSvg("svg", { viewBox: `0 0 ${wide} ${tall}`, width: "100%", height: "100%", role: "img" });
    drawGround(svg);
    drawAnswer(svg, model.before, words.before, "is-usual", false, 0.4);
    model.patterns.forEach((/** @type {any} */ pattern, /** @type {number} */ at) => {
      const response = answerAfter(model.before, pattern, days[at]);
      const { name, line } = words.patterns[pattern.id];
      const card = partIn(form, `[data-pattern="${pattern.id}"]`);
      partIn(card, "[data-outcome]").textContent = fillWords(words.answer, { state: state(response) });
      for (const [nth, one] of card.querySelectorAll("rect").entries()) {
        one.toggleAttribute("data-come", at >= shown || pattern.episodes[nth][0] < days[at]);
      }
      if (at >= shown) return;
      drawAnswer(
        svg,
        response,
        line,
        `is-${pattern.id}`,
        pattern.becomes.threshold < model.before.threshold,
        0.4 + at * 0.22,
      );
      said.push(fillWords(words.said_after, { name: name.toLowerCase(), state: state(response) }));
    });
    svg.setAttribute("aria-label", said.join(" "));
    stage.replaceChildren(svg);
  }

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
  }

  /**
   * The days of one pattern go by; where movement is not wanted, they have gone by at once.
   * @param {any} at
   */
  function play(at) {
    const began = performance.now();
    /** @param {any} now */
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
  form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  return {
    /** @param {any} step */
    step(step) {
      if (step === shown) return;
      const isNext = shown !== null && step === shown + 1 && step <= days.length;
      stop();
      shown = step;
      days.fill(model.days);
      if (isNext && !matchMedia("(prefers-reduced-motion: reduce)").matches) play(step - 1);
      else draw();
    },
    close: stop,
  };
}
