// What this front end draws. A page with any other widget, or with a setting that is not named here, is given to Voila.

/** @import { State } from "./buffers.js" */
/** @import { Kind } from "./model.js" */

const BOX = ["children"];
const TEXT = ["value", "placeholder"];

/** The widgets by module and name, with the traits that are drawn; null stands for all. */
const WIDGETS = new Map([
  ["anywidget AnyModel", null],
  ["@jupyter-widgets/base LayoutModel", null],
  ["@jupyter-widgets/controls BoxModel", BOX],
  ["@jupyter-widgets/controls HBoxModel", BOX],
  ["@jupyter-widgets/controls VBoxModel", BOX],
  ["@jupyter-widgets/controls HTMLModel", TEXT],
  ["@jupyter-widgets/controls LabelModel", TEXT],
  ["@jupyter-widgets/controls HTMLStyleModel", []],
  ["@jupyter-widgets/controls LabelStyleModel", []],
]);
const EVERYWHERE = ["layout", "style", "tabbable", "tooltip"];

/** @param {unknown} value */
const isUnset = (value) => value === null || value === "" || value === false;

/**
 * @param {Kind} kind
 * @param {State} state
 */
export function isDrawn({ module, name }, state) {
  const traits = WIDGETS.get(`${module} ${name}`);
  if (traits === undefined) return false;
  return (
    traits === null ||
    Object.entries(state).every(
      ([trait, value]) =>
        trait.startsWith("_") || traits.includes(trait) || EVERYWHERE.includes(trait) || isUnset(value),
    )
  );
}
