// A screen's heading: where one is, the way back, and the place the keyboard starts from.

import { whenSeen } from "./alive.js";
import { makeElement } from "./dom.js";

/**
 * @typedef {{ title: string, subtitle: string, facts: [string, string, string][], back: string, focus: boolean,
 *   links: [string, string][], left: number }} Traits
 */

/** @param {import("./model.d.ts").Props<Traits>} props */
function render({ model, el }) {
  const header = makeElement("header", { class: "nmt-heading" });
  const back = makeElement("button", { class: "nmt-button is-quiet nmt-back", type: "button" });
  const title = makeElement("h1");
  title.tabIndex = -1;
  const subtitle = makeElement("p", { class: "nmt-subtitle" });
  const ways = makeElement("nav", { class: "nmt-toolbar" });
  const facts = makeElement("dl", { class: "nmt-facts" });
  header.append(back, title, subtitle, ways, facts);
  el.append(header);

  back.addEventListener("click", () => {
    model.set("left", model.get("left") + 1);
    model.save_changes();
  });

  function draw() {
    back.textContent = `← ${model.get("back")}`;
    back.hidden = !model.get("back");
    title.textContent = model.get("title");
    subtitle.textContent = model.get("subtitle");
    ways.hidden = model.get("links").length === 0;
    ways.setAttribute("aria-label", model.get("title"));
    ways.replaceChildren(
      ...model
        .get("links")
        .map(([href, text]) => makeElement("a", { class: "nmt-button is-plain is-small", href, text })),
    );
    facts.hidden = model.get("facts").length === 0;
    facts.replaceChildren(
      ...model.get("facts").map(([label, value, remark]) => {
        const parts = [makeElement("dt", { text: label }), makeElement("dd", { text: value })];
        return makeElement(
          "div",
          { class: "nmt-card is-quiet" },
          ...parts,
          makeElement("dd", { class: "nmt-remark", text: remark }),
        );
      }),
    );
  }
  model.on("change:title change:subtitle change:facts change:back change:links", draw);
  draw();
  if (model.get("focus")) {
    whenSeen(() => {
      title.focus({ preventScroll: true });
      header.scrollIntoView({ block: "nearest" });
    });
  }
  return () => model.off("change:title change:subtitle change:facts change:back change:links", draw);
}

export default { render };
