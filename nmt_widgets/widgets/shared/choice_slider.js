// A choice among entries that have an order, as a slider: what it stands on is named while it moves, chosen when it rests.

import { makeButton, makeElement } from "./dom.js";

/**
 * @typedef {{ label: string, options: [string, string][], value: string, words: { back: string, on: string } }} Traits
 */

/** @param {import("./model.d.ts").Props<Traits>} props */
function render({ model, el }) {
  const name = makeElement("b", { class: "nmt-choice-name", "aria-hidden": "true" });
  const slider = makeElement("input", { type: "range", min: 0, step: 1 });
  const output = makeElement("output");
  /** @param {number} way */
  const makeEnd = (way) =>
    makeButton("nmt-button is-plain is-small", way < 0 ? "‹" : "›", () => go(Number(slider.value) + way));
  const [back, on] = [makeEnd(-1), makeEnd(1)];
  el.append(makeElement("div", { class: "nmt-choice-slider" }, name, back, slider, on, output));

  function say() {
    const at = Number(slider.value);
    const options = model.get("options");
    output.textContent = options[at][1];
    slider.setAttribute("aria-valuetext", options[at][1]);
    back.setAttribute("aria-disabled", String(at === 0));
    on.setAttribute("aria-disabled", String(at === options.length - 1));
  }
  /** @param {number} at */
  function go(at) {
    const option = model.get("options")[at];
    if (!option) return;
    slider.value = String(at);
    say();
    model.set("value", option[0]);
    model.save_changes();
  }
  function draw() {
    const options = model.get("options");
    name.textContent = model.get("label");
    slider.setAttribute("aria-label", model.get("label"));
    slider.max = String(options.length - 1);
    slider.value = String(options.findIndex(([value]) => value === model.get("value")));
    back.setAttribute("aria-label", model.get("words").back);
    on.setAttribute("aria-label", model.get("words").on);
    say();
  }
  slider.addEventListener("input", say);
  slider.addEventListener("change", () => go(Number(slider.value)));
  model.on("change:options change:value", draw);
  draw();
  return () => model.off("change:options change:value", draw);
}

export default { render };
