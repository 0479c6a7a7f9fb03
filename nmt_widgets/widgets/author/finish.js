// What can be done with the whole case: check it, save it as a template, export it as a file.

import { WAITS } from "../shared/answers/waits.js";
import { findIn, makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { downloadText } from "../shared/download.js";
import { countWords, fillWords } from "../shared/words.js";
import { assessLink, isSaved } from "./assessments.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Child } from "../shared/dom.js"
 * @import { AuthorMessage, AuthorReply, CaseChecked, CaseProblem } from "./protocol.d.ts"
 * @import { CaseModel } from "./case_answers.js"
 */

/**
 * @param {Answers} answers
 * @param {CaseModel} model
 * @param {Words} words
 * @param {(tab: string, row: number | null) => void} go
 */
export function makeFinish(answers, model, words, go) {
  const ownWords = words.finish;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @type {string | null} the version of the template that is in the way */
  let replaces = null;
  const checkStatus = makeElement("p", { class: "nmt-finish-told", role: "status" });
  const problems = makeElement("ul", { class: "nmt-list is-ruled nmt-problems" });
  const referenceStatus = makeElement("p", { class: "nmt-finish-told" });
  const lacks = makeElement("ul", { class: "nmt-list is-ruled nmt-problems" });
  const check = makeButton("nmt-button", ownWords.check, () => ask({ type: "check" }, checkStatus));

  const id = makeElementId();
  const name = makeElement("input", {
    class: "nmt-input",
    id,
    autocomplete: "off",
    maxlength: 60,
    spellcheck: "false",
    "aria-describedby": `${id}-help`,
  });
  const question = makeElement("p", { class: "nmt-finish-asked", id: `${id}-asked` });
  const replace = makeButton("nmt-button is-plain is-danger", ownWords.replace, () => save(replaces));
  const keep = makeButton("nmt-button is-plain", ownWords.keep, () => {
    confirm.hidden = true;
    name.focus();
  });
  const confirm = makeElement(
    "div",
    {
      class: "nmt-alert nmt-toolbar nmt-finish-confirm",
      role: "alertdialog",
      "aria-labelledby": `${id}-asked`,
      hidden: true,
    },
    question,
    keep,
    replace,
  );
  const templateStatus = makeElement("p", { class: "nmt-finish-told", role: "status" });
  const form = makeElement(
    "form",
    { class: "nmt-finish-form", novalidate: true },
    makeElement(
      "div",
      { class: "nmt-field" },
      makeElement("label", { class: "nmt-field-name", for: id, text: ownWords.id }),
      name,
      makeElement("small", { id: `${id}-help`, text: ownWords.id_hint }),
    ),
    makeElement("button", { class: "nmt-button", text: ownWords.save }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(null);
  });
  name.addEventListener("input", () => (confirm.hidden = true));

  const exportStatus = makeElement("p", { class: "nmt-finish-told", role: "status" });
  const file = makeButton("nmt-button is-plain", ownWords.export, () => ask({ type: "export" }, exportStatus));
  /**
   * @param {string} title
   * @param {string} lead
   * @param {...Child} nodes
   */
  const part = (title, lead, ...nodes) =>
    makeElement(
      "section",
      { class: "nmt-card" },
      makeElement("h3", { text: title }),
      makeElement("p", { class: "nmt-quiet", text: lead }),
      ...nodes,
    );
  const practice = makeElement("p", {
    class: "nmt-quiet",
    text: ownWords.template_practice,
    hidden: model.get("facts").kind !== "practice",
  });
  const element = makeElement(
    "div",
    { class: "nmt-finish" },
    part(ownWords.check_title, ownWords.check_lead, check, checkStatus, problems, referenceStatus, lacks),
    part(ownWords.template_title, ownWords.template_lead, practice, form, confirm, templateStatus),
    part(ownWords.export_title, ownWords.export_lead, file, exportStatus),
  );

  /** @type {HTMLElement} */
  let status = checkStatus; // where the workbook's next answer is shown
  /**
   * @param {AuthorMessage} message
   * @param {HTMLElement} place
   */
  async function ask(message, place) {
    status = place;
    showStatus("");
    confirm.hidden = true;
    if (!(await isSaved(answers))) return showStatus(ownWords.unsaved, true);
    showStatus(ownWords.checking);
    clearTimeout(waiting);
    waiting = setTimeout(() => showStatus(ownWords.silent, true), 3 * WAITS.answer);
    model.send(message);
  }
  /**
   * @param {string} text
   * @param {boolean} [isTrouble]
   * @param {HTMLElement} [place]
   */
  function showStatus(text, isTrouble = false, place = status) {
    place.textContent = text;
    place.toggleAttribute("data-trouble", isTrouble);
  }
  /** @param {string | null} version */
  const save = (version) => ask({ type: "template", id: name.value, replaces: version }, templateStatus);

  /** @param {CaseProblem} problem */
  function makeProblem({ where, problem, remedy, tab, row, assessment }) {
    const text = `${problem}${remedy ? `; ${remedy}` : ""}.`;
    const label = { "aria-label": fillWords(ownWords.go_label, { where }) };
    const look = "nmt-button is-plain";
    return makeElement(
      "li",
      {},
      makeElement("p", {}, makeElement("b", { text: where }), ` ${text}`),
      assessment
        ? makeElement("a", { class: look, text: ownWords.go, href: assessLink(model, assessment), ...label })
        : makeButton(look, ownWords.go, () => go(tab, row), label),
    );
  }
  /** @param {CaseChecked} reply */
  function showProblems({ problems: list, reference, whole }) {
    if (status === checkStatus || list.length) {
      const text = list.length ? countWords(ownWords, "problems", list.length) : ownWords.good;
      showStatus(text, list.length > 0, checkStatus);
    }
    problems.replaceChildren(...list.map(makeProblem));
    const isPractice = model.get("facts").kind === "practice";
    const state = reference.length
      ? countWords(ownWords, "reference", reference.length)
      : whole
        ? ownWords.reference_good
        : ownWords.reference_none;
    showStatus(isPractice ? state : "", reference.length > 0, referenceStatus);
    lacks.replaceChildren(...reference.map(makeProblem));
  }
  /** @param {AuthorReply} reply */
  function hear(reply) {
    if (!["checked", "exists", "written", "file", "trouble"].includes(reply.type)) return;
    clearTimeout(waiting);
    if (reply.type === "checked") {
      showProblems(reply);
      if (status === checkStatus) findIn(element, ".nmt-problems :is(button, a)")?.focus();
    } else if (reply.type === "exists") {
      showStatus("");
      replaces = reply.replaces;
      question.textContent = reply.message;
      confirm.hidden = false;
      keep.focus();
    } else if (reply.type === "written") showStatus(reply.message);
    else if (reply.type === "file") {
      downloadText(reply.name, reply.text);
      showStatus(fillWords(ownWords.exported, { file: reply.name }));
    } else showStatus(reply.message, true);
  }
  model.on("msg:custom", hear);
  return {
    element,
    show() {
      if (!name.value) name.value = model.get("facts").template;
    },
    focus: () => check.focus(),
    close: () => {
      clearTimeout(waiting);
      model.off("msg:custom", hear);
    },
  };
}
