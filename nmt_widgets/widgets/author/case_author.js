// A case being made: its parts in tabs, under the bar that says what is saved.

import { Answers } from "../shared/answers/answers.js";
import { makeSaveBar } from "../shared/answers/save_bar.js";
import { makeElement, makeElementId, targetOf } from "../shared/dom.js";
import { isEmpty, sameAnswer } from "../shared/values.js";
import { countWords, fillWords, useLocale } from "../shared/words.js";
import { accessOf } from "./access.js";
import { makeAssessments } from "./assessments.js";
import { makeAuthorField, sayField } from "./fields.js";
import { makeFinish } from "./finish.js";
import { makeReference } from "./reference.js";
import { makeRows } from "./rows.js";
import { makeScenes } from "./scenes.js";

/**
 * @import { Offer } from "../shared/answers/offers.js"
 * @import { AuthorField } from "./protocol.d.ts"
 */

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { AnyModel, RenderProps } from "@anywidget/types"
 */

/**
 * @param {Answers} answers
 * @param {AnyModel} model
 * @param {Words} words
 */
function makeAbout(answers, model, words) {
  const lead = makeElement("p", {
    class: "nmt-quiet",
    text: fillWords(words.about.lead, { kind: words.kinds[model.get("facts").kind] }),
  });
  /** @type {any[]} */
  const fields = model.get("form").about.map((/** @type {AuthorField} */ field) => {
    const made = makeAuthorField(field, words.rows, (typing) => {
      const { value, why } = made.read();
      made.tell(why && `${fillWords(words.rows.kept, { why })}.`);
      if (!why) answers.set(field.id, value, { typing });
    });
    return made;
  });
  return {
    element: makeElement("div", { class: "nmt-about" }, lead, ...fields.map((each) => each.element)),
    show() {
      for (const each of fields) {
        const value = answers.get(each.field.id);
        if (!each.element.contains(document.activeElement) || !sameAnswer(each.read().value, value)) each.show(value);
        each.lock(answers.isLocked(each.field.id));
      }
    },
    /** @param {string} path */
    focus: (path) => (fields.find((each) => each.field.id === path) ?? fields[0]).focus(),
  };
}

/**
 * A list in a line: how many entries, and which of them are not in both versions where two people changed it.
 * @param {Answers} answers
 * @param {any} lists
 * @param {Words} words
 */
function sayLists(answers, lists, words) {
  const byPath = Object.fromEntries(Object.values(lists).map((spec) => [spec.path, spec]));
  const say = answers.say.bind(answers);
  /**
   * @param {string} path
   * @param {any} value
   */
  answers.say = (path, value) => {
    const spec = byPath[path];
    if (!spec || isEmpty(value)) return say(path, value);
    /** @param {any} given */
    const entries = (given) => (spec.within ? given?.[spec.within] : given) ?? [];
    const [name] = spec.head.map((/** @type {string} */ key) =>
      spec.fields.find((/** @type {AuthorField} */ { id }) => id === key),
    );
    const both = answers
      .conflict()
      .filter((each) => each.path === path)
      .flatMap(({ mine, theirs }) => [mine, theirs]);
    /** @param {any} entry */
    const isShared = (entry) =>
      both.every((version) => entries(version).some((/** @type {any} */ other) => sameAnswer(other, entry)));
    const own = entries(value)
      .filter((/** @type {any} */ entry) => !isShared(entry))
      .map((/** @type {any} */ entry) => sayField(name, entry[name.id]) || spec.new);
    const said = countWords(words, "entries", entries(value).length);
    return own.length ? `${said} ${fillWords(words.only_here, { names: own.join("; ") })}` : said;
  };
}

/**
 * What was typed on the assessment screen of the same case and not saved is offered back there: here it has no place.
 * @param {Answers} answers
 */
function offerOwn(answers) {
  const offers = Object.getOwnPropertyDescriptor(Answers.prototype, "offers")?.get;
  /** @param {{ path: string }} props */
  const isOwn = ({ path }) => Boolean(answers.question(path));
  Object.defineProperty(answers, "offers", {
    configurable: true,
    get: () => offers?.call(answers).filter((/** @type {Offer} */ offer) => offer.answers.every(isOwn)),
  });
}

/**
 * @param {AnyModel} model
 * @param {Answers} answers
 * @param {HTMLElement} el
 */
function makeCaseAuthor(model, answers, el) {
  const words = model.get("words").author;
  const { lists, reference } = model.get("form");
  sayLists(answers, { ...lists, ...reference?.lists }, words.rows);
  el.classList.add("nmt-case-author");
  /**
   * @param {string} tab
   * @param {any} row
   */
  const open = (tab, row) => {
    choose(tab);
    if (row === null || row === undefined) parts[tab].focus();
    else parts[tab].go(row);
  };
  /** @param {string} path */
  function goTo(path) {
    if (!path.startsWith("expert/"))
      return open(Object.keys(lists).find((tab) => lists[tab].path === path) ?? "about", null);
    choose("reference");
    parts.reference.focus(path);
  }

  /** @type {Record<string, any>} */

  const parts = { about: makeAbout(answers, model, words) };
  for (const [tab, spec] of Object.entries(lists)) {
    const access = accessOf(answers, spec);
    parts[tab] = tab === "scenes" ? makeScenes(spec, access, model, words) : makeRows(spec, access, words.rows);
  }
  if (reference) parts.reference = makeReference(answers, model, words);
  parts.assessments = makeAssessments(answers, model, words);
  parts.finish = makeFinish(answers, model, words, open);
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
      { role: "tabpanel", id, "aria-labelledby": button.id, class: "nmt-panel", "data-panel": tab },
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
    for (const { tab: each, button, panel } of panels) {
      button.setAttribute("aria-selected", String(each === chosen));
      button.tabIndex = each === chosen ? 0 : -1;
      panel.hidden = each !== chosen;
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
  const facts = () => ["assessments", "reference", "scenes"].includes(chosen) && parts[chosen].show();
  /** @param {any} message */
  const trouble = (message) =>
    message.type === "trouble" && chosen === "assessments" && parts.assessments.trouble(message.message);
  model.on("change:facts", facts);
  model.on("msg:custom", trouble);
  choose(model.get("tab"));
  showCounts();
  return () => {
    off();
    model.off("change:facts", facts);
    model.off("msg:custom", trouble);
    parts.finish.close();
    bar.close();
  };
}

// One module a widget: what several views of it share stands here.
export default () => {
  /** @type {any} */
  let answers = null;
  return {
    /** @param {{ model: AnyModel }} props */
    initialize({ model }) {
      useLocale(model);
      answers = new Answers(model);
      offerOwn(answers);
      return () => answers.close?.();
    },
    /** @param {RenderProps} props */
    render({ model, el }) {
      return makeCaseAuthor(model, answers, el);
    },
  };
};
