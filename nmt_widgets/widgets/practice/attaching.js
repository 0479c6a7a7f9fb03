// Sentences become evidence of the function being scored: chosen by pointer and attached by a button, or by keys alone.

import { makeElement, targetOf } from "../shared/dom.js";
import { withPart } from "../shared/form/rating.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { makeQuotation, quotes, readQuotation } from "./sentences.js";

/**
 * @import { EvidenceEntry } from "../shared/answers/protocol.d.ts"
 * @import { FormSpec } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Paragraph, Vignette } from "./vignette.js"
 */

/** @typedef {{ paragraph: Paragraph, from: number, to: number }} Part sentences of a paragraph, both ends included */

/**
 * @param {Vignette} vignette
 * @param {Answers} answers
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {() => string} scoring the path of the function that is being scored
 * @param {() => void} goOn
 */
export function makeAttaching(vignette, answers, spec, words, scoring, goOn) {
  const { paragraphs } = vignette;
  const foot = makeElement("footer", { class: "nmt-attach" });
  const chosenText = makeElement("p", { class: "nmt-attach-chosen" });
  const button = makeElement("button", { class: "nmt-button is-small", type: "button" });
  const keys = makeElement("p", { class: "nmt-unseen", text: words.keys, id: `nmt-attach-${makeId()}` });
  const live = makeElement("p", { class: "nmt-unseen", role: "status" });
  foot.append(chosenText, button, keys, live);
  vignette.element.append(foot);

  /** @type {Part | null} */
  let chosen = null;
  /** @type {HTMLElement | undefined} */
  let stop = paragraphs[0]?.element; // the vignette is one tab stop

  /** @param {Element | null | undefined} element */
  const sentenceOf = (element) => element?.closest?.(".nmt-sentence");
  /** @param {Element | null | undefined} element */
  const paragraphOf = (element) => {
    const item = element?.closest?.(".nmt-paragraph");
    return paragraphs.find((paragraph) => paragraph.element === item);
  };
  /**
   * @param {Paragraph} paragraph
   * @param {Element} element
   */
  const indexOf = (paragraph, element) => paragraph.sentences.findIndex((sentence) => sentence.element === element);
  /** @param {Part} part */
  const textOf = ({ paragraph, from, to }) =>
    paragraph.sentences
      .slice(from, to + 1)
      .map(({ text }) => text)
      .join(" ");
  /** @type {(path: string) => EvidenceEntry[]} */
  const entriesOf = (path) => answers.get(path)?.evidence ?? [];
  /** @param {string} path */
  const quotationsOf = (path) => entriesOf(path).flatMap((entry) => readQuotation(entry) ?? []);
  /**
   * @param {string} path
   * @param {Part} part
   */
  const find = (path, part) => {
    const { paragraph } = part;
    const text = textOf(part);
    return entriesOf(path).findIndex((entry) => {
      const quotation = readQuotation(entry);
      return quotation?.number === paragraph.number && quotation.text === text;
    });
  };

  /**
   * Attached a second time it is taken away.
   * @param {Part} part
   */
  function toggle(part) {
    const path = scoring();
    const name = answers.name(path);
    if (answers.isLocked(path)) return say(words.locked);
    const at = find(path, part);
    const quotation = makeQuotation(words.vignette.source, part.paragraph.number, textOf(part));
    const entries = at < 0 ? [...entriesOf(path), quotation] : entriesOf(path).filter((_, index) => index !== at);
    answers.set(path, withPart(answers.get(path), "evidence", entries.length ? entries : null));
    say(fillWords(at < 0 ? words.attached : words.detached, { name, number: part.paragraph.number }));
    choose(null);
  }
  /** @param {string} text */
  function say(text) {
    live.textContent = text;
  }

  /** @param {Part | null} part */
  function choose(part) {
    chosen = part;
    for (const { sentences } of paragraphs) for (const { element } of sentences) element.classList.remove("nmt-chosen");
    if (part)
      for (const { element } of part.paragraph.sentences.slice(part.from, part.to + 1))
        element.classList.add("nmt-chosen");
    drawFoot();
  }
  function drawFoot() {
    const path = scoring();
    foot.toggleAttribute("data-chosen", Boolean(chosen));
    button.hidden = !chosen;
    chosenText.textContent = chosen
      ? fillWords(words.chosen, { number: chosen.paragraph.number, text: textOf(chosen) })
      : words.hint;
    if (chosen)
      button.textContent = fillWords(find(path, chosen) < 0 ? words.attach : words.detach, {
        name: answers.name(path),
      });
  }

  // Marks the sentences that are evidence of the current function, and of others.
  function drawMarks() {
    const path = scoring();
    const own = quotationsOf(path);
    const all = spec.sections[0].questions
      .filter((question) => question.path !== path)
      .flatMap((question) => quotationsOf(question.path).map((quotation) => ({ ...quotation, name: question.name })));
    for (const { number, sentences } of paragraphs)
      for (const { element, text } of sentences) {
        const others = all.filter((quotation) => quotes(quotation, number, text));
        element.toggleAttribute(
          "data-own",
          own.some((quotation) => quotes(quotation, number, text)),
        );
        element.toggleAttribute("data-other", others.length > 0);
        const names = [
          ...new Set([
            ...(element.hasAttribute("data-own") ? [answers.name(path)] : []),
            ...others.map(({ name }) => name),
          ]),
        ];
        element.title = names.length ? fillWords(words.is_evidence, { names: names.join(", ") }) : "";
      }
  }
  function draw() {
    drawMarks();
    drawFoot();
  }

  // Dragged over several sentences of a paragraph: all of them, whole.
  function dragged() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    const paragraph = paragraphOf(range.startContainer.parentElement);
    if (!paragraph) return null;
    const touched = paragraph.sentences.map(
      ({ element }) => range.intersectsNode(element) && String(rangeWithin(range, element)).trim() !== "",
    );
    const [from, to] = [touched.indexOf(true), touched.lastIndexOf(true)];
    return from < 0 ? null : { paragraph, from, to };
  }
  /**
   * @param {Range} range
   * @param {HTMLElement} element
   */
  function rangeWithin(range, element) {
    const inner = document.createRange();
    inner.selectNodeContents(element);
    if (range.compareBoundaryPoints(Range.START_TO_START, inner) > 0)
      inner.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, inner) < 0) inner.setEnd(range.endContainer, range.endOffset);
    return inner;
  }
  /** @param {MouseEvent} event */
  function onClick(event) {
    const several = dragged();
    if (several) {
      document.getSelection()?.removeAllRanges();
      return choose(several);
    }
    const sentence = sentenceOf(targetOf(event));
    if (!sentence) return choose(null);
    const paragraph = paragraphOf(sentence);
    if (!paragraph) return;
    const at = indexOf(paragraph, sentence);
    const again = chosen?.paragraph === paragraph && chosen.from === at && chosen.to === at;
    choose(again ? null : { paragraph, from: at, to: at });
  }

  // ---- keys ----

  /** @param {HTMLElement | undefined} element */
  function focus(element) {
    const item = element?.closest(".nmt-paragraph");
    if (!element || !stop) return;
    stop.tabIndex = -1;
    if (item instanceof HTMLElement) stop = item;
    stop.tabIndex = 0;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
    say(element.title);
  }
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || foot.contains(targetOf(event))) return;
    const paragraph = paragraphOf(targetOf(event));
    if (!paragraph) return;
    const at = indexOf(paragraph, targetOf(event)); // -1: the paragraph itself
    /** @param {number} by */
    const step = (by) => paragraphs[paragraphs.indexOf(paragraph) + by]?.element;
    const part = at < 0 ? { paragraph, from: 0, to: paragraph.sentences.length - 1 } : { paragraph, from: at, to: at };
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowDown: () => focus(step(1)),
      ArrowUp: () => focus(step(-1)),
      ArrowRight: () => focus(paragraph.sentences[at + 1]?.element),
      ArrowLeft: () => focus(at > 0 ? paragraph.sentences[at - 1].element : paragraph.element),
      Home: () => focus(paragraphs[0].element),
      End: () => focus(paragraphs.at(-1)?.element),
      Enter: () => toggle(part),
      " ": () => toggle(part),
    };
    const act = acts[event.key];
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }

  for (const { element, sentences } of paragraphs) {
    element.tabIndex = element === stop ? 0 : -1;
    element.setAttribute("aria-describedby", keys.id);
    for (const sentence of sentences) sentence.element.tabIndex = -1;
  }
  vignette.box.addEventListener("click", onClick);
  vignette.element.addEventListener("keydown", onKey);
  button.addEventListener("click", () => {
    if (chosen) toggle(chosen);
    goOn(); // attached, now to be scored
  });
  const off = answers.on(draw);
  draw();
  return { draw, focus: () => focus(stop), close: off };
}
