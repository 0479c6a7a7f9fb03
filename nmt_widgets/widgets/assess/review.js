// The review: signs of danger first, what is open, what is not known, what looks implausible; then completion, which
// nothing here prevents but an answer that is needed. All of it is named, and each name leads to its question.

import { findIn, focusedElement, makeButton, makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { formHeading, growingText } from "../shared/form/parts.js";
import { isServed } from "../shared/served.js";
import { countForms, fillWords, sayTime } from "../shared/words.js";
import { drawSafety, findSafety } from "./review_safety.js";

/**
 * @import { Implausible } from "../shared/answers/protocol.d.ts"
 * @import { FormSpec, FormQuestion, FormSection } from "../shared/form/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Child } from "../shared/dom.js"
 */

/**
 * @param {Answers} answers
 * @param {FormSpec} spec
 * @param {Words} words
 * @param {(section: string, path: string) => void} onGo
 * @param {() => Promise<Implausible[] | null>} askReview
 */
export function makeReview(answers, spec, words, onGo, askReview) {
  const say = words.form.review;
  const id = makeElementId();
  /** @type {Map<string, FormSection>} */
  const sectionOf = new Map();
  for (const section of spec.sections) for (const { path } of section.questions) sectionOf.set(path, section);
  const statusPath = `${[...sectionOf.keys()].map((path) => /^assessments\/[^/]+\//.exec(path)?.[0]).find(Boolean)}status`;
  /** @type {Set<string>} */
  const unfolded = new Set(); // lists the person opened or closed against what they begin as
  /** @type {Implausible[] | null | undefined} */
  let implausible; // undefined: being checked; null: no answer came
  let looked = false;
  let acts = false; // somebody confirms that the signs of danger are acted on
  let busy = false;
  let failed = "";
  let completer = "";

  /**
   * @param {string} path
   * @param {string} name
   */
  const link = (path, name) =>
    makeElement("button", {
      type: "button",
      class: "nmt-button is-quiet nmt-review-link",
      "data-key": path,
      text: name,
      dir: "auto",
      on: { click: () => onGo(sectionOf.get(path)?.id ?? "", path) },
    });
  /**
   * @param {string} state
   * @returns {[FormSection, FormQuestion[]][]}
   */
  const questionsIn = (state) =>
    spec.sections.flatMap((section) => {
      const questions = section.questions.filter((question) => answers.state(question) === state);
      return questions.length ? [/** @type {[FormSection, FormQuestion[]]} */ ([section, questions])] : [];
    });
  /** @param {[FormSection, FormQuestion[]][]} lists */
  const count = (lists) => lists.reduce((sum, [, questions]) => sum + questions.length, 0);

  /**
   * One line a group: its name, then its questions.
   * @param {FormSection} section
   * @param {FormQuestion[]} questions
   */
  function grouped(section, questions) {
    /** @type {Map<string, FormQuestion[]>} */
    const groups = new Map();
    for (const question of questions) groups.set(question.group, [...(groups.get(question.group) ?? []), question]);
    return [...groups].map(([group, questions]) => {
      const name = section.groups?.find(({ id }) => id === group)?.name;
      return makeElement(
        "p",
        { class: "nmt-review-group" },
        name && makeElement("b", { text: name, dir: "auto" }),
        ...questions.map(({ path, name: words }) => link(path, words)),
      );
    });
  }
  /**
   * @param {string} kind
   * @param {[FormSection, FormQuestion[]][]} lists
   * @param {number} few
   */
  function bySection(kind, lists, few) {
    return lists.map(([section, questions]) => {
      const key = `${kind}/${section.id}`;
      const open = unfolded.has(key) !== questions.length <= few;
      const details = makeElement(
        "details",
        { class: "nmt-review-section", open },
        makeElement(
          "summary",
          { "data-key": key },
          makeElement("span", { text: section.name, dir: "auto" }),
          makeElement("b", { text: questions.length }),
        ),
        ...grouped(section, questions),
      );
      details
        .querySelector("summary")
        ?.addEventListener("click", () => (unfolded.has(key) ? unfolded.delete(key) : unfolded.add(key)));
      return details;
    });
  }
  /**
   * @param {string} name
   * @param {string} status
   * @param {...Child} content
   */
  function part(name, status, ...content) {
    return makeElement(
      "section",
      { class: "nmt-card nmt-review-part" },
      makeElement(
        "div",
        { class: "nmt-review-head" },
        makeElement("h3", { text: name }),
        makeElement("span", { text: status }),
      ),
      ...content,
    );
  }
  function drawLists() {
    const open = questionsIn("open");
    const unknown = questionsIn("not known");
    const points = implausible ?? [];
    const holder = [first, lists].find((part) => part.contains(document.activeElement));
    const focused = holder && focusedElement()?.dataset.key;
    const status =
      implausible === undefined
        ? say.implausible_checking
        : implausible === null
          ? say.implausible_late
          : points.length
            ? countForms(say.implausible_count, points.length)
            : say.implausible_none;
    safety = findSafety(answers, spec, say.safety);
    first.replaceChildren(...(safety.asks ? [drawSafety(safety, say.safety, link)] : []));
    lists.replaceChildren(
      part(
        say.open,
        count(open) ? countForms(say.open_count, count(open)) : say.open_none,
        ...bySection("open", open, 10),
      ),
      part(say.implausible, status, ...points.map(drawPoint)),
      part(
        say.unknown,
        count(unknown) ? countForms(say.unknown_count, count(unknown)) : say.unknown_none,
        count(unknown) ? makeElement("p", { class: "nmt-review-quiet", text: say.unknown_lead }) : null,
        ...bySection("unknown", unknown, 0),
      ),
    );
    if (focused) findIn(holder, `[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    return count(open);
  }
  /** @param {{ title: string, reason: string, advice: string, paths?: string[] }} props */
  function drawPoint({ title, reason, advice, paths = [] }) {
    return makeElement(
      "article",
      { class: "nmt-review-point" },
      makeElement("h4", { text: title, dir: "auto" }),
      reason && makeElement("p", { text: reason, dir: "auto" }),
      advice && makeElement("p", { class: "nmt-review-quiet", text: advice, dir: "auto" }),
      makeElement(
        "p",
        { class: "nmt-review-group" },
        ...paths.filter((path) => sectionOf.has(path)).map((path) => link(path, answers.name(path))),
      ),
    );
  }

  // ---- completing ----

  async function complete() {
    busy = true;
    draw();
    const { ok, why, message } = await answers.complete();
    busy = false;
    if (ok) completer = answers.person;
    failed = ok ? "" : fillWords(say.not_completed, { message: message || say.not_completed_why[why ?? ""] });
    draw();
    if (ok) end.querySelector("h3")?.focus();
  }
  /** @param {number} open */
  function drawCompletion(open) {
    const needed = [...sectionOf.keys()]
      .flatMap((path) => answers.question(path) ?? [])
      .filter((question) => question.required && answers.state(question) === "open");
    /**
     * @param {string} key
     * @param {boolean} checked
     * @param {(is: boolean) => void} set
     */
    const box = (key, checked, set) => {
      const input = makeElement("input", {
        type: "checkbox",
        "data-key": key,
        on: {
          change: (event) => {
            set(targetOf(event).checked);
            draw();
          },
        },
      });
      input.checked = checked;
      return input;
    };
    const isPresent = safety.yes.length > 0;
    const unsaid = safety.unknown.length + safety.open.length;
    const waits = needed.length
      ? say.wait_needed
      : isPresent && !acts
        ? say.safety.wait
        : open && !looked
          ? say.wait_looked
          : "";
    const button = makeButton(
      "nmt-button nmt-review-complete",
      busy ? say.completing : say.button,
      () => waits || busy || complete(),
      { "aria-disabled": String(Boolean(waits || busy)), "aria-describedby": `${id}-waits` },
    );
    return [
      makeElement("h3", { text: say.complete, tabindex: -1 }),
      needed.length
        ? makeElement(
            "p",
            { class: "nmt-review-needed" },
            makeElement("b", { text: say.needed }),
            ...needed.map(({ path, name }) => link(path, name)),
          )
        : null,
      isPresent ? makeElement("p", { class: "nmt-review-urgent", text: say.safety.there }) : null,
      unsaid ? makeElement("p", { text: countForms(say.safety.unsaid, unsaid) }) : null,
      open ? makeElement("p", { text: countForms(say.stays_open, open) }) : null,
      makeElement("p", { text: say.lock }),
      isPresent
        ? makeElement(
            "label",
            { class: "nmt-review-looked" },
            box("acts", acts, (on) => (acts = on)),
            makeElement("span", { text: say.safety.acts }),
          )
        : null,
      open
        ? makeElement(
            "label",
            { class: "nmt-review-looked" },
            box("looked", looked, (on) => (looked = on)),
            makeElement("span", { text: say.looked }),
          )
        : null,
      makeElement(
        "div",
        { class: "nmt-review-act" },
        button,
        makeElement("span", { class: "nmt-review-quiet", id: `${id}-waits`, text: waits }),
      ),
      failed && makeElement("p", { class: "nmt-q-problem", role: "alert", text: failed }),
    ];
  }
  function drawCompleted() {
    const when = completer ? say.completed_when : say.completed_at;
    return [
      makeElement("h3", { text: say[answers.status], tabindex: -1 }),
      makeElement("p", {
        class: "nmt-review-when",
        text: answers.completedAt
          ? fillWords(when, { at: sayTime(answers.completedAt), by: completer })
          : say.completed_plain,
      }),
      ...(isServed ? [drawNext()] : []),
      makeElement("p", { text: fillWords(say.amend, { change: words.saving.closed.change }) }),
    ];
  }
  // A completed assessment is not the end of the way: its map, its report and the consultation come next.
  function drawNext() {
    const query = new URLSearchParams({ case: answers.case });
    /**
     * @param {string} screen
     * @param {string} text
     * @param {string} [looks]
     */
    const link = (screen, text, looks = "") =>
      makeElement("a", { class: `nmt-button ${looks}`, href: `${screen}.ipynb?${query}`, text });
    return makeElement(
      "nav",
      { class: "nmt-toolbar", "aria-label": say.next.label },
      link("consult", say.next.consult),
      link("home", say.next.map, "is-plain"),
    );
  }
  /**
   * Marks the assessment as entered in error. Pending answers are saved first, so that the reason belongs to the status
   * alone.
   * @param {string} reason
   */
  async function mark(reason) {
    busy = true;
    const closed = answers.isClosed;
    const ready = (await answers.saveNow()) && (!closed || answers.reason || answers.amend(reason));
    const done = ready && answers.set(statusPath, "entered-in-error") && (await answers.saveNow(reason));
    if (closed && done) await answers.endAmendment();
    busy = false;
    failed = done ? "" : fillWords(say.not_completed, { message: answers.message || say.not_completed_why.refused });
    draw();
  }
  const reason = growingText({ id: `${id}-reason`, rows: 2 }, () => (demand.textContent = ""));
  const demand = makeElement("p", { class: "nmt-q-problem", role: "alert" });
  const wrong = makeElement(
    "details",
    { class: "nmt-more is-quiet nmt-review-wrong" },
    makeElement("summary", { text: say.wrong }),
    makeElement("p", { class: "nmt-review-quiet", text: say.wrong_lead }),
    makeElement("label", { for: `${id}-reason`, text: say.wrong_reason }),
    reason.element,
    demand,
    makeButton("nmt-button is-plain is-danger nmt-review-mark", say.wrong_button, () => {
      const text = reason.element.value.trim();
      demand.textContent = text ? "" : say.wrong_needed;
      if (!text) reason.element.focus();
      else if (!busy) mark(text);
    }),
  );

  let safety = findSafety(answers, spec, say.safety);
  const first = makeElement("div", { class: "nmt-review-first" });
  const lists = makeElement("div", { class: "nmt-review-lists" });
  const end = makeElement("section", { class: "nmt-card is-quiet nmt-review-end" });
  const element = makeElement(
    "section",
    { class: "nmt-review", "aria-label": say.title },
    formHeading({ name: say.title, lead: say.lead }),
    first,
    lists,
    end,
    wrong,
  );
  function draw() {
    const inEnd = end.contains(document.activeElement) && focusedElement()?.tagName;
    const ticked = focusedElement()?.dataset?.key;
    const open = drawLists();
    const isError = answers.status === "entered-in-error";
    const nodes = isError
      ? [makeElement("h3", { text: say.wrong_done, tabindex: -1 }), makeElement("p", { text: say.wrong_done_lead })]
      : answers.isClosed
        ? drawCompleted()
        : answers.mayWrite
          ? drawCompletion(open)
          : [];
    end.replaceChildren(...nodes.flatMap((node) => node || []));
    end.dataset.status = answers.status;
    end.hidden = !nodes.length;
    wrong.hidden = isError || !answers.mayWrite;
    if (inEnd)
      findIn(
        end,
        inEnd === "INPUT" ? `input[data-key="${ticked}"]` : inEnd === "BUTTON" ? ".nmt-review-complete" : "h3",
      )?.focus();
  }

  // ---- asking the kernel, again after changes ----

  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  let requests = 0;
  let closed = false;
  async function ask() {
    const request = ++requests;
    const reply = await askReview();
    if (closed || request !== requests) return;
    implausible = reply;
    draw();
  }
  const soon = () => {
    draw();
    clearTimeout(timer ?? undefined);
    timer = setTimeout(ask, 800);
  };
  draw();
  ask();
  const off = answers.on(soon);
  let status = answers.status;
  const offState = answers.onState(() => {
    if (answers.status === status) return;
    status = answers.status;
    draw();
  });
  return {
    element,
    focus: () => element.querySelector("h2")?.focus(),
    close() {
      closed = true;
      clearTimeout(timer ?? undefined);
      off();
      offState();
    },
  };
}
