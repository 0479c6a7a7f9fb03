// The panel of what others saved meanwhile: both versions of an answer side by side, one of them to be chosen.

import { makeElement } from "../dom.js";
import { makeId } from "../values.js";
import { countWords, fillWords, sayTime } from "../words.js";
import { barButton, makePanel, shortText } from "./panel.js";

/**
 * @import { Answer } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Answers } from "./answers.js"
 * @import { Conflict, News } from "./merge.js"
 * @import { SayAnswer } from "./offers_panel.js"
 */

/**
 * @typedef {"mine" | "theirs"} Side
 * @typedef {Conflict & { path: string, mine: Answer, chosen?: Side }} Row
 */

/**
 * Somebody else saved meanwhile: both versions side by side where both changed an answer.
 * @param {Answers} answers
 * @param {Words} words
 * @param {SayAnswer} say
 */
export function makeConflicts(answers, words, say) {
  /** @type {Map<string, Side>} */
  const chosen = new Map();
  /** @type {((good: boolean) => void) | null} */
  let goOn = null; // answers the question whether to go on with theirs
  /** @type {() => void} */
  let draw;
  const name = `nmt-stale-${makeId()}`;
  /**
   * @param {string} path
   * @param {Side} which
   */
  const choose = (path, which) => {
    chosen.set(path, which);
    draw();
  };
  /**
   * @param {Row} row
   * @param {number} index
   * @param {Side} which
   * @param {Answer} value
   * @param {string} note
   */
  const side = (row, index, which, value, note) => {
    const cell = makeElement("td");
    const label = makeElement("label", { class: "nmt-save-side" });
    const input = makeElement("input", { type: "radio", name: `${name}-${index}`, value: which });
    input.checked = row.chosen === which;
    input.addEventListener("change", () => choose(row.path, which));
    const text = makeElement("span", { text: shortText(say(row.path, value), 240) });
    label.append(input, text);
    if (note) text.append(makeElement("small", { text: note }));
    cell.append(label);
    return cell;
  };
  /** @param {Row[]} rows */
  const table = (rows) => {
    const element = makeElement("table", { class: "nmt-save-table" });
    const head = makeElement("tr");
    for (const key of ["question", "mine", "theirs"])
      head.append(makeElement("th", { text: words.stale[key], scope: "col" }));
    const top = makeElement("thead");
    top.append(head);
    const body = makeElement("tbody");
    rows.forEach((row, index) => {
      const line = makeElement("tr");
      const title = makeElement("th", { text: answers.name(row.path), scope: "row" });
      title.append(
        makeElement("small", { text: fillWords(words.stale.before, { value: shortText(say(row.path, row.base)) }) }),
      );
      const author = [row.by, sayTime(row.at)].filter(Boolean).join(", ");
      line.append(title, side(row, index, "mine", row.mine, ""), side(row, index, "theirs", row.theirs, author));
      body.append(line);
    });
    element.append(makeElement("caption", { class: "nmt-unseen", text: words.stale.caption }), top, body);
    return element;
  };
  /** @param {News & { rows: Row[], asksToGoOn: boolean, file: string }} props */
  const build = ({ by, at, count, rows, asksToGoOn, file }) => {
    const values = { by: by || words.somebody, at: sayTime(at) };
    const lead = makeElement("p", { text: `${countWords(words.stale, "who", count, values)} ` });
    lead.append(rows.length ? countWords(words.stale, "both", rows.length) : words.stale.none);
    const open = rows.filter((row) => !row.chosen).length;
    const buttons = makeElement("div", { class: "nmt-save-buttons" });
    if (asksToGoOn) {
      buttons.append(
        makeElement("span", { text: fillWords(words.stale.kept, { file }) }),
        barButton(words.stale.go_on, () => goOn?.(true), "nmt-button is-small"),
        barButton(words.stale.stay, () => goOn?.(false)),
      );
    } else {
      const merge = () => answers.resolve(Object.fromEntries(chosen)) && chosen.clear();
      buttons.append(barButton(words.stale.merge, merge, "nmt-button is-small", { "aria-disabled": String(open > 0) }));
      if (rows.length) {
        /** @param {Side} which */
        const all = (which) => {
          for (const { path } of rows) chosen.set(path, which);
          draw();
        };
        buttons.append(
          barButton(words.stale.all_mine, () => all("mine")),
          barButton(words.stale.all_theirs, () => all("theirs")),
        );
      }
      /** @returns {Promise<boolean>} */
      const ask = () =>
        new Promise((resolve) => {
          /** @param {boolean} good */
          goOn = (good) => {
            goOn = null;
            resolve(good);
            draw();
          };
          draw();
        });
      buttons.append(barButton(words.stale.keep_copy, () => answers.keepCopy(ask)));
      if (open)
        buttons.append(makeElement("span", { class: "nmt-quiet", text: countWords(words.stale, "to_choose", open) }));
    }
    return [makeElement("h3", { text: words.stale.title }), lead, ...(rows.length ? [table(rows)] : []), buttons];
  };
  const read = () => {
    const rows = answers.conflict().map((row) => ({ ...row, chosen: chosen.get(row.path) }));
    return answers.elsewhere && { ...answers.elsewhere, rows, asksToGoOn: Boolean(goOn), file: answers.copyName };
  };
  const panel = makePanel("nmt-stale", read, build);
  draw = panel.draw;
  return panel;
}
