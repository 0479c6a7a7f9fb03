// A choice of one among a few: a row of radio buttons; a longer list to choose from where there are more.

import { makeElement, makeElementId } from "./dom.js";

const MOST_IN_A_ROW = 5;

/** @param {import("./model.d.ts").Props<{ label: string, options: [string, string][], value: string }>} props */
function render({ model, el }) {
  const name = makeElementId();

  /** @param {string} value */
  function choose(value) {
    model.set("value", value);
    model.save_changes();
  }

  function makeRow() {
    const label = model.get("label");
    const title = makeElement("b", { class: "nmt-choice-name", "aria-hidden": "true", text: label });
    const group = makeElement(
      "div",
      { class: "nmt-options nmt-choice", role: "radiogroup", "aria-label": label },
      title,
    );
    for (const [value, words] of model.get("options")) {
      const input = makeElement("input", { type: "radio", name, value, on: { change: () => choose(value) } });
      group.append(makeElement("label", {}, input, makeElement("span", { text: words })));
    }
    return group;
  }

  function makeList() {
    const title = makeElement("b", { class: "nmt-choice-name", text: model.get("label") });
    const list = makeElement("select", { class: "nmt-input", on: { change: () => choose(list.value) } });
    for (const [value, text] of model.get("options")) list.append(makeElement("option", { value, text }));
    return makeElement("label", { class: "nmt-choice-list" }, title, list);
  }

  function show() {
    const value = model.get("value");
    for (const input of el.querySelectorAll("input")) input.checked = input.value === value;
    for (const list of el.querySelectorAll("select")) list.value = value;
  }
  function draw() {
    const hasFocus = el.contains(document.activeElement);
    el.replaceChildren(model.get("options").length > MOST_IN_A_ROW ? makeList() : makeRow());
    show();
    if (hasFocus) (el.querySelector("select") ?? el.querySelector("input:checked"))?.focus();
  }

  model.on("change:options", draw);
  model.on("change:value", show);
  draw();
  return () => {
    model.off("change:options", draw);
    model.off("change:value", show);
  };
}

export default { render };
