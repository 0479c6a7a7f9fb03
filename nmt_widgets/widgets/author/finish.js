// What becomes of the case: checked, with the way to each problem; saved as a template; exported as one file.

import { WAITS } from "../shared/answers/waits.js";
import { findIn, makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { downloadText } from "../shared/download.js";
import { countWords, fillWords } from "../shared/words.js";
import { assessLink, isSaved } from "./assessments.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { AnyModel } from "@anywidget/types"
 */

/**
 * @param {Answers} answers
 * @param {AnyModel} model
 * @param {Words} words
 * @param {(...place: any[]) => void} go
 */
export function makeFinish(answers, model, words, go) {
  const said = words.finish;
  let waiting = 0;
  /** @type {any} */
  let replaces = null;
  const told = makeElement("p", { class: "nmt-finish-told", role: "status" });
  const problems = makeElement("ul", { class: "nmt-list is-ruled nmt-problems" });
  const toldReference = makeElement("p", { class: "nmt-finish-told" });
  const lacks = makeElement("ul", { class: "nmt-list is-ruled nmt-problems" });
  const check = makeButton("nmt-button", said.check, () => ask({ type: "check" }, told));

  const id = makeElementId();
  const name = makeElement("input", {
    class: "nmt-input",
    id,
    autocomplete: "off",
    maxlength: 60,
    spellcheck: "false",
    "aria-describedby": `${id}-help`,
  });
  const asked = makeElement("p", { class: "nmt-finish-asked" });
  const replace = makeButton("nmt-button is-plain is-danger", said.replace, () => save(replaces));
  const keep = makeButton("nmt-button is-plain", said.keep, () => {
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
    asked,
    keep,
    replace,
  );
  asked.id = `${id}-asked`;
  const wrote = makeElement("p", { class: "nmt-finish-told", role: "status" });
  const form = makeElement(
    "form",
    { class: "nmt-finish-form", novalidate: true },
    makeElement(
      "div",
      { class: "nmt-field" },
      makeElement("label", { class: "nmt-field-name", for: id, text: said.id }),
      name,
      makeElement("small", { id: `${id}-help`, text: said.id_hint }),
    ),
    makeElement("button", { class: "nmt-button", text: said.save }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(null);
  });
  name.addEventListener("input", () => (confirm.hidden = true));

  const exported = makeElement("p", { class: "nmt-finish-told", role: "status" });
  const file = makeButton("nmt-button is-plain", said.export, () => ask({ type: "export" }, exported));
  /**
   * @param {string} title
   * @param {string} lead
   * @param {...any} nodes
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
    text: said.template_practice,
    hidden: model.get("facts").kind !== "practice",
  });
  const element = makeElement(
    "div",
    { class: "nmt-finish" },
    part(said.check_title, said.check_lead, check, told, problems, toldReference, lacks),
    part(said.template_title, said.template_lead, practice, form, confirm, wrote),
    part(said.export_title, said.export_lead, file, exported),
  );

  let answerTo = told; // where the workbook's next answer belongs
  /**
   * @param {any} message
   * @param {any} place
   */
  async function ask(message, place) {
    answerTo = place;
    tell("");
    confirm.hidden = true;
    if (!(await isSaved(answers))) return tell(said.unsaved, true);
    tell(said.checking);
    clearTimeout(waiting);
    waiting = setTimeout(() => tell(said.silent, true), 3 * WAITS.answer);
    model.send(message);
  }
  /**
   * @param {string} ownWords
   * @param {boolean} [isTrouble]
   * @param {any} [place]
   */
  function tell(ownWords, isTrouble = false, place = answerTo) {
    place.textContent = ownWords;
    place.toggleAttribute("data-trouble", isTrouble);
  }
  /** @param {any} version */
  const save = (version) => ask({ type: "template", id: name.value, replaces: version }, wrote);

  /** @param {any[]} list */
  function problemItems(list) {
    return list.map((one) => {
      const text = makeElement(
        "p",
        {},
        makeElement("b", { text: one.where }),
        ` ${one.what}${one.remedy ? `; ${one.remedy}` : ""}.`,
      );
      const label = { "aria-label": fillWords(said.go_label, { where: one.where }) };
      const way = one.assessment
        ? makeElement("a", {
            class: "nmt-button is-plain",
            text: said.go,
            href: assessLink(model, one.assessment),
            ...label,
          })
        : makeButton("nmt-button is-plain", said.go, () => go(one.tab, one.row), label);
      return makeElement("li", {}, text, way);
    });
  }
  /** @param {{ problems: any[], reference: any, whole: any }} props */
  function showProblems({ problems: list, reference, whole }) {
    if (answerTo === told || list.length)
      tell(list.length ? countWords(said, "problems", list.length) : said.good, list.length > 0, told);
    problems.replaceChildren(...problemItems(list));
    const isPractice = model.get("facts").kind === "practice";
    const state = reference.length
      ? countWords(said, "reference", reference.length)
      : whole
        ? said.reference_good
        : said.reference_none;
    tell(isPractice ? state : "", reference.length > 0, toldReference);
    lacks.replaceChildren(...problemItems(reference));
  }
  /** @param {any} message */
  function take(message) {
    if (!["checked", "exists", "written", "file", "trouble"].includes(message.type)) return;
    clearTimeout(waiting);
    if (message.type === "checked") {
      showProblems(message);
      if (answerTo === told) findIn(element, ".nmt-problems :is(button, a)")?.focus();
    } else if (message.type === "exists") {
      tell("");
      replaces = message.replaces;
      asked.textContent = message.message;
      confirm.hidden = false;
      keep.focus();
    } else if (message.type === "written") tell(message.message);
    else if (message.type === "file") {
      downloadText(message.name, message.text);
      tell(fillWords(said.exported, { file: message.name }));
    } else tell(message.message, true);
  }
  model.on("msg:custom", take);
  return {
    element,
    show() {
      if (!name.value) name.value = model.get("facts").template;
    },
    focus: () => check.focus(),
    close: () => {
      clearTimeout(waiting);
      model.off("msg:custom", take);
    },
  };
}
