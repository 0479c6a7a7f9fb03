// The form that writes a dispute, an answer or a comment; its text may cite paragraphs of the vignette.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { countWords, fillWords } from "../shared/words.js";

/**
 * @import { FeedbackPage } from "./feedback.js"
 * @import { OtherDispute } from "./protocol.d.ts"
 * @typedef {ReturnType<typeof makeNoteForm>} NoteForm
 * @typedef {{ score: string, also: number[] }} Verdict the new score, empty where it is kept; other disputes answered too
 */

const UNANSWERED = 10_000; // milliseconds after which the page reports that there is no answer

/**
 * Whether the reference is kept or gets another score.
 * @param {FeedbackPage} page
 * @param {string} score
 */
function makeVerdict({ words, highest }, score) {
  const name = makeElementId();
  const keep = makeElement("input", { type: "radio", name, required: true });
  const change = makeElement("input", { type: "radio", name, required: true });
  const select = makeElement("select", { class: "nmt-input" });
  const numbers = Array.from({ length: highest }, (_, at) => String(at + 1));
  const label = fillWords(words.change, { score: score === "not known" ? words.not_known : score });
  select.setAttribute("aria-label", label);
  select.append(
    makeElement("option", { value: "", text: "–" }),
    ...[...numbers, "not known"]
      .filter((value) => value !== score)
      .map((value) => makeElement("option", { value, text: value === "not known" ? words.not_known : value })),
  );
  const require = () => (select.required = change.checked); // a score that nobody chose is not sent
  select.addEventListener("change", () => {
    if (select.value) change.checked = true;
    require();
  });
  for (const verdict of [keep, change]) verdict.addEventListener("change", require);
  const element = makeElement(
    "fieldset",
    { class: "nmt-feedback-verdict" },
    makeElement("legend", { class: "nmt-unseen", text: words.answer }),
    makeElement("label", {}, keep, makeElement("span", { text: words.keep })),
    makeElement("label", {}, change, makeElement("span", { text: label })),
    select,
  );
  return { element, score: () => (change.checked ? select.value : "") };
}

/**
 * The other open disputes of the same score; those that are ticked get the same answer.
 * @param {FeedbackPage["words"]} words
 */
function makeAlso(words) {
  const element = makeElement("fieldset", { class: "nmt-feedback-also" });
  /** @type {HTMLInputElement[]} */
  let boxes = [];
  const ticked = () => boxes.filter((box) => box.checked).map((box) => Number(box.value));
  /** @param {OtherDispute[]} others */
  function update(others) {
    const before = ticked(); // a tick stays as long as its dispute is open
    boxes = others.map(({ number }) =>
      makeElement("input", { type: "checkbox", value: String(number), checked: before.includes(number) }),
    );
    element.hidden = !others.length;
    element.replaceChildren(
      makeElement("legend", { text: countWords(words, "others", others.length) }),
      makeElement("small", { class: "nmt-quiet", text: words.also }),
      ...others.map(({ head, text }, at) =>
        makeElement("label", {}, boxes[at], makeElement("span", {}, makeElement("b", { text: head }), ` ${text}`)),
      ),
    );
  }
  return { element, ticked, update };
}

/**
 * @param {FeedbackPage} page
 * @param {{ label: string, hint: string, score?: string, others?: OtherDispute[] }} look with a score it is an answer to a dispute
 * @param {{ typed: (text: string) => void, send: (text: string, verdict: Verdict) => void, cancel: () => void }} on
 */
export function makeNoteForm(page, look, on) {
  const { words } = page;
  const text = makeElement("textarea", { class: "nmt-input", rows: 3, required: true });
  text.id = makeElementId();
  const hint = makeElement("small", { text: look.hint, id: `${text.id}-hint` });
  const problem = makeElement("p", { class: "nmt-alert", role: "alert", hidden: true, id: `${text.id}-problem` });
  const send = makeElement("button", { class: "nmt-button is-small", text: words.send });
  const verdict = look.score === undefined ? null : makeVerdict(page, look.score);
  const also = makeAlso(words);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** @param {string} message */
  function refuse(message) {
    clearTimeout(waiting);
    send.disabled = false;
    send.textContent = words.send;
    complain(message);
    // a disabled button loses the keyboard, but only with the next frame
    const focused = document.activeElement;
    if (message && (focused === document.body || focused === send)) text.focus();
  }
  /** @param {string} message stands at the field until somebody types */
  function complain(message) {
    problem.textContent = message;
    problem.hidden = !message;
    text.setAttribute("aria-invalid", String(Boolean(message)));
    text.setAttribute("aria-describedby", message ? problem.id : hint.id);
  }
  function typed() {
    complain("");
    on.typed(text.value);
  }
  complain("");
  also.update(look.others ?? []);
  /** @param {number} number */
  function cite(number) {
    const at = text.selectionEnd;
    const before = text.value.slice(0, at);
    const gap = before && !/\s$/.test(before) ? " " : "";
    text.setRangeText(`${gap}¶${number} `, at, at, "end");
    text.focus();
    typed();
  }
  const cites = makeElement(
    "div",
    { class: "nmt-feedback-cites", role: "group", "aria-label": words.cite },
    makeElement("span", { class: "nmt-quiet", text: words.cite, "aria-hidden": "true" }),
    ...page.paragraphs.map((number) =>
      makeButton("nmt-chip nmt-to-paragraph", `¶${number}`, () => cite(number), {
        "aria-label": `¶${number}: ${fillWords(words.cite_one, { number })}`,
      }),
    ),
  );
  const field = makeElement(
    "div",
    { class: "nmt-field" },
    makeElement("label", { class: "nmt-field-name", text: look.label, for: text.id }),
    text,
    problem,
    hint,
  );
  const buttons = makeElement(
    "div",
    { class: "nmt-toolbar" },
    send,
    makeButton("nmt-button is-plain is-small", words.cancel, on.cancel),
  );
  const element = makeElement(
    "form",
    { class: "nmt-feedback-form" },
    verdict?.element,
    field,
    cites,
    also.element,
    buttons,
  );
  text.addEventListener("input", typed);
  for (const part of [verdict, also]) part?.element.addEventListener("change", typed);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    refuse("");
    send.disabled = true;
    send.textContent = words.sending;
    waiting = setTimeout(() => refuse(words.no_answer), UNANSWERED);
    on.send(text.value, { score: verdict?.score() ?? "", also: also.ticked() });
  });
  return {
    element,
    refuse,
    /** @param {string} value */
    fill: (value) => (text.value = value),
    focus: () => (verdict ? verdict.element.querySelector("input") : text)?.focus(),
    close: () => clearTimeout(waiting),
    offer: also.update,
  };
}
