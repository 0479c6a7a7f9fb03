// A sign of danger: yes, no or not known, and once that is said, who said so and when; of a Yes whom it concerns and
// where as well.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { formOptions } from "../shared/form/parts.js";
import { countForms, fillWords } from "../shared/words.js";

/**
 * @import { SignalAnswer } from "../shared/answers/protocol.d.ts"
 * @import { FormQuestion, FormSpec } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Properties } from "../shared/dom.js"
 * @import { Send } from "../shared/form/rating.js"
 */

/** @param {{ spec: FormSpec, labelled: Properties, send: Send<SignalAnswer | null> }} props */
export function formSignal({ spec, labelled, send }) {
  const { answers, places, fields } = spec.signals;
  /** @type {SignalAnswer} */
  let value = {};
  let locked = false;

  /**
   * @param {{ [Part in keyof SignalAnswer]: string | null }} next
   * @param {boolean} typing
   */
  const change = (next, typing) => {
    value = Object.fromEntries(Object.entries(next).filter(([, part]) => part !== null && part !== ""));
    send(Object.keys(value).length ? value : null, typing);
  };
  /** @param {string | null} signal */
  function choose(signal) {
    const { person, place, ...report } = value;
    if (signal === null) change({}, false);
    else change(signal === "no" ? { ...report, signal } : { ...value, signal }, false);
  }
  /**
   * @param {keyof SignalAnswer} name
   * @param {string | null} text
   * @param {boolean} typing
   */
  const part = (name, text, typing) => locked || change({ ...value, [name]: text }, typing);

  const choice = formOptions(answers, labelled, (signal) => locked || choose(signal), "nmt-signal-answers");
  for (const input of choice.element.querySelectorAll("input")) {
    const label = input.closest("label");
    if (label) label.dataset.answer = input.value;
  }

  /**
   * @param {"source" | "date" | "person"} name
   * @param {string} type
   * @param {Properties} [attributes]
   */
  function typed(name, type, attributes = {}) {
    const id = makeElementId();
    const input = makeElement("input", {
      type,
      id,
      class: "nmt-input nmt-q-line",
      dir: "auto",
      autocomplete: "off",
      placeholder: fields[name].hint,
      ...attributes,
    });
    input.addEventListener(
      "input",
      () => input.validity.valid && part(name, input.value.trim() ? input.value : null, true),
    );
    const element = makeElement(
      "div",
      { class: "nmt-signal-part", "data-part": name },
      makeElement("label", { for: id, text: fields[name].name }),
      input,
    );
    return { element, input };
  }
  const source = typed("source", "text");
  const day = typed("date", "date", { min: "1990-01-01", max: "2100-01-01" });
  const person = typed("person", "text");
  const placeName = makeElementId();
  const place = formOptions(places, { "aria-labelledby": placeName }, (chosen) => part("place", chosen, false));
  const where = makeElement(
    "div",
    { class: "nmt-signal-part", "data-part": "place" },
    makeElement("span", { id: placeName, text: fields.place.name }),
    place.element,
  );
  const details = makeElement("div", { class: "nmt-signal-parts" }, source.element, day.element, person.element, where);
  const element = makeElement("div", { class: "nmt-signal" }, choice.element, details);

  /**
   * @param {HTMLInputElement} input
   * @param {string} text
   */
  const fill = (input, text) => {
    if (input.value !== text) input.value = text;
  };
  return {
    element,
    /** @param {SignalAnswer | string | null} answer */
    show(answer) {
      value = typeof answer === "string" ? { signal: answer } : { ...answer };
      choice.show(value.signal ?? null);
      place.show(value.place ?? null);
      fill(source.input, value.source ?? "");
      fill(day.input, value.date ?? "");
      fill(person.input, value.person ?? "");
      const isYes = value.signal === "yes";
      person.element.hidden = !isYes && !value.person; // what is there is never out of sight
      where.hidden = !isYes && !value.place;
      details.hidden = !Object.keys(value).length;
      element.toggleAttribute("data-yes", isYes);
    },
    focus: choice.focus,
    /** @param {boolean} state */
    lock(state) {
      locked = state;
      choice.lock(state);
      place.lock(state);
      for (const { input } of [source, day, person]) input.readOnly = state;
    },
  };
}

/**
 * The questions of a group that go with ratings of Part A: those that are asked, and apart from them, folded, the others.
 * @param {Answers} answers
 * @param {FormQuestion[]} questions
 * @param {(question: FormQuestion) => HTMLElement} ask
 * @param {FormSpec} spec
 * @param {Words} say
 * @param {((path: string) => void) | undefined} go
 */
export function makeGoingOn(answers, questions, ask, spec, say, go) {
  const card = makeElement("div", { class: "nmt-card nmt-q-card" });
  const rest = makeElement("div", { class: "nmt-card nmt-q-card" });
  const summary = makeElement("summary");
  const toGrid = makeButton("nmt-q-add nmt-signal-go", say.rate, () => {
    const { beside } = questions.find((question) => answers.state(question) === "not asked" && question.beside) ?? {};
    if (beside) go?.(beside);
  });
  const folded = makeElement(
    "details",
    { class: "nmt-more is-quiet nmt-signal-rest" },
    summary,
    makeElement("p", { class: "nmt-q-note", text: fillWords(say.unasked_why, { period: spec.present }) }),
    toGrid,
    rest,
  );
  /** @type {[FormQuestion, HTMLElement][]} */
  const entries = questions.map((question) => [question, ask(question)]);
  function place() {
    const focused = document.activeElement;
    const isMoving = entries.some(
      ([question, element]) => element.parentElement !== (answers.state(question) === "not asked" ? rest : card),
    );
    if (isMoving && !entries.some(([, element]) => element.contains(focused))) {
      for (const [question, element] of entries)
        (answers.state(question) === "not asked" ? rest : card).append(element);
    }
    card.hidden = !card.childElementCount;
    folded.hidden = !rest.childElementCount;
    summary.textContent = countForms(say.unasked, rest.childElementCount);
    toGrid.hidden = !go;
  }
  place();
  /** @param {HTMLElement} element */
  const unfold = (element) => {
    if (rest.contains(element)) folded.open = true;
  };
  return { nodes: [card, folded], place, unfold };
}
