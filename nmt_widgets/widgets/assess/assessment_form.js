// The whole form: the bar of saving, the list of sections, and the open section.

import { Answers } from "../shared/answers/answers.js";
import { makeSaveBar } from "../shared/answers/save_bar.js";
import { claimKeys, focusedElement, makeElement } from "../shared/dom.js";
import { makeScoreSheet } from "../shared/form/score_sheet.js";
import { useLocale } from "../shared/words.js";
import { makeFields } from "./fields.js";
import { makeHistoryGrid } from "./history_grid.js";
import { makeMapPreview } from "./map_preview.js";
import { makeReview } from "./review.js";
import { makeReviewRequest } from "./review_request.js";
import { makeSectionList } from "./section_list.js";

/**
 * @import { Model, Props } from "../shared/model.d.ts"
 * @import * as Protocol from "../shared/protocol.d.ts"
 * @import { FormSpec, FormWords, FormSection } from "../shared/protocol.d.ts"
 */

/**
 * @typedef {{ spec: FormSpec, record: Protocol.RecordFacts, answers: Protocol.Answers, words: FormWords,
 *   place: string, where: string }} Traits
 * @typedef {{ element: HTMLElement, focus: (path: string) => void, close: () => void, refresh?: () => void }} View
 */

/** @type {Record<string, (answers: Answers, section: FormSection, spec: FormSpec, words: FormWords, go: (path: string) => void) => View>} */
const SECTION_VIEWS = {
  fields: makeFields,
  current_relational: makeFields,
  functions: makeScoreSheet,
  adversity: makeHistoryGrid,
  relational_history: makeHistoryGrid,
};
const REVIEW = "review";

/**
 * @param {Model<Traits, Protocol.AnswerMessage, Protocol.AnswerReply>} model
 * @param {Answers} answers
 * @param {HTMLElement} el
 */
function makeForm(model, answers, el) {
  const words = model.get("words");
  el.classList.add("nmt-assessment");
  claimKeys(el);
  const bar = makeSaveBar(answers, words);
  const navigation = makeElement("div", { class: "nmt-form-navigation" });
  const main = makeElement("div", { class: "nmt-form-section" });
  el.append(bar.element, navigation, main);
  const sized = new ResizeObserver(measure);
  sized.observe(bar.element);

  let spec = model.get("spec");
  const stopPreview = makeMapPreview(answers, spec, () => el.parentElement);
  const review = makeReviewRequest(model, answers);
  /** @type {ReturnType<typeof makeSectionList> | null} */
  let list = null;
  /** @type {View | null} */
  let view = null;
  let open = "";

  // What sticks to the top hides nothing that is scrolled to.
  function measure() {
    el.style.setProperty("--bar", `${bar.height}px`);
    el.style.setProperty("--list", `${navigation.offsetHeight}px`);
  }

  /** @param {string} id */
  function show(id) {
    const section = spec.sections.find((section) => section.id === id);
    if (!section && id !== REVIEW) return;
    if (!view || open !== id) {
      view?.close();
      view = section
        ? SECTION_VIEWS[section.kind](answers, section, spec, words, (path) => go(sectionOf(path) ?? "", path))
        : makeReview(answers, spec, words, go, review.ask);
      open = id;
      main.replaceChildren(view.element);
      list?.setCurrent(id);
    }
  }

  const focus = (path = "") => view?.focus(path);

  /**
   * @param {string} id
   * @param {string} [path]
   */
  function go(id, path) {
    show(id);
    measure(); // the name of a section may take several lines
    if (path === undefined) main.scrollIntoView(); // its heading first, then as far as what has the focus
    focus(path);
  }

  /** @param {string} path */
  function sectionOf(path) {
    return spec.sections.find((section) => section.questions.some((question) => question.path === path))?.id;
  }

  function drawList() {
    list?.close();
    list = makeSectionList(answers, spec, words, go);
    navigation.replaceChildren(list.element);
    list.setCurrent(open);
  }

  // The periods depend on the age: questions change, answers stay.
  function renew() {
    spec = model.get("spec");
    const section = open;
    const path = main.contains(document.activeElement)
      ? focusedElement()?.closest("[data-path]")?.dataset.path
      : undefined;
    drawList();
    if (spec.sections.find(({ id }) => id === section)?.kind === "fields" && path) return view?.refresh?.(); // somebody is typing here
    view?.close();
    view = null;
    show(section || spec.sections[0].id);
    if (path !== undefined) focus(path);
  }

  // The map beside the form asks for the question of a box.
  function follow() {
    const path = model.get("place");
    const id = sectionOf(path);
    if (id) go(id, path);
    if (path) {
      model.set("place", "");
      model.save_changes();
    }
  }

  const showPlace = () => bar.showPlace(model.get("where"));

  model.on("change:spec", renew);
  model.on("change:place", follow);
  model.on("change:where", showPlace);
  showPlace();
  drawList();
  show(spec.sections[0].id);
  performance.mark("nmt-form");
  return () => {
    model.off("change:spec", renew);
    model.off("change:place", follow);
    model.off("change:where", showPlace);
    sized.disconnect();
    stopPreview();
    view?.close();
    list?.close();
    review.close();
    bar.close();
    answers.leave();
  };
}

// One module for each widget: its views share the answers.
export default () => {
  /** @type {Answers | null} */
  let answers = null;
  return {
    /** @param {{ model: Model<Traits, Protocol.AnswerMessage, Protocol.AnswerReply> }} props */
    initialize({ model }) {
      useLocale(model);
      answers = new Answers(model);
      return () => answers?.close();
    },
    /** @param {Props<Traits, Protocol.AnswerMessage, Protocol.AnswerReply>} props */
    render({ model, el }) {
      return answers && makeForm(model, answers, el);
    },
  };
};
