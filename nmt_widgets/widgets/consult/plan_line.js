// One line of the plan: what is proposed, why, and what the team makes of it. Whether a decision counts is the kernel's
// to say (`standing`, `told`): a change or a rejection without its reason is not made yet.

import { barButton } from "../shared/answers/panel.js";
import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { inputOf, labelled, makeSelect, wholeOf } from "./plan_fields.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { PlanLineRow } from "./protocol.d.ts"
 */

const PLAN_TEXTS = ["reason", "text", "who", "start", "note"];

/**
 * @param {[name: string, words: string, seen?: boolean][]} pairs
 * @param {string} [className]
 */
export function listPairs(pairs, className = "") {
  const list = makeElement("dl", { class: className });
  for (const [name, value, seen] of pairs) {
    const pair = makeElement("div", { class: seen ? "nmt-seen" : "" });
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
 * @param {{ standing: (id: string) => string | undefined, told: (id: string) => any }} decided
 */
export function makePlanLine(answers, line, words, root, { standing, told }) {
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
  const radios = line.verdicts.map(([verdict, said]) => {
    const input = makeElement("input", { type: "radio", name, value: verdict });
    const label = makeElement("label");
    label.append(input, makeElement("span", { text: said }));
    choices.append(label);
    return input;
  });
  const clear = barButton(
    words.clear,
    () => {
      answers.set(path, null);
      radios[0]?.focus(); // the button is gone with the decision
    },
    "nmt-button is-plain nmt-verdict-clear",
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
  const shown = Object.fromEntries(
    Object.entries(fields).map(([key, input]) => [key, labelled(words.fields[key], input, `nmt-plan-${key}`)]),
  );
  more.append(...Object.values(shown));
  const problem = makeElement("p", { class: "nmt-save-problem", role: "alert" });
  decision.append(choices, more, problem);
  if (answers.mayWrite) element.append(decision);

  function value() {
    const verdict = radios.find((radio) => radio.checked)?.value;
    if (!verdict) return null;
    const made = { ...(answers.get(path) ?? {}), verdict, title: line.title };
    for (const key of PLAN_TEXTS) made[key] = fields[key].value.trim() || null;
    if (verdict !== "changed" || made.text === line.text) made.text = line.own ? made.text : null;
    made.minutes = wholeOf(fields.minutes);
    made.times = wholeOf(fields.times);
    made.per = made.times === null || fields.per.value === "week" ? null : fields.per.value;
    if (line.own) Object.assign(made, { part: line.part });
    return Object.fromEntries(Object.entries(made).filter(([, part]) => part !== null && part !== ""));
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
    const made = standing(line.id);
    element.dataset.verdict = made;
    state.textContent = words.states[made ?? ""] ?? "";
    state.hidden = !state.textContent;
    const said = told(line.id) ?? line;
    text.textContent = said.text;
    text.hidden = !said.text;
    details.replaceChildren(...(said.details.length ? [listPairs(said.details)] : []));
    details.hidden = !said.details.length;
    for (const radio of radios) {
      radio.checked = radio.value === now?.verdict;
      radio.disabled = locked;
    }
    for (const [key, input] of Object.entries(fields)) {
      const kept = now?.[key] ?? (key === "per" ? "week" : key === "text" && now ? line.text : "");
      if (input !== document.activeElement) input.value = kept;
      if (input.tagName === "SELECT") input.disabled = locked;
      else if (!(input instanceof HTMLSelectElement)) input.readOnly = locked;
    }
    more.hidden = !now;
    clear.hidden = !now || locked;
    shown.reason.hidden = !now || now.verdict === "accepted";
    shown.text.hidden = now?.verdict !== "changed" && !(line.own && now);
    for (const key of ["who", "minutes", "times", "per", "start"]) shown[key].hidden = now?.verdict === "rejected";
    problem.textContent = answers.problem(path);
    fields.reason.setAttribute("aria-invalid", String(made === "needs_reason"));
  }
  show();
  return { element, path, id: line.id, show, focus: () => element.focus() };
}

/**
 * A line that stands in line: told quietly; somebody may take it up all the same.
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
