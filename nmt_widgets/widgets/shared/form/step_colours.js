// The colour of a step of a scale, and the words of the band it lies in.

/** @import { FormSpec } from "./protocol.d.ts" */

/**
 * @param {HTMLElement} element
 * @param {{ steps: FormSpec["steps"] }} parts
 * @param {number} step
 * @param {[number, number]} scale
 */
export function colourStep(element, { steps }, step, scale) {
  const at = step - scale[0];
  if (!steps.colours[at]) return;
  element.style.setProperty("--step", steps.colours[at]);
  element.style.setProperty("--on-step", steps.inks[at]);
}
/**
 * @param {{ steps: FormSpec["steps"] }} props
 * @param {number} step
 */
export function bandName({ steps }, step) {
  return steps.bands.find(([low, high]) => low <= step && step <= high)?.[2] ?? "";
}
