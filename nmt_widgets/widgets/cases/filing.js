// Assign a case to a colleague, or share it for reading: who may have it, who has it now, and what that means.

import { claimKeys, makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { CaseEntry, CaseListMessage, FilingRequest, PeopleReply, RefusedFiling } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {(message: CaseListMessage) => void} send
 */
export function makeFilingDialog(words, send) {
  const texts = words.dialog;
  /** @type {HTMLDialogElement | null} */
  let dialog = null;
  /** @type {CaseEntry} */
  let entry;
  let act = "";

  /**
   * @param {FilingRequest["act"]} kind
   * @param {string} person
   */
  const file = (kind, person) => send({ type: "file", act: kind, case: entry.case, person, edit: makeId() });

  const body = makeElement("div", { class: "nmt-case-dialog-body" });
  const problem = makeElement("small", { class: "nmt-case-problem", role: "alert", id: makeElementId() });

  /** @param {PeopleReply} people */
  function drawAssign({ colleagues, assigned }) {
    const options = [["", words.nobody], ...colleagues.map((name) => [name, name])];
    const select = makeSelect(options, assigned);
    const send = () => file("assign", select.value);
    return [
      makeElement("p", { text: fillWords(texts.assign_now, { name: assigned || words.nobody }) }),
      ...(colleagues.length || assigned
        ? [makeForm(texts.assign_who, select, texts.assign_send, send)]
        : [makeElement("p", { text: texts.no_colleagues })]),
    ];
  }
  /** @param {PeopleReply} people */
  function drawShare({ colleagues, readers }) {
    const others = colleagues.filter((name) => !readers.includes(name));
    const select = makeSelect([["", texts.choose], ...others.map((name) => [name, name])], "");
    const send = () => {
      if (select.value) file("share", select.value);
      else refuse(words.refused.choose, select);
    };
    const list = makeElement(
      "ul",
      { class: "nmt-list is-tight" },
      ...(readers.length ? readers : [texts.share_none]).map((name) =>
        makeElement(
          "li",
          { class: "nmt-case-reader" },
          makeElement("span", { text: name }),
          readers.length > 0 &&
            makeButton("nmt-button is-plain is-small", fillWords(texts.share_stop, { name }), () =>
              file("unshare", name),
            ),
        ),
      ),
    );
    return [
      makeElement("h3", { text: texts.share_now }),
      list,
      ...(others.length
        ? [makeForm(texts.share_who, select, texts.share_send, send)]
        : [makeElement("p", { text: texts.no_colleagues })]),
    ];
  }
  /**
   * @param {string[][]} options
   * @param {string} chosen
   */
  function makeSelect(options, chosen) {
    const select = makeElement(
      "select",
      { class: "nmt-input", "aria-describedby": problem.id },
      ...options.map(([value, text]) => makeElement("option", { value, text })),
    );
    select.value = chosen;
    return select;
  }
  /**
   * @param {string} label
   * @param {HTMLSelectElement} select
   * @param {string} button
   * @param {() => void} submit
   */
  function makeForm(label, select, button, submit) {
    const form = makeElement(
      "form",
      {},
      makeElement(
        "label",
        { class: "nmt-field" },
        makeElement("span", { class: "nmt-field-name", text: label }),
        select,
        problem,
      ),
      makeElement("button", { class: "nmt-button", text: button }),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      problem.textContent = "";
      submit();
    });
    return form;
  }
  /**
   * @param {string} text
   * @param {HTMLElement | null} field
   */
  function refuse(text, field) {
    problem.textContent = text;
    if (!problem.isConnected) body.append(problem);
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }

  return {
    /**
     * @param {HTMLElement} parent
     * @param {CaseEntry} chosen
     * @param {string} kind
     */
    open(parent, chosen, kind) {
      [entry, act] = [chosen, kind];
      const titleId = makeElementId();
      dialog = makeElement(
        "dialog",
        { class: "nmt-case-dialog", "aria-labelledby": titleId, closedby: "any" },
        makeElement(
          "header",
          {},
          makeElement("h2", {
            id: titleId,
            text: fillWords(words.action_label, { action: words.filing[act], title: entry.title }),
          }),
          makeButton("nmt-button is-plain is-small", texts.close, () => dialog?.close()),
        ),
        makeElement("p", { class: "nmt-quiet", text: texts[`${act}_note`] }),
        body,
      );
      body.replaceChildren(makeElement("p", { role: "status", text: texts.loading }));
      problem.textContent = "";
      dialog.addEventListener("close", () => {
        dialog?.remove();
        dialog = null;
      });
      dialog.addEventListener("keydown", (event) => event.stopPropagation());
      claimKeys(dialog);
      parent.append(dialog);
      dialog.showModal();
      send({ type: "people", case: entry.case });
    },
    /** @param {PeopleReply} people */
    fill(people) {
      if (!dialog || people.case !== entry.case) return;
      body.replaceChildren(...(act === "assign" ? drawAssign(people) : drawShare(people)));
      body.querySelector("select")?.focus();
    },
    /**
     * Shows a refusal at the field; without a dialog there is no such place.
     * @param {RefusedFiling} reply
     */
    refuse({ text }) {
      if (!dialog) return false;
      refuse(text, body.querySelector("select"));
      return true;
    },
    close: () => dialog?.close(),
  };
}
