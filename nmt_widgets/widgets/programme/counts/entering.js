// The form for counts: from unit to unit by the key Enter, with the kind and the month as they are.

import { makeElement } from "../../shared/dom.js";
import { sendIfOpen } from "../../shared/kernel_line.js";
import { makeField } from "./fields.js";
import { makeForm } from "./form.js";

/**
 * @import { Words } from "../../shared/protocol.d.ts"
 * @import { CountsPageParts } from "./view.js"
 * @import { CountingReply, CountsDone } from "./protocol.d.ts"
 */

/** @param {CountsPageParts} page */
export function makeEntering(page) {
  const { model } = page;
  /** @type {Words} */
  const words = page.words.enter;
  const start = model.get("start");
  const kind = makeField("kind", { label: words.kind, options: model.get("kinds"), text: start.kind });
  const date = makeField("date", { label: words.date, hint: words.date_hint, text: start.date });
  const unit = makeField("unit", {
    label: words.unit,
    hint: words.unit_hint,
    list: model.get("units"),
    text: start.unit,
  });
  const count = makeField("count", { label: words.count, mode: "numeric" });
  const days = makeField("days", { label: words.days, hint: words.days_hint, mode: "decimal" });
  const client = makeField("client", { label: words.client, hint: words.client_hint });
  const until = makeField("until", { label: words.until, hint: words.until_hint });
  const more = makeElement(
    "details",
    { class: "nmt-more is-quiet" },
    makeElement("summary", { text: words.more }),
    makeElement("div", { class: "nmt-count-fields" }, client.element, until.element),
  );
  const fields = [kind, date, unit, count, days, client, until];
  let isOffered = false; // the unit is the form's own proposal

  function openMore() {
    const isDay = /^\d{4}-\d\d-\d\d$|^\d{1,2}\.\d{1,2}\.\d{4}$/.test(date.control.value.trim());
    if (isDay || client.control.value || until.control.value) more.open = true;
  }
  const form = makeForm(page, {
    key: "enter",
    fields,
    body: [
      makeElement(
        "div",
        { class: "nmt-count-fields" },
        ...[kind, date, unit, count, days].map((field) => field.element),
      ),
      more,
    ],
    acts: [
      {
        label: words.submit,
        class: "",
        request: (values, edit, sure) => ({
          type: "enter",
          kind: values.kind,
          date: values.date,
          until: values.until,
          unit: values.unit,
          client: values.client,
          count: values.count,
          days: values.days,
          sure,
          edit,
        }),
      },
    ],
    prepare: openMore,
    done: goOn,
  });
  /** @param {CountsDone} reply */
  function goOn(reply) {
    const isOfClient = client.control.value.trim() !== "";
    for (const field of [count, days, client]) field.control.value = "";
    form.say(reply.text);
    if (isOfClient) return client.control.focus();
    const hadUnit = unit.control.value.trim() !== "";
    unit.control.value = reply.unit;
    if (hadUnit && isOffered && !reply.unit) form.say(`${reply.text} ${words.all_units}`);
    isOffered = true;
    (reply.unit ? count : hadUnit ? unit : kind).control.focus();
  }
  /** The key Enter goes to what is still empty, and sends when nothing is. */
  form.element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    const empty = [date, count, days].find(({ control }) => !control.value.trim());
    if (!empty || empty.control === event.target) return;
    event.preventDefault();
    empty.control.focus();
  });
  form.element.addEventListener("input", (event) => {
    if (event.target === unit.control) isOffered = false;
  });
  date.control.addEventListener("input", openMore);
  const askUnit = () => {
    if (isOffered || !unit.control.value)
      sendIfOpen(model, { type: "unit", kind: kind.control.value, date: date.control.value });
  };
  for (const field of [kind, date]) field.control.addEventListener("change", askUnit);
  /** @param {CountingReply} reply */
  function hear(reply) {
    if (reply.type !== "unit" || !(isOffered || !unit.control.value)) return;
    if (reply.kind === kind.control.value && reply.date === date.control.value) unit.control.value = reply.unit;
  }
  const offerUnits = () => unit.offer(model.get("units"));
  model.on("msg:custom", hear);
  model.on("change:units", offerUnits);
  isOffered = unit.control.value === start.unit;
  openMore();
  return {
    element: makeElement(
      "section",
      { class: "nmt-card nmt-count-enter" },
      makeElement("h3", { text: words.title }),
      makeElement("p", { class: "nmt-quiet", text: words.lead }),
      form.element,
    ),
    close() {
      form.close();
      model.off("msg:custom", hear);
      model.off("change:units", offerUnits);
    },
  };
}
