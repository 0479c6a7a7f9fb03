// A form whose request is carried out, refused at its fields, or asked about; what was typed stays until it is done.

import { makeButton, makeElement } from "../../shared/dom.js";
import { keepTyped } from "../../shared/typed.js";
import { makeId } from "../../shared/values.js";

/**
 * @import { CountField } from "./fields.js"
 * @import { CountFault, CountingRequest, CountsDone, CountsRefused } from "./protocol.d.ts"
 * @import { CountsPageParts } from "./view.js"
 * @typedef {{ label: string, class: string, request: (values: Record<string, string>, edit: string, sure: boolean) => CountingRequest }} FormAct
 * @typedef {{ key: string, fields: CountField[], acts: FormAct[], body?: HTMLElement[], done: (reply: CountsDone) => void,
 *   cancel?: () => void, prepare?: () => void }} FormPlan the first act is that of the key Enter
 * @typedef {{ values: Record<string, string>, edits: Record<string, string> }} Typed
 * @typedef {ReturnType<typeof makeForm>} CountForm
 */

const UNANSWERED = 10_000; // milliseconds after which the form says that there is no answer

/** @param {CountFault} fault */
export const sayFault = ({ text, remedy }) => [text, remedy].filter(Boolean).join(" ");

/**
 * @param {CountsPageParts} page
 * @param {FormPlan} plan
 */
export function makeForm({ requests, words: all, owner }, plan) {
  const words = all.form;
  const { fields, acts } = plan;
  const typed = keepTyped(`nmt-counts:${owner}:${plan.key}`);
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const question = makeElement("div", { class: "nmt-alert is-notice nmt-count-question", role: "group", tabindex: -1 });
  const buttons = acts.map((act, at) =>
    at === 0
      ? makeElement("button", { class: `nmt-button ${act.class}`, text: act.label })
      : makeButton(`nmt-button ${act.class}`, act.label, () => send(act)),
  );
  const state = makeElement("span", { class: "nmt-quiet", role: "status" });
  /** @param {string} text */
  const say = (text) => {
    state.textContent = text;
  };
  const bar = makeElement("div", { class: "nmt-toolbar nmt-count-bar" }, ...buttons, state);
  if (plan.cancel) {
    const { cancel } = plan;
    bar.insertBefore(
      makeButton("nmt-button is-plain", words.cancel, () => {
        typed.clear();
        cancel();
      }),
      state,
    );
  }
  const body = plan.body ?? [
    makeElement("div", { class: "nmt-count-fields" }, ...fields.map((field) => field.element)),
  ];
  const element = makeElement("form", { novalidate: true }, ...body, problem, question, bar);
  /** @type {Record<string, string>} */
  let edits = {}; // of each act, until something is typed: sent again unchanged it is the same request
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const values = () => Object.fromEntries(fields.map(({ name, control }) => [name, control.value]));
  const store = () => typed.set(JSON.stringify({ values: values(), edits }));

  function hideQuestion() {
    question.hidden = true;
    bar.hidden = false;
  }
  function clear() {
    problem.textContent = "";
    hideQuestion();
    for (const field of fields) field.showProblem("");
  }
  function settle() {
    clearTimeout(timer);
    say("");
    for (const button of buttons) button.removeAttribute("aria-disabled");
  }
  /**
   * @param {FormAct} act
   * @param {boolean} [sure]
   */
  function send(act, sure = false) {
    if (buttons[0].hasAttribute("aria-disabled")) return;
    clear();
    edits[act.label] ||= makeId();
    store();
    say(words.sending);
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    timer = setTimeout(() => {
      settle();
      problem.textContent = words.no_answer;
    }, UNANSWERED);
    requests.send(act.request(values(), edits[act.label], sure), {
      done(reply) {
        settle();
        clear();
        edits = {};
        typed.clear();
        plan.done(reply);
      },
      refused(reply) {
        settle();
        if (reply.faults.length) showFaults(reply.faults);
        else ask(act, reply.questions);
      },
    });
  }
  /** @param {CountFault[]} faults */
  function showFaults(faults) {
    const placed = fields.filter((field) => {
      const own = faults.filter((fault) => fault.field === field.name);
      field.showProblem(own.map(sayFault).join(" "));
      return own.length;
    });
    const names = fields.map((field) => field.name);
    problem.textContent = faults
      .filter((fault) => !names.includes(fault.field))
      .map(sayFault)
      .join(" ");
    plan.prepare?.();
    placed[0]?.control.focus();
  }
  /**
   * @param {FormAct} act
   * @param {CountsRefused["questions"]} questions
   */
  function ask(act, questions) {
    const first = fields.find((field) => field.name === questions[0].field) ?? fields[0];
    question.replaceChildren(
      ...questions.map((fault) => makeElement("p", { text: sayFault(fault) })),
      makeElement(
        "div",
        { class: "nmt-toolbar" },
        makeButton("nmt-button", words.yes, () => {
          first.control.focus();
          send(act, true);
        }),
        makeButton("nmt-button is-plain", words.change, () => {
          hideQuestion();
          first.control.focus();
        }),
      ),
    );
    question.setAttribute("aria-label", questions.map(sayFault).join(" "));
    question.hidden = false;
    bar.hidden = true;
    question.focus();
  }

  question.hidden = true;
  element.addEventListener("input", (event) => {
    edits = {};
    hideQuestion();
    say("");
    fields.find(({ control }) => control === event.target)?.showProblem("");
    store();
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    send(acts[0]);
  });
  const before = typed.get();
  if (before) {
    /** @type {Typed} */
    const last = JSON.parse(before);
    edits = last.edits;
    for (const { name, control } of fields) control.value = last.values[name] ?? control.value;
  }
  return { element, say, close: () => clearTimeout(timer) };
}
