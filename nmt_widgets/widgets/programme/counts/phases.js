// The phases of the site and its units: a list in order of time, a form for a new one, and below a row its change.

import { makeElement } from "../../shared/dom.js";
import { fillWords, sayTime } from "../../shared/words.js";
import { makePhaseChange } from "./changing.js";
import { makeField } from "./fields.js";
import { makeForm } from "./form.js";
import { makeRows } from "./rows.js";

/**
 * @import { Words } from "../../shared/protocol.d.ts"
 * @import { CountsPageParts } from "./view.js"
 * @import { PhaseRow } from "./protocol.d.ts"
 * @import { TableRow } from "./rows.js"
 */

/** @param {CountsPageParts} page */
export function makePhases(page) {
  const { model } = page;
  /** @type {Words} */
  const words = page.words.phases;
  const { columns } = words;
  const title = makeElement("h3", { text: words.title, tabindex: -1 });
  const status = makeElement("span", { class: "nmt-quiet", role: "status" });
  const none = makeElement("p", { text: words.none });
  const rows = makeRows(words.title);
  const name = makeField("name", { label: words.name, hint: words.name_hint, list: words.names });
  const unit = makeField("unit", { label: words.unit, hint: words.unit_hint, list: model.get("units") });
  const begins = makeField("begins", { label: words.begins, hint: words.begins_hint });
  const fields = [name, unit, begins];
  const form = makeForm(page, {
    key: "phase",
    fields,
    acts: [
      {
        label: words.submit,
        class: "",
        request: (values, edit) => ({
          type: "set_phase",
          name: values.name,
          unit: values.unit,
          begins: values.begins,
          changes: null,
          reason: "",
          edit,
        }),
      },
    ],
    done({ text }) {
      for (const field of fields) field.control.value = "";
      form.say(text);
      name.control.focus();
    },
  });
  /**
   * @param {PhaseRow} phase
   * @returns {TableRow}
   */
  const makePhase = (phase) => ({
    number: phase.number,
    cells: [phase.since, phase.name, phase.place, `${phase.author}, ${sayTime(phase.at, true)}`],
    button: words.change,
    label: fillWords(words.change_label, phase),
    open: () => makePhaseChange(page, phase, { done, cancel: rows.hide }),
  });
  /** @param {{ text: string }} reply */
  function done({ text }) {
    rows.hide();
    status.textContent = text;
    title.focus();
  }
  function draw() {
    const phases = model.get("phases");
    none.hidden = phases.length > 0;
    rows.element.hidden = !phases.length;
    rows.draw([columns.since, columns.name, columns.place, columns.by], phases.map(makePhase));
    name.offer([...new Set([...phases.map((phase) => phase.name), ...words.names])]);
  }
  const offerUnits = () => unit.offer(model.get("units"));
  model.on("change:phases", draw);
  model.on("change:units", offerUnits);
  draw();
  return {
    element: makeElement(
      "section",
      { class: "nmt-card" },
      makeElement("div", { class: "nmt-toolbar" }, title, status),
      makeElement("p", { class: "nmt-quiet", text: words.lead }),
      none,
      rows.element,
      form.element,
    ),
    close() {
      form.close();
      rows.close();
      model.off("change:phases", draw);
      model.off("change:units", offerUnits);
    },
  };
}
