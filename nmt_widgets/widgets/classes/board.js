// The class board: strips on one side, the discussion and the chosen function on the other, the raters below.

import { makeElement } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { useLocale } from "../shared/words.js";
import { makeDiscussion } from "./discussion.js";
import { makeFunctionPanel } from "./function.js";
import { makeRaters } from "./raters.js";
import { makeSpreadMap } from "./spread_map.js";
import { makeStripTable } from "./strip_table.js";
import { makeKey, makeStrips } from "./strips.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { BoardMessage, BoardTraits, ClassFile, Export } from "./protocol.d.ts"
 */

/** @param {Props<BoardTraits, BoardMessage, ClassFile>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  const mayLead = model.get("may_lead");
  el.classList.add("nmt-class-board");
  let chosen = ""; // the function that is shown, if any
  /** @param {BoardMessage} message */
  const send = (message) => model.send(message);
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const news = makeElement("p", { class: "nmt-class-news", role: "status" });
  const empty = makeElement("p", { class: "nmt-card is-quiet nmt-class-empty", text: words.board.empty });
  const key = makeElement("div");
  const strips = makeStrips(words.board, choose);
  const map = makeSpreadMap(choose);
  const table = makeStripTable(words.board);
  const discussion = makeDiscussion(words.discussion, choose);
  const panel = makeFunctionPanel(words.function, mayLead, send);
  const raters = makeRaters(words.raters);
  const bar = makeElement("div", { class: "nmt-toolbar" });
  const exporting = makeElement("section", { class: "nmt-class-export", "aria-label": words.export.label });
  const main = makeElement("div", { class: "nmt-class-main" });
  const side = makeElement("div", { class: "nmt-class-side" });
  main.append(empty, key, strips.element, map.element, table.element, raters.element, exporting);
  side.append(discussion.element, panel.element);
  const columns = makeElement("div", { class: "nmt-class-columns" });
  columns.append(main, side);
  el.append(problem, news, columns);

  /** @type {Export["file"][]} */
  const files = ["ratings", "functions"];
  for (const file of files) {
    const button = makeElement("button", { class: "nmt-button is-plain", text: words.export[file], type: "button" });
    button.addEventListener("click", () => send({ type: "export", file }));
    bar.append(button);
  }
  const close = makeElement("button", { class: "nmt-button is-plain", text: words.export.close, type: "button" });
  close.addEventListener("click", () => send({ type: "close" }));
  if (mayLead) bar.append(close);
  const closed = makeElement("p", { class: "nmt-quiet", text: words.export.close_done });
  exporting.append(bar, makeElement("p", { class: "nmt-quiet", text: words.export.note }), closed);

  /** @param {string} id */
  function choose(id) {
    chosen = id;
    draw();
    panel.focus();
  }
  function draw() {
    const board = model.get("board");
    const lowest = model.get("lowest");
    const byId = new Map(board.functions.map((row) => [row.id, row]));
    const ordered = board.order.flatMap((id) => byId.get(id) ?? []);
    if (news.textContent !== board.news) news.textContent = board.news;
    empty.hidden = board.arrived > 0;
    key.replaceChildren(makeKey(words.board, board));
    key.hidden = strips.element.hidden = Boolean(board.map);
    strips.draw(ordered, lowest);
    strips.mark(chosen);
    map.draw(board.map, board.map_key, words.board.map_title);
    map.mark(chosen);
    table.draw(ordered, lowest, board.reference_shown);
    discussion.draw(board.discussion, chosen);
    panel.draw(byId.get(chosen) ?? null, model.get("anchors")[chosen] ?? [], lowest);
    raters.draw(board.raters, board.raters_note);
    close.hidden = board.closed;
    closed.hidden = !board.closed;
  }
  function drawProblem() {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  }
  /** @param {ClassFile} file */
  const receive = ({ name, text }) => downloadFile(name, ["\ufeff", text], "text/csv");
  model.on("change:board", draw);
  model.on("change:problem", drawProblem);
  model.on("msg:custom", receive);
  draw();
  drawProblem();
  return () => {
    model.off("change:board", draw);
    model.off("change:problem", drawProblem);
    model.off("msg:custom", receive);
  };
}

export default { render };
