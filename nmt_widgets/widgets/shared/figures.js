// A few figures beside each other: a label, a value, a remark on how far it holds.

import { makeElement } from "./dom.js";

/** @param {import("./model.d.ts").Props<{ figures: [string, string, string][], label: string }>} props */
function render({ model, el }) {
  const list = makeElement("dl", { class: "nmt-figures" });
  el.append(list);
  function draw() {
    list.setAttribute("aria-label", model.get("label"));
    list.replaceChildren(
      ...model.get("figures").map(([label, value, remark]) => {
        const parts = [makeElement("dt", { text: label }), makeElement("dd", { text: value })];
        return makeElement("div", {}, ...parts, makeElement("dd", { class: "nmt-remark", text: remark }));
      }),
    );
  }
  model.on("change:figures", draw);
  draw();
  return () => model.off("change:figures", draw);
}

export default { render };
