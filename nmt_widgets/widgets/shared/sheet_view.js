// The score sheet alone: where it is saved to a file, the bar of saving stands above it.

import { Answers } from "./answers/answers.js";
import { makeSaveBar } from "./answers/save_bar.js";
import { listenForUndo } from "./answers/undo_keys.js";
import { claimKeys } from "./dom.js";
import { makeScoreSheet } from "./form/score_sheet.js";
import { useLocale } from "./words.js";

/**
 * @import { Model, Props } from "./model.d.ts"
 * @import { Answers as AnswersByPath, RecordFacts, SavingMessage, SavingReply } from "./answers/protocol.d.ts"
 * @import { FormSpec, FormWords } from "./form/protocol.d.ts"
 */

/**
 * @typedef {{ spec: FormSpec, record: RecordFacts, answers: AnswersByPath, words: FormWords, where: string,
 *   is_saved: boolean, selected: string }} Traits
 */

/**
 * @param {Model<Traits, SavingMessage, SavingReply>} model
 * @param {Answers} answers
 * @param {HTMLElement} el
 */
function makeView(model, answers, el) {
  const { saving, sheet: words } = model.get("words");
  const spec = model.get("spec");
  const [section] = spec.sections;
  const rowOf = new Map(section.questions.map(({ path, row }) => [path, row]));
  const pathOf = new Map(section.questions.map(({ path, row }) => [row, path]));
  el.classList.add("nmt-sheet-alone");
  claimKeys(el);
  const bar = model.get("is_saved") ? makeSaveBar(answers, { saving }) : null;
  /** @param {string} path */
  function report(path) {
    if (model.get("selected") === rowOf.get(path)) return;
    model.set("selected", rowOf.get(path) ?? "");
    model.save_changes();
  }
  const sheet = makeScoreSheet(answers, section, spec, { sheet: words, onSelect: report });
  if (bar) el.append(bar.element);
  else el.dataset.undo = "";
  el.append(sheet.element);

  const showPlace = () => bar?.showPlace(model.get("where"));
  // While somebody works here, the current row does not change under their hands.
  const follow = () => {
    if (el.contains(document.activeElement)) report(sheet.selected);
    else sheet.select(pathOf.get(model.get("selected")) ?? "");
  };
  model.on("change:where", showPlace);
  model.on("change:selected", follow);
  showPlace();
  if (model.get("selected")) follow();
  const stopUndo = bar ? () => {} : listenForUndo(answers, () => el);
  return () => {
    model.off("change:where", showPlace);
    model.off("change:selected", follow);
    stopUndo();
    sheet.close();
    bar?.close();
    answers.leave();
  };
}

/**
 * Without a bar there is nobody to ask. The kernel knows what is typed here before it is saved, so what the notebook
 * sets is the later answer.
 * @param {Answers} answers
 */
function preferTheirs(answers) {
  if (answers.elsewhere) answers.resolve(Object.fromEntries(answers.conflict().map(({ path }) => [path, "theirs"])));
}

// One module for each widget: its views share the answers.
export default () => {
  /** @type {Answers | null} */
  let answers = null;
  return {
    /** @param {{ model: Model<Traits, SavingMessage, SavingReply> }} props */
    initialize({ model }) {
      useLocale(model);
      const own = new Answers(model);
      answers = own;
      if (!model.get("is_saved")) own.onState(() => preferTheirs(own));
      return () => own.close();
    },
    /** @param {Props<Traits, SavingMessage, SavingReply>} props */
    render({ model, el }) {
      return answers && makeView(model, answers, el);
    },
  };
};
