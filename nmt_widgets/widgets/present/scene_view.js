// A scene in the page. What its HTML may say:
//   data-step="2"     comes with the second step, and stays
//   data-only="0 2"   is there at these steps only
//   data-lit="0 2"    stands out at these steps
//   data-frames, data-frames-score, data-frames-name   one text, score or spoken name a step; the last one stays
//   data-go="2"       a button that goes to that step

import { findAllIn, makeElement } from "../shared/dom.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { DeckScene } from "./protocol.d.ts"
 */

const SMALLEST = 0.55;

/**
 * @param {DeckScene} scene
 * @param {Words} words
 */
export function makeSceneView(scene, words) {
  const element = makeElement("article", { class: `nmt-scene nmt-scene-${scene.kind}` });
  const heading = makeElement("h2", { class: "nmt-scene-title", text: scene.title, tabindex: "-1" });
  const body = makeElement("div", { class: "nmt-scene-body" });
  body.innerHTML = scene.html; // made by the workbook, every text in it escaped
  element.append(heading, body);

  /** @param {string} text */
  const steps = (text) => text.split(" ").filter(Boolean).map(Number);
  /**
   * @param {string} text
   * @param {any} step
   */
  const frame = (text, step) => {
    const frames = JSON.parse(text);
    return frames[Math.min(step, frames.length - 1)];
  };

  /** @param {any} step */
  function apply(step) {
    for (const one of findAllIn(body, "[data-step]")) {
      const isOn = Number(one.dataset.step) <= step;
      one.toggleAttribute("data-on", isOn);
      if (isOn) one.removeAttribute("aria-hidden");
      else one.setAttribute("aria-hidden", "true"); // a region of the map is seen before it is revealed, but not read out
    }
    for (const one of findAllIn(body, "[data-only]"))
      one.toggleAttribute("data-on", steps(one.dataset.only ?? "").includes(step));
    for (const one of findAllIn(body, "[data-lit]"))
      one.toggleAttribute("data-is-lit", steps(one.dataset.lit ?? "").includes(step));
    for (const one of findAllIn(body, "[data-frames]")) {
      const text = frame(one.dataset.frames ?? "", step);
      if (one.textContent !== text) one.textContent = text;
    }
    for (const one of findAllIn(body, "[data-frames-score]"))
      one.dataset.score = frame(one.dataset.framesScore ?? "", step);
    for (const one of findAllIn(body, "[data-frames-name]"))
      one.setAttribute("aria-label", frame(one.dataset.framesName ?? "", step));
    for (const one of findAllIn(body, "[data-go]")) {
      if (Number(one.dataset.go) === step) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    }
  }

  /**
   * Whatever a case says has to fit, at every step: rather smaller than scrolled or cut.
   * @param {any} step
   */
  function fit(step) {
    let size = 1;
    element.style.setProperty("--fit", String(size));
    for (let at = 0; at <= scene.steps; at += 1) {
      apply(at);
      while (
        size > SMALLEST &&
        (body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1)
      ) {
        size -= 0.03;
        element.style.setProperty("--fit", size.toFixed(2));
      }
    }
    apply(step);
  }
  return { element, heading, body, apply, fit, words };
}
