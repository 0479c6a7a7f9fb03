// The practice cases: what each is, the attempts at it, and the way into one.

import { makeButton, makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { countWords, fillWords, sayTime, useLocale } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Props } from "../shared/model.d.ts"
 * @import { AttemptRow, ListMessage, NewsRow, PracticeCard, ProposedCase } from "./protocol.d.ts"
 */

/**
 * @param {NewsRow[]} news
 * @param {Words} words
 * @param {(message: ListMessage) => void} send
 */
function makeNews(news, words, send) {
  const rows = news.map(({ attempt, function: id, text }) =>
    makeElement(
      "li",
      {},
      makeElement("span", { text }),
      makeButton("nmt-button is-small", words.look, () => send({ type: "open", attempt, function: id }), {
        "aria-label": `${words.look}: ${text}`,
      }),
    ),
  );
  return makeElement(
    "section",
    { class: "nmt-alert is-notice nmt-practice-news", hidden: !news.length },
    makeElement("h2", { text: words.news }),
    makeElement("ul", {}, ...rows),
  );
}

/** @param {Props<{ cases: PracticeCard[], news: NewsRow[], proposal: ProposedCase | null, figures: Record<string, string>, words: Words, first: string, problem: string }, ListMessage>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-practice-cases");
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const list = makeElement("ul", { class: "nmt-list is-ruled nmt-practice-list", "aria-label": words.label });
  const next = makeElement("section", { class: "nmt-card is-quiet nmt-practice-next" });
  el.append(
    problem,
    makeNews(model.get("news"), words, (message) => model.send(message)),
    next,
    list,
  );
  /** @type {Map<string, HTMLElement>} */
  const nearness = new Map(); // by attempt: where its figures are written

  /**
   * @param {string} title
   * @param {AttemptRow} attempt
   */
  function openButton(title, attempt) {
    const text = attempt.done ? words.look : words.resume;
    const button = makeElement("button", {
      class: attempt.done ? "nmt-button is-plain" : "nmt-button",
      text,
      type: "button",
      "aria-label": `${text}: ${title}, ${attempt.label}`,
    });
    button.dataset.attempt = attempt.attempt;
    button.addEventListener("click", () => model.send({ type: "open", attempt: attempt.attempt }));
    return button;
  }
  /**
   * @param {string} title
   * @param {AttemptRow} attempt
   * @param {string} label
   */
  function line(title, attempt, label) {
    const item = makeElement("li", { class: "nmt-practice-attempt-line" });
    const state = makeElement("span", {
      class: "nmt-quiet",
      text: fillWords(words.when, { status: attempt.done ? words.done : words.going, at: sayTime(attempt.changed) }),
    });
    const near = makeElement("span", { class: "nmt-practice-near" });
    nearness.set(attempt.attempt, near);
    item.append(makeElement("b", { text: label }), state, near);
    if (attempt.open) item.append(openButton(title, attempt));
    return item;
  }
  /** @param {PracticeCard} card */
  function beginButton(card) {
    const name = makeId(); // pressed twice it is one attempt
    const text = card.attempts.length ? words.begin_again : words.begin;
    const button = makeElement("button", {
      class: card.attempts.length ? "nmt-button is-plain" : "nmt-button",
      text,
      type: "button",
      "aria-label": `${text}: ${card.title}`,
    });
    button.dataset.begin = card.id;
    button.addEventListener("click", () => model.send({ type: "begin", case: card.id, edit: name }));
    return button;
  }
  /** @param {PracticeCard} card */
  function drawCard(card) {
    const item = makeElement("li", { class: "nmt-practice-case", "data-case": card.id });
    const head = makeElement("div", { class: "nmt-practice-about" });
    head.append(
      makeElement("p", { class: "nmt-quiet", text: card.facts.filter(Boolean).join(" · ") }),
      makeElement("h2", { text: card.title }),
      makeElement("p", { text: card.summary }),
    );
    if (card.note) head.append(makeElement("p", { class: "nmt-quiet", text: card.note }));
    const side = makeElement("div", { class: "nmt-practice-attempts" });
    if (card.attempts.length) {
      const own = makeElement("ul");
      own.append(...card.attempts.map((attempt) => line(card.title, attempt, attempt.label)));
      side.append(own);
    }
    if (card.begin) side.append(beginButton(card));
    if (card.others.length) {
      const others = makeElement("details", { class: "nmt-more" });
      const inner = makeElement("ul");
      inner.append(...card.others.map((attempt) => line(card.title, attempt, fillWords(words.others_label, attempt))));
      others.append(makeElement("summary", { text: countWords(words, "others", card.others.length) }), inner);
      side.append(others);
    }
    item.append(head, side);
    return item;
  }

  function drawFigures() {
    for (const [attempt, text] of Object.entries(model.get("figures"))) {
      const place = nearness.get(attempt);
      if (place) place.textContent = text;
    }
  }
  function drawNext() {
    const proposal = model.get("proposal");
    next.hidden = !proposal;
    if (!proposal) return next.replaceChildren();
    next.replaceChildren(
      makeElement("h2", { text: words.next }),
      makeElement("p", { text: proposal.text }),
      makeButton("nmt-button", words.go, () => goTo(proposal.case)),
    );
  }
  function drawProblem() {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  }
  /** @param {string} id */
  function goTo(id) {
    const item = list.querySelector(`[data-case="${CSS.escape(id)}"]`);
    const button = item?.querySelector("button");
    if (button) requestAnimationFrame(() => button.focus());
  }
  list.append(...model.get("cases").map(drawCard));
  model.on("change:figures", drawFigures);
  model.on("change:proposal", drawNext);
  model.on("change:problem", drawProblem);
  drawFigures();
  drawProblem();
  drawNext();
  goTo(model.get("first"));
  return () => {
    model.off("change:figures", drawFigures);
    model.off("change:proposal", drawNext);
    model.off("change:problem", drawProblem);
  };
}

export default { render };
