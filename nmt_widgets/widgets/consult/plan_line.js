// One line of the plan: what is proposed, why, and what the team decides. The kernel says in which state a decision is: a
// change or a rejection needs a reason first.

import { barButton } from "../shared/answers/panel.js";
import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { inputOf, labelled, makeSelect, wholeOf } from "./plan_fields.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { ChangedLine, PlanLineRow } from "./protocol.d.ts"
 */

const PLAN_TEXTS = ["reason", "text", "who", "start", "note"];

/**
 * What the team's decisions amount to: the state of a line, and how it reads now where it was changed.
 * @typedef {{ stateOf(id: string): string, changedLine(id: string): ChangedLine | undefined }} Decided
 * @typedef {ReturnType<typeof makePlanLine>} PlanCard
 */

/**
 * @param {[name: string, words: string, isSign?: boolean][]} pairs
 * @param {string} [className]
 */
export function listPairs(pairs, className = "") {
  const list = makeElement("dl", { class: className });
  for (const [name, value, isSign] of pairs) {
    const pair = makeElement("div", { class: isSign ? "nmt-seen" : "" });
    pair.append(makeElement("dt", { text: name }), makeElement("dd", { text: value }));
    list.append(pair);
  }
  return list;
}

/**
 * @param {PlanLineRow} line
 * @param {Words} words
 */
function makeWhy(line, words) {
  const why = makeElement("details", { class: "nmt-more nmt-line-why" });
  const list = makeElement("ul");
  for (const reason of line.why) list.append(makeElement("li", { text: reason }));
  why.append(makeElement("summary", { text: words.why }), list);
  if (line.changes_when)
    why.append(makeElement("p", { text: fillWords(words.changes_when, { when: line.changes_when }) }));
  return why;
}

/**
 * @param {Answers} answers
 * @param {PlanLineRow} line
 * @param {Words} words
 * @param {string} root
 * @param {Decided} decided
 */
export function makePlanLine(answers, line, words, root, { stateOf, changedLine }) {
  const path = `${root}/decisions/${line.id}`;
  const element = makeElement("article", {
    class: "nmt-card nmt-line",
    "data-line": line.id,
    "data-path": path,
    tabindex: "-1",
  });
  const head = makeElement("header", { class: "nmt-line-head" });
  head.append(
    makeElement("span", { class: "nmt-chip nmt-line-kind", text: line.kind_name, "data-kind": line.kind }),
    makeElement("h4", { text: line.title }),
  );
  if (!line.settled) head.append(makeElement("span", { class: "nmt-chip nmt-line-mark", text: words.not_settled }));
  const state = makeElement("span", { class: "nmt-line-state" });
  head.append(state);
  element.append(head);
  const text = makeElement("p", { class: "nmt-line-text" });
  element.append(text);
  if (line.waits) element.append(makeElement("p", { class: "nmt-quiet", text: line.waits }));
  if (line.facts.length) element.append(listPairs(line.facts, "nmt-line-facts"));
  const details = makeElement("div", { class: "nmt-line-details" });
  element.append(details);
  if (line.why.length) element.append(makeWhy(line, words));

  const decision = makeElement("fieldset", { class: "nmt-decision" });
  decision.append(
    makeElement("legend", { class: "nmt-unseen", text: fillWords(words.decision, { title: line.title }) }),
  );
  const name = `nmt-verdict-${makeId()}`;
  const choices = makeElement("div", { class: "nmt-options nmt-verdicts" });
  const radios = line.verdicts.map(([verdict, label]) => {
    const input = makeElement("input", { type: "radio", name, value: verdict });
    choices.append(makeElement("label", {}, input, makeElement("span", { text: label })));
    return input;
  });
  const clear = barButton(
    words.clear,
    () => {
      answers.set(path, null);
      radios[0]?.focus(); // the button is gone with the decision
    },
    "nmt-button is-plain is-small",
  );
  choices.append(clear);
  /** @type {Record<string, HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>} */
  const fields = {
    reason: inputOf("text", { maxlength: "2000" }),
    text: makeElement("textarea", { class: "nmt-input", rows: "3", maxlength: "2000" }),
    who: inputOf("text", { maxlength: "300" }),
    minutes: inputOf("number", { min: "0", max: "1440", inputmode: "numeric" }),
    times: inputOf("number", { min: "0", max: "100", inputmode: "numeric" }),
    per: makeSelect(words.per),
    start: inputOf("date"),
    note: inputOf("text", { maxlength: "2000" }),
  };
  const more = makeElement("div", { class: "nmt-decision-more" });
  const labels = Object.fromEntries(
    Object.entries(fields).map(([key, input]) => [key, labelled(words.fields[key], input, `nmt-plan-${key}`)]),
  );
  more.append(...Object.values(labels));
  const problem = makeElement("p", { class: "nmt-save-problem", role: "alert" });
  decision.append(choices, more, problem);
  if (answers.mayWrite) element.append(decision);

  function value() {
    const verdict = radios.find((radio) => radio.checked)?.value;
    if (!verdict) return null;
    const decision = { ...answers.get(path), verdict, title: line.title };
    for (const key of PLAN_TEXTS) decision[key] = fields[key].value.trim() || null;
    if (verdict !== "changed" || decision.text === line.text) decision.text = line.own ? decision.text : null;
    decision.minutes = wholeOf(fields.minutes);
    decision.times = wholeOf(fields.times);
    decision.per = decision.times === null || fields.per.value === "week" ? null : fields.per.value;
    if (line.own) decision.part = line.part;
    return Object.fromEntries(Object.entries(decision).filter(([, part]) => part !== null && part !== ""));
  }
  for (const radio of radios)
    radio.addEventListener("change", () => {
      if (radio.value !== "rejected") {
        if (!fields.minutes.value && line.minutes) fields.minutes.value = String(line.minutes);
        if (!fields.times.value && line.times) {
          fields.times.value = String(line.times);
          fields.per.value = line.per ?? "week";
        }
      }
      if (radio.value === "changed" && !fields.text.value) fields.text.value = line.text;
      answers.set(path, value());
      show();
      // whoever chooses by arrow keys may be on the way to the next choice
      if (radio.value !== "accepted" && !fields.reason.value && !radio.matches(":focus-visible")) fields.reason.focus();
    });
  for (const input of Object.values(fields))
    input.addEventListener("input", () =>
      answers.set(path, value(), { typing: input.type === "text" || input.type === "textarea" }),
    );

  function show() {
    const now = answers.get(path);
    const locked = answers.isLocked(path);
    const verdict = stateOf(line.id);
    element.dataset.verdict = verdict;
    state.textContent = words.states[verdict] ?? "";
    state.hidden = !state.textContent;
    const current = changedLine(line.id) ?? line;
    text.textContent = current.text;
    text.hidden = !current.text;
    details.replaceChildren(...(current.details.length ? [listPairs(current.details)] : []));
    details.hidden = !current.details.length;
    for (const radio of radios) {
      radio.checked = radio.value === now?.verdict;
      radio.disabled = locked;
    }
    for (const [key, input] of Object.entries(fields)) {
      const value = now?.[key] ?? (key === "per" ? "week" : key === "text" && now ? line.text : "");
      if (input !== document.activeElement) input.value = value;
      if (input.tagName === "SELECT") input.disabled = locked;
      else if (!(input instanceof HTMLSelectElement)) input.readOnly = locked;
    }
    more.hidden = !now;
    clear.hidden = !now || locked;
    labels.reason.hidden = !now || now.verdict === "accepted";
    labels.text.hidden = now?.verdict !== "changed" && !(line.own && now);
    for (const key of ["who", "minutes", "times", "per", "start"]) labels[key].hidden = now?.verdict === "rejected";
    problem.textContent = answers.problem(path);
    fields.reason.setAttribute("aria-invalid", String(verdict === "needs_reason"));
  }
  show();
  return { element, path, id: line.id, show, focus: () => element.focus() };
}

/**
 * A line that is not for now, in short; somebody may take it up all the same.
 * @param {Answers} answers
 * @param {PlanLineRow} line
 * @param {Words} words
 * @param {(id: string) => void} takeUp
 */
export function makeNextLine(answers, line, words, takeUp) {
  const item = makeElement("li", { class: "nmt-next-line", "data-next": line.id });
  item.append(makeElement("b", { text: line.title }));
  if (line.text) item.append(" ", makeElement("span", { text: line.text }));
  if (line.waits) item.append(" ", makeElement("span", { class: "nmt-next-waits", text: line.waits }));
  if (answers.mayWrite && line.verdicts.length) {
    const button = barButton(words.take_up, () => takeUp(line.id), "nmt-button is-plain is-small", {
      "aria-label": fillWords(words.take_up_label, { title: line.title }),
    });
    button.disabled = answers.paused;
    item.append(" ", button);
  }
  return item;
}
