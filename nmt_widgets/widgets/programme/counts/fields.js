// The fields of a form: a name, a control, a hint, and what is wrong with it.

import { makeElement, makeElementId } from "../../shared/dom.js";

/**
 * @typedef {ReturnType<typeof makeField>} CountField
 * @typedef {{ label: string, hint?: string, text?: string, list?: string[], options?: [string, string][],
 *   mode?: "numeric" | "decimal" }} FieldLook with options it is a list to choose from
 */

/**
 * @param {string} name
 * @param {FieldLook} look
 */
export function makeField(name, { label, hint, text = "", list, options, mode }) {
  const id = makeElementId();
  const described = [hint && `${id}-hint`, `${id}-problem`].filter(Boolean).join(" ");
  const attributes = { class: "nmt-input", id, name, "aria-describedby": described };
  const names = list && makeElement("datalist", { id: `${id}-names` }, ...list.map(makeOption));
  const control = options
    ? makeElement(
        "select",
        attributes,
        ...options.map(([value, words]) => makeElement("option", { value, text: words })),
      )
    : makeElement("input", {
        ...attributes,
        autocomplete: "off",
        inputmode: mode,
        maxlength: 80,
        list: names?.id,
      });
  const problem = makeElement("p", { class: "nmt-field-problem", id: `${id}-problem` });
  if (text) control.value = text;
  return {
    name,
    control,
    element: makeElement(
      "div",
      { class: `nmt-field nmt-count-${name}` },
      makeElement("label", { class: "nmt-field-name", for: id, text: label }),
      control,
      names,
      hint && makeElement("small", { id: `${id}-hint`, text: hint }),
      problem,
    ),
    /** @param {string} why */
    showProblem(why) {
      problem.textContent = why;
      if (why) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    },
    /** @param {string[]} choices */
    offer: (choices) => names?.replaceChildren(...choices.map(makeOption)),
  };
}

/** @param {string} value */
const makeOption = (value) => makeElement("option", { value });
