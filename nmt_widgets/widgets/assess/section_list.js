// The sections in free order with what is done in each, the way to the next open question, and the review at the end.

import { findIn, focusedElement, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { countForms, fillWords } from "../shared/words.js";

/**
 * @import { FormSection, FormSpec } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 */

/**
 * @param {Answers} answers
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {(section: string, path?: string) => void} onGo
 * @param {boolean} [hasHistory] whether the history of the record stands below the review
 */
export function makeSectionList(answers, spec, words, onGo, hasHistory = false) {
  const say = words.form.sections;
  const id = makeElementId();
  /** @type {Map<string, [number, number]>} */
  const places = new Map(); // path -> [index of its section, index in it]
  for (const [s, { questions }] of spec.sections.entries()) {
    for (const [q, { path }] of questions.entries()) places.set(path, [s, q]);
  }
  let current = spec.sections[0]?.id;
  let at = ""; // the question the person was at last

  const entries = spec.sections.map(({ id: section, name }) => entry(section, name));
  const review = entry("review", say.review);
  const last = hasHistory ? [review, entry("revisions", words.revisions?.name ?? "")] : [review];
  const counts = spec.sections.map(({ questions }) => answers.counts(questions));
  /**
   * @param {string} section
   * @param {string} name
   */
  function entry(section, name) {
    const bar = makeElement(
      "span",
      { class: "nmt-sections-bar", "aria-hidden": "true" },
      makeElement("i"),
      makeElement("i"),
    );
    const progress = makeElement("span", { class: "nmt-sections-progress" });
    const button = makeElement(
      "button",
      { type: "button", "data-section": section, on: { click: () => choose(section) } },
      makeElement("span", { class: "nmt-sections-name", text: name, dir: "auto" }),
      progress,
      spec.sections.some(({ id }) => id === section) ? bar : null,
    );
    return { section, name, button, progress, bar };
  }

  const next = makeButton("nmt-sections-next", say.next, goNext, {
    title: say.next_title,
    "aria-keyshortcuts": "Alt+N",
  });
  const list = makeElement(
    "ol",
    { id: `${id}-list` },
    ...[...entries, ...last].map(({ button, section }) =>
      makeElement("li", { class: section === "review" ? "nmt-sections-last" : "" }, button),
    ),
  );
  // Seen only where there is no room for the list: opens it.
  const title = makeElement("span", { class: "nmt-sections-name", dir: "auto" });
  const titleProgress = makeElement("span", { class: "nmt-sections-progress" });
  const opener = makeElement(
    "button",
    {
      type: "button",
      class: "nmt-sections-open",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      on: { click: () => unfold(element.dataset.open !== "true") },
    },
    title,
    titleProgress,
  );
  const element = makeElement(
    "nav",
    { class: "nmt-sections", "aria-label": say.label, "data-open": "false" },
    makeElement("div", { class: "nmt-sections-top" }, opener, next),
    list,
  );

  /** @param {boolean} open */
  function unfold(open) {
    element.dataset.open = String(open);
    opener.setAttribute("aria-expanded", String(open));
    if (open) findIn(list, '[aria-current="true"]')?.focus();
  }
  /** @param {string} section */
  function choose(section) {
    unfold(false);
    setCurrent(section);
    onGo(section);
  }
  /** @param {{ answered: number, notKnown: number, total: number }} props */
  function sayProgress({ answered, notKnown, total }) {
    return fillWords(notKnown ? say.progress_unknown : say.progress, { n: answered, of: total, unknown: notKnown });
  }
  /** @param {number} s */
  function draw(s) {
    const { answered, notKnown, open, total } = counts[s];
    const { button, progress, bar } = entries[s];
    progress.textContent = sayProgress(counts[s]);
    button.toggleAttribute("data-done", total > 0 && open === 0);
    button.title = total > 0 && open === 0 ? say.done : "";
    bar.querySelectorAll("i")[0].style.width = `${(100 * answered) / (total || 1)}%`;
    bar.querySelectorAll("i")[1].style.width = `${(100 * notKnown) / (total || 1)}%`;
  }
  function drawRest() {
    const open = counts.reduce((sum, count) => sum + count.open, 0);
    review.progress.textContent = open ? countForms(say.open, open) : say.none;
    next.disabled = open === 0;
    next.textContent = open ? say.next : say.none;
    const s = spec.sections.findIndex((section) => section.id === current);
    const below = last.find(({ section }) => section === current) ?? review;
    title.textContent = s < 0 ? below.name : spec.sections[s].name;
    titleProgress.textContent = s < 0 ? below.progress.textContent : sayProgress(counts[s]);
  }
  /** @param {string} section */
  function setCurrent(section) {
    if (section !== current) at = "";
    current = section;
    for (const { section: id, button } of [...entries, ...last]) {
      if (id === section) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    drawRest();
  }

  // After the question the person is at, in order, from the end on to the beginning.
  function goNext() {
    const focused = focusedElement()?.closest?.("[data-path]")?.dataset.path;
    const [s, q] = places.get(focused ?? at) ?? [
      Math.max(
        0,
        spec.sections.findIndex((section) => section.id === current),
      ),
      -1,
    ];
    const all = spec.sections.flatMap((section, i) =>
      section.questions.map((question, j) => ({ section, question, after: i > s || (i === s && j > q) })),
    );
    const open = all.filter(({ question }) => answers.state(question) === "open");
    const to = open.find(({ after }) => after) ?? open[0];
    if (!to) return;
    unfold(false);
    setCurrent(to.section.id);
    at = to.question.path;
    onGo(to.section.id, to.question.path);
  }
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.altKey && event.code === "KeyN" && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      goNext();
    } else if (event.key === "Escape" && element.dataset.open === "true") {
      unfold(false);
      opener.focus();
    }
  }
  /** @param {FocusEvent} event */
  function onFocus(event) {
    const path = targetOf(event).closest?.("[data-path]")?.dataset.path;
    if (path !== undefined && places.has(path)) at = path;
  }
  /** @param {PointerEvent} event */
  function onPress(event) {
    if (!element.contains(targetOf(event))) unfold(false);
  }

  for (const s of entries.keys()) draw(s);
  setCurrent(current);
  const off = answers.on((_, __, paths) => {
    const touched = new Set([...paths].map((path) => places.get(path)?.[0]).filter((s) => s !== undefined));
    for (const s of touched) {
      counts[s] = answers.counts(spec.sections[s].questions);
      draw(s);
    }
    if (touched.size) drawRest();
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("pointerdown", onPress);
  return {
    element,
    setCurrent,
    focus: () => findIn(list, '[aria-current="true"]')?.focus(),
    close() {
      off();
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("pointerdown", onPress);
    },
  };
}
