// Questions in groups, each with its state, "not known", and why an answer was not taken.

import { findAllIn, findIn, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { formHeading, locksChanged } from "../shared/form/parts.js";
import { withNumber, withPart } from "../shared/form/rating.js";
import { fillWords } from "../shared/words.js";
import { FIELD_KINDS } from "./field_kinds.js";
import { makeGoingOn } from "./signal.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { FormSpec, FormGroup, FormQuestion, FormSection } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 */

/**
 * @param {Answers} answers
 * @param {FormQuestion} question
 * @param {FormSpec} spec
 * @param {Words} say
 */
export function makeQuestion(answers, question, spec, say) {
  const id = makeElementId();
  const { path } = question;
  /** @type {Answer | undefined} */
  let displayed; // what the control holds; undefined until it was first shown
  /** @type {Answer} */
  let before = null; // what "not known" took the place of
  let tied = false; // the field is marked as one whose answer was not taken
  let waits = false; // the store writes it otherwise than it is shown
  /**
   * @param {Answer} a
   * @param {Answer} b
   */
  const same = (a, b) => a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
  /**
   * @param {Answer} value
   * @param {boolean} typing
   */
  const send = (value, typing) => {
    displayed = value;
    answers.set(path, value, { typing: Boolean(typing) });
    refresh(); // a locked answer does not change: show it again at once
  };
  const help = question.help
    ? makeElement("p", { class: "nmt-q-help", id: `${id}-help`, text: question.help, dir: "auto" })
    : null;
  const control = FIELD_KINDS[question.kind]({
    question,
    id,
    spec,
    say,
    send,
    describe: { "aria-describedby": help?.id, "aria-required": question.required && "true" },
    labelled: { "aria-labelledby": `${id}-name`, ...(help && { "aria-describedby": help.id }) },
  });
  const keepsUnknown = control.key || control.saysUnknown; // "not known" is one of the control's own answers
  /** @param {Answer} value */
  const unknown = (value) => (control.key ? value?.[control.key] : value) === spec.not_known;
  const state = makeElement("span", { class: "nmt-q-state" });
  const toggle = makeButton("nmt-q-unknown", say.not_known, () => {
    control.flush?.();
    const value = answers.get(path);
    const on = unknown(value);
    if (!on) before = value;
    const known = control.key ? withPart(before, "evidence", value?.evidence ?? null) : before;
    const next = on ? known : control.key ? withNumber(value, control.key, spec.not_known) : spec.not_known;
    displayed = undefined; // also takes away an entry that did not fit
    answers.set(path, next, { typing: false });
    refresh();
  });
  toggle.setAttribute("aria-describedby", `${id}-name`);
  const clear = makeButton("nmt-q-clear", say.clear, () => {
    answers.set(path, control.key ? withNumber(answers.get(path), control.key, null) : null, { typing: false });
    control.focus();
  });
  clear.setAttribute("aria-describedby", `${id}-name`);
  const name = makeElement(control.labels ? "label" : "span", {
    class: "nmt-q-name",
    id: `${id}-name`,
    for: control.labels ? id : null,
    text: question.name,
    dir: "auto",
  });
  const mark =
    question.mark &&
    makeElement("span", {
      class: "nmt-q-mark",
      text: say.marks[question.mark] ?? question.mark,
      title: say.mark_titles[question.mark],
    });
  const required = question.required && makeElement("span", { class: "nmt-q-mark nmt-q-required", text: say.required });
  const rated = question.beside && makeElement("p", { class: "nmt-q-rated", dir: "auto" });
  const problem = makeElement("p", { class: "nmt-q-problem nmt-q-refused", role: "alert", id: `${id}-refused` });
  // A question about an answer that is kept all the same.
  const doubts =
    "doubt" in question ? makeElement("p", { class: "nmt-q-doubt", role: "status", id: `${id}-doubt` }) : null;
  const more = question.look_for?.length
    ? makeElement(
        "details",
        { class: "nmt-more is-quiet nmt-q-more" },
        makeElement("summary", { text: say.look_for }),
        makeElement("ul", {}, ...question.look_for.map((text) => makeElement("li", { text }))),
      )
    : null;
  const element = makeElement(
    "div",
    { class: "nmt-q", "data-path": path, "data-kind": question.kind },
    makeElement(
      "div",
      { class: "nmt-q-head" },
      makeElement("span", { class: "nmt-q-title" }, name, required, mark),
      makeElement("span", { class: "nmt-q-side" }, state, clear, toggle),
    ),
    question.definition && question.definition !== question.help
      ? makeElement("p", { class: "nmt-q-help", text: question.definition })
      : null,
    help,
    rated,
    control.element,
    problem,
    doubts,
    more,
  );
  // Screen readers read help, problem and doubt with the field, also when somebody comes back to it.
  function tie() {
    const field = findIn(element, `[id="${id}"], [aria-labelledby="${id}-name"]`);
    if (!field) return;
    const ids = [help, problem.hidden ? null : problem, doubts?.hidden ? null : doubts].flatMap(
      (node) => node?.id ?? [],
    );
    if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
    else field.removeAttribute("aria-describedby");
    if (!field.matches("input, textarea, select") || problem.hidden === !tied) return;
    tied = !problem.hidden;
    if (tied) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  function showDoubt() {
    const doubt = answers.problem(path) ? "" : answers.question(path)?.doubt;
    if (!doubts) return;
    doubts.textContent = doubt ? fillWords(say.doubt, { question: doubt }) : "";
    doubts.hidden = !doubt;
  }
  // What the store writes otherwise is shown once the field is left: nothing changes under somebody's hands.
  element.addEventListener("focusout", () => waits && refresh());
  /** @param {string} [origin] */
  function refresh(origin) {
    showDoubt();
    waits = origin === "kept" && element.contains(document.activeElement);
    if (waits) return;
    const value = answers.get(path);
    const locked = answers.isLocked(path);
    const content = unknown(value) && !keepsUnknown ? null : value;
    control.lock(locked);
    if (displayed === undefined || control.clears || !same(displayed, content)) {
      displayed = content;
      control.show(content);
      control.lock(locked); // rows and lines made just now
    }
    element.dataset.state = { answered: "answered", "not known": "unknown", open: "open", "not asked": "unasked" }[
      answers.state(question)
    ];
    element.toggleAttribute("data-locked", locked);
    const refused = answers.problem(path);
    problem.textContent = refused && fillWords(say.refused, { message: refused });
    problem.hidden = !refused;
    tie();
    state.textContent = say.states[element.dataset.state];
    toggle.setAttribute("aria-pressed", String(unknown(value)));
    toggle.disabled = clear.disabled = locked;
    toggle.hidden = !question.unknown;
    if (required) required.hidden = element.dataset.state !== "open";
    clear.hidden = !control.clears || !["answered", control.saysUnknown && "unknown"].includes(element.dataset.state);
    if (rated) {
      const beside = question.beside ?? "";
      const rating = answers.say(beside, answers.get(beside));
      rated.textContent = fillWords(say.signals.rated, { period: spec.present, value: rating });
      rated.hidden = !rating;
    }
  }
  refresh();
  return { element, refresh, focus: control.focus, flush: () => control.flush?.() };
}

/**
 * @param {Answers} answers
 * @param {FormSection} section
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {(path: string) => void} go
 */
export function makeFields(answers, section, spec, words, go) {
  const say = words.form;
  /** @type {Map<string, ReturnType<typeof makeQuestion>>} */
  const fields = new Map();
  /** @param {FormQuestion} question */
  const ask = (question) => {
    const field = makeQuestion(answers, question, spec, say);
    fields.set(question.path, field);
    return field.element;
  };
  const groups = section.groups ?? [];
  const known = new Set(groups.map(({ id }) => id));
  const rest = section.questions.filter(({ group }) => !known.has(group));
  /** @type {ReturnType<typeof makeGoingOn>[]} */
  const folding = [];
  /** @param {FormQuestion[]} questions */
  function cards(questions) {
    if (!questions.some(({ beside }) => typeof beside === "string"))
      return [makeElement("div", { class: "nmt-card nmt-q-card" }, ...questions.map(ask))];
    const going = makeGoingOn(answers, questions, ask, spec, say.signals, go);
    folding.push(going);
    return going.nodes;
  }
  /** @type {[{ name?: string, note?: string }, FormQuestion[]][]} */
  const grouped = [
    [{}, rest],
    ...groups.map((group) => {
      const questions = section.questions.filter((question) => question.group === group.id);
      return /** @type {[FormGroup, FormQuestion[]]} */ ([group, questions]);
    }),
  ];
  const element = makeElement(
    "section",
    { class: "nmt-fields", "aria-label": section.name },
    formHeading(section),
    section.questions.some(({ kind }) => kind === "signal")
      ? makeElement("p", { class: "nmt-alert nmt-signal-note", text: say.signals.note })
      : null,
    section.questions.some(({ kind }) => kind === "rating")
      ? makeElement("p", { class: "nmt-q-keys", text: say.keys_steps })
      : null,
    ...grouped
      .filter(([, questions]) => questions.length)
      .map(([group, questions]) =>
        makeElement(
          "div",
          { class: "nmt-q-group" },
          group.name && makeElement("h3", { text: group.name }),
          group.note && makeElement("p", { class: "nmt-q-note", text: group.note }),
          ...cards(questions),
        ),
      ),
  );
  // Up and down go from one row of steps to the next, as in the score sheet.
  element.addEventListener("keydown", (event) => {
    const way = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const steps = targetOf(event).closest(".nmt-q-steps");
    if (!way || !steps || event.altKey) return;
    const all = [...findAllIn(element, ".nmt-q-steps")];
    const next = all[all.indexOf(steps) + way];
    if (next) findIn(next, '[tabindex="0"]')?.focus();
    event.preventDefault();
  });
  const off = answers.on((paths, origin, touched) => {
    for (const path of locksChanged(paths) ? fields.keys() : touched) fields.get(path)?.refresh(origin);
    for (const going of folding) going.place();
  });
  const flush = () => {
    for (const field of fields.values()) field.flush();
  };
  window.addEventListener("pagehide", flush);
  return {
    element,
    refresh() {
      for (const field of fields.values()) field.refresh("kept");
    },
    /** @param {string} path */
    focus(path) {
      const field = fields.get(path);
      if (!field) return element.querySelector("h2")?.focus();
      for (const going of folding) going.unfold(field.element);
      field.element.scrollIntoView({ block: "center" });
      field.focus();
    },
    close() {
      flush();
      off();
      window.removeEventListener("pagehide", flush);
    },
  };
}
