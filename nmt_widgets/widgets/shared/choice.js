// A choice of one among a few: a row of radio buttons.

import { makeElement, makeElementId } from "./dom.js";

/** @param {import("./model.d.ts").Props<{ label: string, options: [string, string][], value: string }>} props */
function render({ model, el }) {
  const name = makeElementId();
  const title = makeElement("b", { class: "nmt-choice-name", "aria-hidden": "true" });
  const group = makeElement("div", { class: "nmt-options nmt-choice", role: "radiogroup" }, title);
  el.append(group);

  function draw() {
    title.textContent = model.get("label");
    group.setAttribute("aria-label", model.get("label"));
    for (const label of group.querySelectorAll("label")) label.remove();
    for (const [value, words] of model.get("options")) {
      const change = () => {
        model.set("value", value);
        model.save_changes();
      };
      const input = makeElement("input", { type: "radio", name, value, on: { change } });
      input.checked = value === model.get("value");
      group.append(makeElement("label", {}, input, makeElement("span", { text: words })));
    }
  }
  function choose() {
    for (const input of group.querySelectorAll("input")) input.checked = input.value === model.get("value");
  }

  model.on("change:options", draw);
  model.on("change:value", choose);
  draw();
  return () => {
    model.off("change:options", draw);
    model.off("change:value", choose);
  };
}

export default { render };
