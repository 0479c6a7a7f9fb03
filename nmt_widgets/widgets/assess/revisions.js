// The history of a record, page by page: who changed what, when and why, and the way back to any state.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { formHeading } from "../shared/form/parts.js";
import { countForms, fillWords, sayTime } from "../shared/words.js";
import { makePutBack } from "./put_back.js";
import { makeRevisionTable } from "./revision_table.js";

/**
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { RevisionRow, RevisionsReply } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { makeFormRequest } from "./form_request.js"
 */

/**
 * @param {Answers} answers
 * @param {Words} say
 * @param {ReturnType<typeof makeFormRequest>["ask"]} ask
 */
export function makeRevisions(answers, say, ask) {
  const id = makeElementId();
  let section = "";
  let page = 1;
  let closed = false;

  const filter = makeElement(
    "select",
    { class: "nmt-input", id },
    makeElement("option", { value: "", text: say.all }),
    ...say.sections.map((/** @type {[string, string]} */ [value, text]) => makeElement("option", { value, text })),
  );
  const status = makeElement("p", { class: "nmt-quiet", role: "status" });
  const list = makeElement("ol", { class: "nmt-revision-list" });
  const newer = makeButton("nmt-button is-plain", say.newer, () => turn(page - 1));
  const older = makeButton("nmt-button is-plain", say.older, () => turn(page + 1));
  const place = makeElement("span", { class: "nmt-quiet" });
  const pager = makeElement("nav", { class: "nmt-toolbar", "aria-label": say.name }, newer, place, older);
  const heading = formHeading({ name: say.name, lead: say.lead });
  const element = makeElement(
    "section",
    { class: "nmt-revisions", "aria-label": say.name },
    heading,
    makeElement(
      "div",
      { class: "nmt-revision-filter" },
      makeElement("label", { class: "nmt-field-name", for: id, text: say.filter }),
      filter,
    ),
    status,
    list,
    pager,
  );

  /** @param {RevisionRow} row */
  function makeRow(row) {
    const title = fillWords(say.number, { number: row.number });
    const panel = makePutBack(answers, row.number, say, ask, (text) => load(text));
    const isNewest = page === 1 && !section && !list.childElementCount;
    const mayGoBack = answers.mayWrite && answers.status !== "entered-in-error" && !isNewest;
    return makeElement(
      "li",
      { class: "nmt-card nmt-revision", "data-revision": row.number },
      makeElement(
        "header",
        {},
        makeElement("h3", { text: title }),
        makeElement("time", { datetime: row.at, text: sayTime(row.at, true) }),
        makeElement("span", { text: fillWords(say.by, { name: row.by, role: row.role }), dir: "auto" }),
        row.number === 1 && makeElement("span", { class: "nmt-quiet", text: say.first }),
        isNewest && makeElement("span", { class: "nmt-quiet", text: say.latest }),
        mayGoBack &&
          makeButton("nmt-button is-plain is-small", say.back, panel.open, {
            "aria-label": fillWords(say.back_label, { number: row.number }),
          }),
      ),
      panel.element,
      row.reason && makeElement("p", { text: fillWords(say.why, { reason: row.reason }), dir: "auto" }),
      row.changes.length > 0 && makeRevisionTable(row.changes, say, { old: say.old, new: say.new, caption: title }),
      row.more > 0 && makeElement("p", { class: "nmt-quiet", text: countForms(say.more, row.more) }),
    );
  }
  /**
   * @param {RevisionsReply} reply
   * @param {string} news what was done just now
   */
  function draw(reply, news) {
    page = reply.page;
    list.replaceChildren();
    for (const row of reply.rows) list.append(makeRow(row));
    const count = countForms(say.total, reply.total);
    status.textContent = [news, reply.total ? count : say.nothing].filter(Boolean).join(" ");
    pager.hidden = reply.pages < 2;
    place.textContent = fillWords(say.page, { page, pages: reply.pages });
    newer.disabled = page <= 1;
    older.disabled = page >= reply.pages;
  }
  async function load(news = "") {
    const request = { section, page };
    list.setAttribute("aria-busy", "true");
    list.inert = true; // what is opened in it now would be gone with the reply
    const reply = await ask({ type: "revisions", ...request });
    if (closed || request.section !== section || request.page !== page) return; // something else was asked for meanwhile
    list.setAttribute("aria-busy", "false");
    list.inert = false;
    if (reply && !reply.problem) return draw(reply, news);
    const again = makeButton("nmt-button is-plain is-small", say.again, () => load());
    status.replaceChildren(`${reply?.problem || say.silent} `, again);
  }
  /** @param {number} to */
  async function turn(to) {
    page = to;
    await load();
    element.querySelector("h2")?.focus();
    element.scrollIntoView();
  }
  filter.addEventListener("change", () => {
    [section, page] = [filter.value, 1];
    load();
  });
  pager.hidden = true;
  status.textContent = say.loading;
  load();
  return {
    element,
    focus: () => element.querySelector("h2")?.focus(),
    close() {
      closed = true;
    },
  };
}
