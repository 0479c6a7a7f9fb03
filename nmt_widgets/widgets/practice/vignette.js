// The vignette: numbered paragraphs made of sentences, and what other instruments found, in a box that scrolls by
// itself.

import { makeElement } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { splitSentences } from "./sentences.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { ResultRow, VignetteText } from "./protocol.d.ts"
 */

export const CALM_MOTION = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {ResultRow[]} results
 * @param {Words} words
 */
function makeResults(results, words) {
  const element = makeElement("section", { class: "nmt-vignette-results" });
  element.append(makeElement("h3", { text: words.results }));
  for (const { title, by, rows, note } of results) {
    const box = makeElement("div", { class: "nmt-vignette-result" });
    const head = makeElement("h4", { text: title });
    if (by) head.append(makeElement("small", { text: by }));
    const list = makeElement("dl");
    for (const [name, value] of rows) {
      const pair = makeElement("div");
      pair.append(makeElement("dt", { text: name }), makeElement("dd", { text: value }));
      list.append(pair);
    }
    box.append(head, list);
    if (note) box.append(makeElement("p", { text: note }));
    element.append(box);
  }
  return element;
}

/**
 * @typedef {{ element: HTMLElement, text: string }} Sentence
 * @typedef {{ element: HTMLElement, number: number, sentences: Sentence[] }} Paragraph
 * @typedef {ReturnType<typeof makeVignette>} Vignette
 */

/**
 * Gives {element, box, paragraphs, go}: a paragraph has {number, element, sentences: [{element, text}]}.
 * @param {{ paragraphs: VignetteText["paragraphs"], results: ResultRow[] }} props
 * @param {Words} words
 */
export function makeVignette({ paragraphs, results }, words) {
  const element = makeElement("section", { class: "nmt-vignette", "aria-label": words.label });
  const box = makeElement("div", { class: "nmt-vignette-box" });
  const list = makeElement("ol", { class: "nmt-vignette-text" });
  const items = paragraphs.map(([number, text]) => {
    const item = makeElement("li", { class: "nmt-paragraph", "data-number": number });
    const body = makeElement("p");
    const sentences = splitSentences(text).map((sentence) => {
      const span = makeElement("span", { class: "nmt-sentence", text: sentence });
      body.append(span, " ");
      return { element: span, text: sentence };
    });
    const mark = makeElement("span", { class: "nmt-paragraph-number", text: String(number), "aria-hidden": "true" });
    const label = makeElement("span", { class: "nmt-unseen", text: fillWords(words.paragraph, { number }) });
    item.append(mark, label, body);
    list.append(item);
    return { number, element: item, sentences };
  });
  box.append(list);
  if (results.length) box.append(makeResults(results, words));
  element.append(box);

  /**
   * The box scrolls, not the page; where it does not scroll by itself, the page has to.
   * @param {number | null | undefined} number
   */
  function go(number) {
    const paragraph = items.find((paragraph) => paragraph.number === number);
    if (!paragraph) return null;
    const behavior = CALM_MOTION.matches ? "auto" : "smooth";
    if (box.scrollHeight > box.clientHeight + 4) {
      const top = paragraph.element.offsetTop - Math.max(12, (box.clientHeight - paragraph.element.offsetHeight) / 3);
      box.scrollTo({ top, behavior });
    } else paragraph.element.scrollIntoView({ block: "center", behavior });
    return paragraph;
  }
  // As high as the rest of the window, so that its foot is always in sight.
  let measuring = 0;
  function measure() {
    measuring = 0;
    const room = innerHeight - Math.max(0, element.getBoundingClientRect().top) - 14;
    element.style.setProperty("--room", `${Math.round(room)}px`);
  }
  const measureSoon = () => (measuring ||= requestAnimationFrame(measure));
  addEventListener("scroll", measureSoon, { passive: true, capture: true });
  addEventListener("resize", measureSoon);
  measureSoon();
  function close() {
    removeEventListener("scroll", measureSoon, { capture: true });
    removeEventListener("resize", measureSoon);
    cancelAnimationFrame(measuring);
  }
  return { element, box, paragraphs: items, go, close };
}
