// A scene in the page. What its HTML may say:
//   data-step="2"     appears at the second step, and stays
//   data-only="0 2"   appears at these steps only
//   data-lit="0 2"    stands out at these steps
//   data-frames, data-frames-score, data-frames-name   one text, score or spoken name a step; the last one stays
//   data-go="2"       a button that goes to that step

import { findAllIn, makeElement } from "../shared/dom.js";

/** @import { DeckScene } from "./protocol.d.ts" */

/** @typedef {ReturnType<typeof makeSceneView>} SceneView */

const SMALLEST = 0.55;

/** @param {DeckScene} scene */
export function makeSceneView(scene) {
  const element = makeElement("article", { class: `nmt-scene nmt-scene-${scene.kind}` });
  const heading = makeElement("h2", { class: "nmt-scene-title", text: scene.title, tabindex: "-1" });
  const body = makeElement("div", { class: "nmt-scene-body" });
  body.innerHTML = scene.html; // made by the workbook, every text in it escaped
  element.append(heading, body);

  /** @param {string} text */
  const steps = (text) => text.split(" ").filter(Boolean).map(Number);
  /**
   * @param {string} text
   * @param {number} step
   */
  const frame = (text, step) => {
    /** @type {string[]} */
    const frames = JSON.parse(text);
    return frames[Math.min(step, frames.length - 1)];
  };

  /** @param {number} step */
  function apply(step) {
    for (const part of findAllIn(body, "[data-step]")) {
      const isOn = Number(part.dataset.step) <= step;
      part.toggleAttribute("data-on", isOn);
      if (isOn) part.removeAttribute("aria-hidden");
      else part.setAttribute("aria-hidden", "true"); // a region's outline is seen before it is revealed, but not read out
    }
    for (const part of findAllIn(body, "[data-only]"))
      part.toggleAttribute("data-on", steps(part.dataset.only ?? "").includes(step));
    for (const part of findAllIn(body, "[data-lit]"))
      part.toggleAttribute("data-is-lit", steps(part.dataset.lit ?? "").includes(step));
    for (const part of findAllIn(body, "[data-frames]")) {
      const text = frame(part.dataset.frames ?? "", step);
      if (part.textContent !== text) part.textContent = text;
    }
    for (const part of findAllIn(body, "[data-frames-score]"))
      part.dataset.score = frame(part.dataset.framesScore ?? "", step);
    for (const part of findAllIn(body, "[data-frames-name]"))
      part.setAttribute("aria-label", frame(part.dataset.framesName ?? "", step));
    for (const button of findAllIn(body, "[data-go]")) {
      if (Number(button.dataset.go) === step) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
  }

  /**
   * Makes the letters smaller until the whole scene fits, at every step: nothing is scrolled or cut.
   * @param {number} step
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
  return { element, heading, body, apply, fit };
}
