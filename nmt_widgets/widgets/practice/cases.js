// The practice cases: what each is, the attempts at it, and the way into one.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { countWords, fillWords, sayTime, useLocale } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { RenderProps } from "@anywidget/types"
 * @import { AttemptRow, PracticeCard } from "./protocol.d.ts"
 */

/** @param {RenderProps<{ cases: PracticeCard[], figures: Record<string, string>, words: Words, problem: string }>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-practice-cases");
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const list = makeElement("ul", { class: "nmt-list is-ruled nmt-practice-list", "aria-label": words.label });
  el.append(problem, list);
  const nearness = new Map(); // by attempt: where its figures are written

  /**
   * @param {string} title
   * @param {AttemptRow} one
   */
  function openButton(title, one) {
    const text = one.done ? words.look : words.resume;
    const button = makeElement("button", {
      class: one.done ? "nmt-button is-plain" : "nmt-button",
      text,
      type: "button",
      "aria-label": `${text}: ${title}, ${one.label}`,
    });
    button.dataset.attempt = one.attempt;
    button.addEventListener("click", () => model.send({ type: "open", attempt: one.attempt }));
    return button;
  }
  /**
   * @param {string} title
   * @param {AttemptRow} one
   * @param {string} label
   */
  function line(title, one, label) {
    const item = makeElement("li", { class: "nmt-practice-attempt-line" });
    const state = makeElement("span", {
      class: "nmt-quiet",
      text: fillWords(words.when, { status: one.done ? words.done : words.going, at: sayTime(one.changed) }),
    });
    const near = makeElement("span", { class: "nmt-practice-near" });
    nearness.set(one.attempt, near);
    item.append(makeElement("b", { text: label }), state, near);
    if (one.open) item.append(openButton(title, one));
    return item;
  }
  /** @param {PracticeCard} found */
  function beginButton(found) {
    const name = makeId(); // pressed twice it is one attempt
    const text = found.attempts.length ? words.begin_again : words.begin;
    const button = makeElement("button", {
      class: found.attempts.length ? "nmt-button is-plain" : "nmt-button",
      text,
      type: "button",
      "aria-label": `${text}: ${found.title}`,
    });
    button.dataset.begin = found.id;
    button.addEventListener("click", () => model.send({ type: "begin", case: found.id, edit: name }));
    return button;
  }
  /** @param {PracticeCard} found */
  function card(found) {
    const item = makeElement("li", { class: "nmt-practice-case", "data-case": found.id });
    const head = makeElement("div", { class: "nmt-practice-about" });
    head.append(
      makeElement("p", { class: "nmt-quiet", text: found.facts.filter(Boolean).join(" · ") }),
      makeElement("h2", { text: found.title }),
      makeElement("p", { text: found.summary }),
    );
    if (found.note) head.append(makeElement("p", { class: "nmt-quiet", text: found.note }));
    const side = makeElement("div", { class: "nmt-practice-attempts" });
    if (found.attempts.length) {
      const own = makeElement("ul");
      own.append(...found.attempts.map((one) => line(found.title, one, one.label)));
      side.append(own);
    }
    if (found.begin) side.append(beginButton(found));
    if (found.others.length) {
      const others = makeElement("details", { class: "nmt-more" });
      const inner = makeElement("ul");
      inner.append(...found.others.map((one) => line(found.title, one, fillWords(words.others_label, one))));
      others.append(makeElement("summary", { text: countWords(words, "others", found.others.length) }), inner);
      side.append(others);
    }
    item.append(head, side);
    return item;
  }

  function drawFigures() {
    for (const [attempt, said] of Object.entries(model.get("figures"))) {
      const place = nearness.get(attempt);
      if (place) place.textContent = said;
    }
  }
  function drawProblem() {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  }
  list.append(...model.get("cases").map(card));
  model.on("change:figures", drawFigures);
  model.on("change:problem", drawProblem);
  drawFigures();
  drawProblem();
  return () => {
    model.off("change:figures", drawFigures);
    model.off("change:problem", drawProblem);
  };
}

export default { render };
