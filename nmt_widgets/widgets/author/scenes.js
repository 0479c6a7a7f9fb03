// The scenes a case is told in: its own, or the workbook's usual ones until it has some.

import { makeButton, makeElement } from "../shared/dom.js";
import { isEmpty } from "../shared/values.js";
import { sayField } from "./fields.js";
import { makeRows } from "./rows.js";

/**
 * @import { Answer } from "../shared/answers/protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { ListAccess } from "./access.js"
 * @import { AuthorField, AuthorList } from "./protocol.d.ts"
 * @import { CaseModel } from "./case_answers.js"
 */

/**
 * @param {AuthorList} spec
 * @param {ListAccess} access
 * @param {CaseModel} model
 * @param {Words} words
 */
export function makeScenes(spec, access, model, words) {
  const rows = makeRows(spec, access, words.rows);
  const kinds = spec.fields.find(({ id }) => id === "kind");
  const panels = spec.fields.find(({ id }) => id === "panel");
  const usual = makeElement("ol", { class: "nmt-usual" });
  const take = makeButton("nmt-button is-plain", words.usual.take, () => {
    access.set(model.get("facts").usual, false);
    show();
    rows.focus();
  });
  const none = makeElement("div", {}, makeElement("p", { text: words.usual.lead }), usual, take);
  const back = makeButton("nmt-button is-plain", words.usual.back, () => {
    access.set([], false);
    show();
    take.focus();
  });
  const tell = makeElement("a", { class: "nmt-button is-plain", text: words.usual.tell });
  tell.href = `present.ipynb?case=${encodeURIComponent(model.get("record").case)}`;
  const own = makeElement("div", {}, rows.element);
  const element = makeElement(
    "div",
    {},
    none,
    own,
    makeElement("div", { class: "nmt-toolbar nmt-rows-line" }, back, tell),
  );

  /**
   * @param {AuthorField | undefined} field
   * @param {Answer} value
   */
  const wordsOf = (field, value) => (field ? sayField(field, value) : "");

  function show() {
    const has = !isEmpty(access.get());
    none.hidden = has;
    own.hidden = back.hidden = !has;
    take.disabled = back.disabled = access.locked();
    usual.replaceChildren(
      ...model
        .get("facts")
        .usual.map(({ kind, panel }) =>
          makeElement("li", { text: [wordsOf(kinds, kind), wordsOf(panels, panel)].filter(Boolean).join(": ") }),
        ),
    );
    rows.show();
  }
  return {
    element,
    show,
    focus: () => (isEmpty(access.get()) ? take.focus() : rows.focus()),
    openAt: rows.openAt,
  };
}
