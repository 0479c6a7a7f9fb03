// A case that is being made: its parts in tabs, under the bar that says whether it is saved.

import { makeSaveBar } from "../shared/answers/save_bar.js";
import { makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { sameAnswer } from "../shared/values.js";
import { fillWords, useLocale } from "../shared/words.js";
import { accessOf } from "./access.js";
import { makeAssessments } from "./assessments.js";
import { CaseAnswers } from "./case_answers.js";
import { makeAuthorField } from "./fields.js";
import { makeFinish } from "./finish.js";
import { makeReference } from "./reference.js";
import { makeRows } from "./rows.js";
import { makeScenes } from "./scenes.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Field } from "./fields.js"
 * @import { AuthorField, AuthorReply } from "./protocol.d.ts"
 * @import { CaseModel } from "./case_answers.js"
 */

/** @typedef {{ element: HTMLElement, show(): void, focus(path?: string): void, openAt?(row: number): void }} Part */

/**
 * @param {Answers} answers
 * @param {CaseModel} model
 * @param {Words} words
 * @returns {Part}
 */
function makeAbout(answers, model, words) {
  const lead = makeElement("p", {
    class: "nmt-quiet",
    text: fillWords(words.about.lead, { kind: words.kinds[model.get("facts").kind] }),
  });
  /** @param {AuthorField} spec */
  const makeField = (spec) => {
    /** @type {Field} */
    const field = makeAuthorField(spec, words.rows, (typing) => {
      const { value, why } = field.read();
      field.showProblem(why && `${fillWords(words.rows.kept, { why })}.`);
      if (!why) answers.set(spec.id, value, { typing });
    });
    return field;
  };
  const fields = model.get("form").about.map(makeField);
  return {
    element: makeElement("div", { class: "nmt-about" }, lead, ...fields.map((field) => field.element)),
    show() {
      for (const field of fields) {
        const { id } = field.field;
        const value = answers.get(id);
        const isTyped = field.element.contains(document.activeElement);
        if (!isTyped || !sameAnswer(field.read().value, value)) field.show(value);
        field.lock(answers.isLocked(id));
      }
    },
    focus: (path) => (fields.find(({ field }) => field.id === path) ?? fields[0]).focus(),
  };
}

/**
 * @param {CaseModel} model
 * @param {CaseAnswers} answers
 * @param {HTMLElement} el
 */
function makeCaseAuthor(model, answers, el) {
  const words = model.get("words").author;
  const { lists, reference } = model.get("form");
  el.classList.add("nmt-case-author");
  /**
   * @param {string} tab
   * @param {number | null} row
   */
  const open = (tab, row) => {
    choose(tab);
    if (row === null) parts[tab].focus();
    else parts[tab].openAt?.(row);
  };
  /** @param {string} path */
  function goTo(path) {
    if (!path.startsWith("expert/"))
      return open(Object.keys(lists).find((tab) => lists[tab].path === path) ?? "about", null);
    choose("reference");
    parts.reference.focus(path);
  }

  /** @type {Record<string, Part>} */
  const parts = { about: makeAbout(answers, model, words) };
  for (const [tab, spec] of Object.entries(lists)) {
    const access = accessOf(answers, spec);
    parts[tab] = tab === "scenes" ? makeScenes(spec, access, model, words) : makeRows(spec, access, words.rows);
  }
  if (reference) parts.reference = makeReference(answers, model, reference, words);
  const assessments = makeAssessments(answers, model, words);
  const finish = makeFinish(answers, model, words, open);
  Object.assign(parts, { assessments, finish });
  const names = Object.keys(words.tabs).filter((tab) => parts[tab]);

  const tabs = makeElement("div", { class: "nmt-tabs", role: "tablist", "aria-label": words.tabs.label });
  const panels = names.map((tab) => {
    const id = makeElementId();
    const count = makeElement("span", { class: "nmt-tab-count" });
    const button = makeElement(
      "button",
      { type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id, "data-tab": tab, text: words.tabs[tab] },
      count,
    );
    button.addEventListener("click", () => choose(tab));
    const lead = lists[tab]
      ? makeElement("p", { class: "nmt-quiet", text: lists[tab].lead })
      : tab === "assessments"
        ? makeElement("p", { class: "nmt-quiet", text: words.assessments.lead })
        : null;
    const keys = lists[tab] && makeElement("p", { class: "nmt-quiet nmt-keys", text: words.rows.keys });
    const panel = makeElement(
      "section",
      { role: "tabpanel", id, "aria-labelledby": button.id, class: "nmt-tab-panel", "data-panel": tab },
      makeElement("h2", { text: words.tabs[tab] }),
      lead,
      parts[tab].element,
      keys,
    );
    tabs.append(button);
    return { tab, button, panel, count };
  });
  tabs.addEventListener("keydown", (event) => {
    const at = names.indexOf(targetOf(event).dataset?.tab ?? "");
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = panels[(to + names.length) % names.length];
    choose(next.tab);
    next.button.focus();
  });

  let chosen = "";
  /** @param {string} tab */
  function choose(tab) {
    chosen = parts[tab] ? tab : "about";
    for (const { tab: name, button, panel } of panels) {
      const isChosen = name === chosen;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      panel.hidden = !isChosen;
    }
    parts[chosen].show();
  }
  function showCounts() {
    for (const { tab, count } of panels) {
      const n = lists[tab] ? accessOf(answers, lists[tab]).get().length : 0;
      count.textContent = n ? ` ${n}` : "";
    }
  }

  const bar = makeSaveBar(answers, model.get("words"), goTo);
  el.append(bar.element, tabs, ...panels.map(({ panel }) => panel));
  const off = answers.on(() => {
    parts[chosen].show();
    showCounts();
  });
  const showFacts = () => ["assessments", "reference", "scenes"].includes(chosen) && parts[chosen].show();
  /** @param {AuthorReply} reply */
  const hear = (reply) =>
    reply.type === "trouble" && chosen === "assessments" && assessments.showProblem(reply.message);
  model.on("change:facts", showFacts);
  model.on("msg:custom", hear);
  choose(model.get("tab"));
  showCounts();
  return () => {
    off();
    model.off("change:facts", showFacts);
    model.off("msg:custom", hear);
    finish.close();
    bar.close();
  };
}

// What several views of one widget share.
export default () => {
  /** @type {CaseAnswers} */
  let answers;
  return {
    /** @param {{ model: CaseModel }} props */
    initialize({ model }) {
      useLocale(model);
      answers = new CaseAnswers(model);
      return () => answers.close();
    },
    /** @param {{ model: CaseModel, el: HTMLElement }} props */
    render({ model, el }) {
      return makeCaseAuthor(model, answers, el);
    },
  };
};
