// The whole form: the bar of saving, the list of sections, and the open section.

import { Answers } from "../shared/answers/answers.js";
import { makeSaveBar } from "../shared/answers/save_bar.js";
import { claimKeys, focusedElement, makeElement } from "../shared/dom.js";
import { makeScoreSheet } from "../shared/form/score_sheet.js";
import { isServed } from "../shared/served.js";
import { useLocale } from "../shared/words.js";
import { makeFields } from "./fields.js";
import { makeFormRequest } from "./form_request.js";
import { makeHistoryGrid } from "./history_grid.js";
import { makeMapPreview } from "./map_preview.js";
import { makePurpose } from "./purpose.js";
import { makeReview } from "./review.js";
import { makeRevisions } from "./revisions.js";
import { makeSectionList } from "./section_list.js";

/**
 * @import { Model, Props } from "../shared/model.d.ts"
 * @import * as Protocol from "../shared/answers/protocol.d.ts"
 * @import { FormSpec, FormWords, FormSection } from "../shared/form/protocol.d.ts"
 */

/**
 * @typedef {{ spec: FormSpec, record: Protocol.RecordFacts, answers: Protocol.Answers, words: FormWords,
 *   place: string, where: string, section: string, purpose: Protocol.PurposeFacts }} Traits
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
const ABOUT = "assessment";
const REVIEW = "review";
const REVISIONS = "revisions";

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
  const request = makeFormRequest(model, answers);
  const hasHistory = Boolean(model.get("record").history);
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
  const isSection = (id) =>
    id === REVIEW || (id === REVISIONS && hasHistory) || spec.sections.some((section) => section.id === id);

  /**
   * @param {string} id
   * @returns {View}
   */
  function makeView(id) {
    if (id === REVIEW) {
      const review = async () => (await request.ask({ type: "review" }))?.implausible ?? null;
      return makeReview(answers, spec, words, go, review);
    }
    if (id === REVISIONS) return makeRevisions(answers, words.revisions ?? {}, request.ask);
    const section = /** @type {FormSection} */ (spec.sections.find((section) => section.id === id));
    const toQuestion = (/** @type {string} */ path) => go(sectionOf(path) ?? "", path);
    const fields = SECTION_VIEWS[section.kind](answers, section, spec, words, toQuestion);
    if (id !== ABOUT || !hasHistory) return fields;
    const purpose = makePurpose(model, answers, words.purpose ?? {}, request.ask);
    fields.element.querySelector(".nmt-section-head")?.after(purpose.element);
    const close = () => {
      purpose.close();
      fields.close();
    };
    return { ...fields, close };
  }

  /** @param {string} id */
  function show(id) {
    if (!isSection(id) || (view && open === id)) return;
    view?.close();
    view = makeView(id);
    open = id;
    main.replaceChildren(view.element);
    list?.setCurrent(id);
    if (model.get("section") === id) return;
    writeSection(id);
    model.set("section", id);
    model.save_changes();
  }

  // By the page itself: a kernel that answers late would undo a way back. Only where the address names this assessment.
  /** @param {string} id */
  function writeSection(id) {
    const search = new URLSearchParams(location.search);
    const { case: code, assessment } = model.get("record");
    if (!isServed || search.get("case") !== code || search.get("assessment") !== String(assessment)) return;
    if (search.get("section") === id) return;
    search.set("section", id);
    history.pushState(null, "", `${location.pathname}?${search}`);
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
    list = makeSectionList(answers, spec, words, go, hasHistory);
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

  function turn() {
    if (model.get("section") !== open && isSection(model.get("section"))) go(model.get("section"));
  }
  // The way back in the browser, from section to section of this form.
  /** @param {Event} event */
  function takeAddress(event) {
    const { section, ...place } = /** @type {CustomEvent<Record<string, string>>} */ (event).detail;
    const { case: id, assessment } = model.get("record");
    if (place.case !== id || place.assessment !== String(assessment) || !isSection(section)) return;
    event.preventDefault();
    go(section);
  }

  const showPlace = () => bar.showPlace(model.get("where"));

  model.on("change:spec", renew);
  model.on("change:place", follow);
  model.on("change:where", showPlace);
  model.on("change:section", turn);
  addEventListener("nmt-address", takeAddress);
  showPlace();
  drawList();
  show(isSection(model.get("section")) ? model.get("section") : spec.sections[0].id);
  performance.mark("nmt-form");
  return () => {
    model.off("change:spec", renew);
    model.off("change:place", follow);
    model.off("change:where", showPlace);
    model.off("change:section", turn);
    removeEventListener("nmt-address", takeAddress);
    sized.disconnect();
    stopPreview();
    view?.close();
    list?.close();
    request.close();
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
