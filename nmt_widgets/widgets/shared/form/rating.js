// A rating by steps: digits, the words of a step, pattern, confidence and evidence.

import { findIn, makeElement, targetOf } from "../dom.js";
import { fillWords } from "../words.js";
import { formOptions, growingText } from "./parts.js";

/**
 * @import { RatedAnswer } from "../answers/protocol.d.ts"
 * @import { FormSpec } from "./protocol.d.ts"
 * @import { Pair, Words } from "../protocol.d.ts"
 * @import { Rated } from "./parts.js"
 */

/**
 * Sends an answer; `typing` means that more of the same text may follow.
 * @template Value
 * @typedef {(value: Value, typing: boolean) => void} Send
 */

const DIGITS_TOGETHER = 700; // ms within which two digits make one number

// Digits as a rater types them: "1" and soon after "0" make 10. A number off the scale is none.
export function digitReader() {
  let last = { place: "", number: 0, at: -Infinity };
  /** @type {(key: string, place: string, scale: [number, number]) => number | null} */
  return (key, place, [low, high]) => {
    const at = performance.now();
    const soon = last.place === place && at - last.at < DIGITS_TOGETHER;
    const joined = last.number * 10 + Number(key);
    const number = soon && joined <= high ? joined : Number(key);
    last = { place, number, at };
    return number >= low && number <= high ? number : null;
  };
}

/**
 * A rating with another number; null leaves only what was noted, "not known" has neither pattern nor confidence.
 * @param {RatedAnswer | null | undefined} rating
 * @param {"score" | "rating" | "severity"} key
 * @param {number | string | null} number
 * @returns {RatedAnswer | null}
 */
export function withNumber(rating, key, number) {
  const { pattern, confidence, [key]: _, ...noted } = rating ?? {};
  const rest = Object.fromEntries(Object.entries(noted).filter(([, value]) => value !== null && value !== ""));
  if (number === null) return Object.keys(rest).length ? rest : null;
  if (typeof number !== "number") return { [key]: number, ...rest };
  return { [key]: number, ...(pattern && number > 0 && { pattern }), ...(confidence && { confidence }), ...rest };
}

/**
 * A rating with another of its parts, or without it.
 * @template {"pattern" | "confidence" | "note" | "evidence"} Name
 * @param {RatedAnswer | null | undefined} rating
 * @param {Name} name
 * @param {RatedAnswer[Name]} part
 * @returns {RatedAnswer | null}
 */
export function withPart(rating, name, part) {
  const { [name]: _, ...rest } = rating ?? {};
  const changed = part === null || part === "" ? rest : { ...rest, [name]: part };
  return Object.values(changed).some((value) => value !== null) ? changed : null;
}

/**
 * The two anchors around a step, or the one at the step.
 * @param {Record<string, string>} anchors
 * @param {number} step
 * @returns {[number, string][]}
 */
export function anchorsAt(anchors, step) {
  const at = Object.keys(anchors ?? {})
    .map(Number)
    .sort((a, b) => a - b);
  const under = at.findLast((number) => number <= step);
  const over = at.find((number) => number >= step);
  return [...new Set([under, over])].flatMap((number) => (number === undefined ? [] : [[number, anchors[number]]]));
}

/**
 * A row of steps with the words of the step under pointer or focus, pattern, confidence and evidence.
 * It shows one question at a time; `show` changes to another.
 * @param {{ spec: FormSpec, say: Words, key: "rating" | "severity", patterns?: Pair[],
 *   send: Send<RatedAnswer | null> }} props
 */
export function formRating({ spec, say, key, patterns = [], send }) {
  const read = digitReader();
  /** @type {Rated | null} */
  let question = null;
  /** @type {RatedAnswer | null} */
  let value = null;
  let locked = false;
  /** @type {number | null} */
  let pointed = null;

  const steps = makeElement("div", { class: "nmt-q-steps", role: "radiogroup" });
  const words = makeElement("div", { class: "nmt-q-anchors" });
  /** @param {number | string | null} number */
  const set = (number) => locked || send(withNumber(value, key, number), false);
  /** @type {(name: "pattern" | "confidence" | "evidence", typing: boolean) => (chosen: string | null) => void} */
  const part = (name, typing) => (chosen) => locked || send(withPart(value, name, chosen), typing);
  const kinds = formOptions(patterns, { "aria-label": say.pattern }, part("pattern", false));
  const sure = formOptions(spec.confidence, { "aria-label": say.confidence }, part("confidence", false));
  const evidence = growingText({ "aria-label": say.evidence, placeholder: say.evidence_hint }, (text) =>
    part("evidence", true)(text.trim() ? text : null),
  );
  const reminder = makeElement("span", { class: "nmt-q-wanted", text: say.choose_pattern, hidden: true });
  /**
   * @param {string} text
   * @param {HTMLElement} control
   * @param {HTMLElement} [extra]
   */
  const labelled = (text, control, extra) =>
    makeElement(
      "div",
      { class: "nmt-toolbar nmt-q-part" },
      makeElement("span", { class: "nmt-q-part-name", text, "aria-hidden": "true" }),
      control,
      extra,
    );
  const element = makeElement(
    "div",
    { class: "nmt-q-rating" },
    steps,
    words,
    makeElement(
      "div",
      { class: "nmt-q-parts" },
      patterns.length ? labelled(say.pattern, kinds.element, reminder) : null,
      labelled(say.confidence, sure.element),
      evidence.element,
    ),
  );

  const number = () => value?.[key] ?? null;
  /** @param {number} step */
  const radio = (step) => findIn(steps, `[data-step="${step}"]`);
  /** @returns {[number, number]} */
  const scale = () => question?.scale ?? [0, 0];

  function build() {
    const [low, high] = scale();
    steps.replaceChildren(
      ...Array.from({ length: high - low + 1 }, (_, i) =>
        makeElement("button", { type: "button", role: "radio", "data-step": low + i, text: low + i }),
      ),
    );
    steps.style.setProperty("--steps", String(high - low + 1));
  }
  function explain() {
    const step = pointed ?? number();
    const anchors = question?.anchors ?? {};
    const explained = (typeof step === "number" ? [step] : scale()).flatMap((at) => anchorsAt(anchors, at));
    words.replaceChildren(
      ...explained.map(([at, text]) =>
        makeElement("p", {}, makeElement("b", { text: at }), makeElement("span", { text, dir: "auto" })),
      ),
    );
    words.hidden = !Object.keys(anchors).length;
  }
  /**
   * @param {Rated} next
   * @param {RatedAnswer | null} answer
   */
  function show(next, answer) {
    const fresh = question?.path !== next.path;
    const rebuild = String(question?.scale) !== String(next.scale);
    if (fresh) {
      evidence.flush(); // what was typed belongs to the question before
      pointed = null;
    }
    question = next;
    value = answer;
    if (rebuild) build();
    const [low, high] = scale();
    const chosen = number();
    const stop = typeof chosen === "number" ? chosen : low;
    for (const step of steps.querySelectorAll("button")) {
      const at = Number(step.dataset.step);
      step.setAttribute("aria-checked", String(at === chosen));
      step.tabIndex = at === stop ? 0 : -1;
      step.style.setProperty("--share", String((at - low) / (high - low || 1)));
      const [anchor] = anchorsAt(next.anchors, at).filter(([meets]) => meets === at);
      step.setAttribute("aria-label", anchor ? `${at}: ${anchor[1]}` : String(at));
    }
    steps.setAttribute("aria-label", fillWords(say.steps_label, { name: next.name }));
    element.dataset.scored = String(typeof chosen === "number");
    kinds.show(value?.pattern);
    sure.show(value?.confidence);
    kinds.lock(locked || chosen === 0 || chosen === spec.not_known);
    sure.lock(locked || chosen === spec.not_known);
    reminder.hidden = !(typeof chosen === "number" && chosen > 0 && !value?.pattern);
    evidence.show(typeof value?.evidence === "string" ? value.evidence : "");
    explain();
  }
  /**
   * What a key means for a rating; true when it was taken.
   * @param {KeyboardEvent} event
   */
  function keys(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !question) return false;
    if (/^[0-9]$/.test(event.key) && !event.shiftKey) {
      const typed = read(event.key, question.path, scale());
      if (typed !== null) set(typed);
    } else if (event.key === "k") set(spec.not_known);
    else if (event.key === "Backspace" || event.key === "Delete") set(null);
    else return false;
    event.preventDefault();
    return true;
  }
  steps.addEventListener("click", (event) => {
    const step = targetOf(event).closest("button");
    if (step) set(Number(step.dataset.step));
  });
  steps.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const [low, high] = scale();
      const chosen = number();
      set(typeof chosen === "number" ? Math.min(high, Math.max(low, chosen + way)) : way > 0 ? low : high);
      event.preventDefault();
    } else if (!keys(event)) return;
    const now = number();
    if (typeof now === "number") radio(now)?.focus();
    event.stopPropagation();
  });
  /** @param {Event} event */
  const point = (event) => {
    const step = targetOf(event).closest?.("button");
    pointed = step ? Number(step.dataset.step) : null;
    explain();
  };
  steps.addEventListener("pointerover", point);
  steps.addEventListener("focusin", point);
  for (const name of ["pointerleave", "focusout"]) {
    steps.addEventListener(name, () => {
      pointed = null;
      explain();
    });
  }
  return {
    element,
    show,
    keys,
    set,
    /**
     * @param {"pattern" | "confidence"} name
     * @param {string | null} chosen
     */
    setPart: (name, chosen) => part(name, false)(chosen),
    flush: evidence.flush,
    focus: () => findIn(steps, '[tabindex="0"]')?.focus(),
    /** @param {boolean} state */
    lock(state) {
      locked = state;
      evidence.lock(state);
      element.toggleAttribute("data-locked", state);
    },
  };
}
