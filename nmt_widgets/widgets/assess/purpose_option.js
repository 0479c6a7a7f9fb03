// One thing a record may be for, as a radio button, with who sees the record then.

import { makeElement, makeElementId } from "../shared/dom.js";

/** @import { PurposeOption } from "../shared/answers/protocol.d.ts" */

/**
 * @param {PurposeOption} option
 * @param {Record<string, boolean>} [rest] More attributes of the button.
 */
export function makePurposeOption({ kind, name, viewers }, rest = {}) {
  const id = makeElementId();
  const choice = { class: "nmt-input", type: "radio", name: "kind", value: kind, "aria-describedby": id, ...rest };
  return makeElement(
    "div",
    {},
    makeElement(
      "label",
      { class: "nmt-field-option" },
      makeElement("input", choice),
      makeElement("span", { text: name }),
    ),
    makeElement("p", { class: "nmt-quiet", id, text: viewers }),
  );
}
