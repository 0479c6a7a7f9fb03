// A table of counts: chosen, read by the kernel, its problems and questions by line; nothing of it is entered in part.

import { makeButton, makeElement } from "../../shared/dom.js";
import { downloadFile } from "../../shared/download.js";
import { makeCell, makeStackedTable } from "../../shared/stacked_table.js";
import { makeId } from "../../shared/values.js";
import { countWords, fillWords } from "../../shared/words.js";
import { makeField } from "./fields.js";

/**
 * @import { Words } from "../../shared/protocol.d.ts"
 * @import { CountsPageParts } from "./view.js"
 * @import { CountFault, CountsRefused } from "./protocol.d.ts"
 */

const MOST_MEGABYTES = 5;

/** @param {CountsPageParts} page */
export function makeImporting({ model, requests, words: all }) {
  /** @type {Words} */
  const words = all.import;
  const kinds = model.get("kinds");
  const kind = makeField("kind", { label: words.kind, options: [["", words.kind_of_row], ...kinds] });
  const status = makeElement("span", { role: "status" });
  const notes = makeElement("ul", { class: "nmt-list is-tight nmt-quiet" });
  const report = makeElement("div", { class: "nmt-card is-quiet nmt-count-report", tabindex: -1, hidden: true });
  const input = makeElement("input", {
    type: "file",
    accept: ".csv,.tsv,.txt,.xlsx,.ods",
    class: "nmt-unseen",
    tabindex: -1,
    "aria-hidden": "true",
  });
  const choose = makeButton("nmt-button is-plain", words.choose, () => input.click());
  const save = makeButton("nmt-button is-quiet", words.empty, () =>
    downloadFile(words.empty_file, [`${model.get("columns").join(",")}\r\n`], "text/csv"),
  );

  /**
   * @param {File} file
   * @param {string} edit
   * @param {boolean} sure
   */
  async function send(file, edit, sure) {
    report.hidden = true;
    notes.replaceChildren();
    if (file.size > MOST_MEGABYTES * 1_000_000) {
      status.textContent = fillWords(words.large, { file: file.name, most: MOST_MEGABYTES });
      return;
    }
    status.textContent = words.reading;
    try {
      const bytes = await file.arrayBuffer();
      requests.send(
        { type: "import", name: file.name, kind: kind.control.value, sure, edit },
        {
          done(reply) {
            status.textContent = reply.text;
            notes.replaceChildren(...reply.notes.map((text) => makeElement("li", { text })));
            choose.focus();
          },
          refused: (reply) => showReport(file, edit, reply),
        },
        [bytes],
      );
    } catch {
      status.textContent = fillWords(words.unread, { file: file.name });
    }
  }
  /**
   * @param {File} file
   * @param {string} edit
   * @param {CountsRefused} reply
   */
  function showReport(file, edit, { faults, questions }) {
    const isAsked = !faults.length;
    status.textContent = "";
    const title = countWords(words, isAsked ? "questions" : "problems", (isAsked ? questions : faults).length, {
      file: file.name,
    });
    const close = () => {
      report.hidden = true;
      choose.focus();
    };
    const buttons = [
      isAsked && makeButton("nmt-button", words.all_right, () => send(file, edit, true)),
      makeButton("nmt-button is-plain", words.close, close),
    ];
    report.replaceChildren(
      makeElement("h4", { text: title }),
      makeTable([...faults, ...questions]),
      makeElement("div", { class: "nmt-toolbar" }, ...buttons),
    );
    report.hidden = false;
    report.focus();
  }
  /** @param {CountFault[]} faults */
  function makeTable(faults) {
    const { heads } = words;
    const rows = faults.map(({ line, field, text, remedy }) => {
      const place = line ? fillWords(words.line, { line }) : words.whole;
      const row = makeElement("tr", {}, makeElement("th", { scope: "row", text: place }));
      row.append(...[field, text, remedy].map(makeCell));
      return row;
    });
    return makeStackedTable([heads.line, heads.column, heads.problem, heads.remedy], rows, heads.problem);
  }
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) send(file, makeId(), false);
    input.value = ""; // the same file, mended, is another choice
  });
  return {
    element: makeElement(
      "section",
      { class: "nmt-card" },
      makeElement("h3", { text: words.title }),
      makeElement("p", { class: "nmt-quiet", text: words.lead }),
      makeElement(
        "details",
        { class: "nmt-more is-quiet" },
        makeElement("summary", { text: words.more }),
        makeElement("p", {
          class: "nmt-quiet",
          text: fillWords(words.columns, { kinds: kinds.map(([, text]) => text).join(", ") }),
        }),
        save,
      ),
      makeElement("div", { class: "nmt-count-fields" }, kind.element),
      makeElement("div", { class: "nmt-toolbar" }, choose, input, status),
      notes,
      report,
    ),
  };
}
