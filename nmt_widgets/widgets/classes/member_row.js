// One member of a class: how far they are, and below it what the trainer changes of them.

import { claimKeys, makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { MemberMessage, MemberReply, MemberRow } from "./protocol.d.ts"
 */

/**
 * @param {Words} words
 * @param {boolean} mayLead
 * @param {(message: MemberMessage) => void} send
 */
export function makeMemberRow(words, mayLead, send) {
  const trayId = makeElementId();
  const name = makeElement("b");
  const state = makeElement("span", { class: "nmt-class-member-state" });
  const filled = makeElement("i");
  const measure = makeElement("span", { class: "nmt-measure", "aria-hidden": "true" }, filled);
  const stuck = makeElement("span", { class: "nmt-class-member-stuck" });
  const change = makeButton("nmt-button is-plain is-small", words.change, () => unfold(Boolean(tray.hidden)), {
    "aria-expanded": "false",
    "aria-controls": trayId,
  });
  const tray = makeElement("div", { class: "nmt-class-member-tray", id: trayId, hidden: true });
  const line = makeElement("div", { class: "nmt-class-member-line" }, name, measure, state, stuck, change);
  const element = makeElement("li", {}, line, tray);

  const problem = makeElement("p", { class: "nmt-field-problem", role: "alert", id: makeElementId() });
  const field = makeElement("input", {
    class: "nmt-input",
    name: "name",
    maxlength: "400",
    autocomplete: "off",
    "aria-describedby": problem.id,
  });
  const form = makeElement(
    "form",
    { class: "nmt-class-member-name" },
    makeElement(
      "label",
      { class: "nmt-field" },
      makeElement("span", { class: "nmt-field-name", text: words.name }),
      field,
    ),
    makeElement("button", { class: "nmt-button is-small", text: words.rename }),
  );
  const hiddenNames = makeElement("p", { class: "nmt-quiet", text: words.hidden_names });
  const renew = makeButton("nmt-button is-plain is-small", words.renew, () =>
    ask(words.renew_sure, words.renew_yes, renew, { type: "renew", seat }),
  );
  const remove = makeButton("nmt-button is-plain is-danger is-small", words.remove, () =>
    ask(words.remove_sure, words.remove_yes, remove, { type: "remove", seat }),
  );
  const bar = makeElement("div", { class: "nmt-toolbar" }, renew, remove);
  const question = makeElement("div", { role: "group" });
  const codeNote = makeElement("div", { class: "nmt-alert is-notice", tabindex: "-1", hidden: true });
  tray.append(form, hiddenNames, problem, bar, question, codeNote);
  claimKeys(tray);
  let seat = -1;
  let current = "";

  /** @param {boolean} open */
  function unfold(open) {
    tray.hidden = !open;
    change.setAttribute("aria-expanded", String(open));
    problem.textContent = "";
    dismiss();
    hideCode();
    if (open) field.value = form.hidden ? "" : current;
  }
  /**
   * Asks again before anything is sent.
   * @param {string} text
   * @param {string} yes
   * @param {HTMLElement} asking
   * @param {MemberMessage} message
   */
  function ask(text, yes, asking, message) {
    const sentence = makeElement("p", { text: fillWords(text, { name: current }), id: makeElementId() });
    const confirm = makeButton("nmt-button is-small", yes, () => {
      dismiss();
      asking.focus();
      send(message);
    });
    const cancel = makeButton("nmt-button is-plain is-small", words.cancel, () => {
      dismiss();
      asking.focus();
    });
    problem.textContent = "";
    hideCode();
    question.replaceChildren(sentence, makeElement("div", { class: "nmt-toolbar" }, confirm, cancel));
    question.setAttribute("aria-labelledby", sentence.id);
    bar.hidden = true;
    cancel.focus();
  }
  function dismiss() {
    question.replaceChildren();
    bar.hidden = false;
  }
  function hideCode() {
    codeNote.replaceChildren();
    codeNote.hidden = true;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.textContent = "";
    send({ type: "rename", seat, name: field.value });
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tray.hidden) return;
    event.stopPropagation();
    unfold(false);
    change.focus();
  });

  return {
    element,
    /**
     * @param {MemberRow} member
     * @param {boolean} showsNames
     */
    draw(member, showsNames) {
      const isUntouched = form.hidden || field.value === current;
      [seat, current] = [member.seat, member.name];
      name.textContent = member.name;
      state.textContent = member.state;
      filled.style.width = `${member.share}%`;
      stuck.textContent = member.stuck;
      change.hidden = !(mayLead && member.by_code);
      change.setAttribute("aria-label", fillWords(words.change_label, member));
      form.hidden = !showsNames;
      hiddenNames.hidden = showsNames;
      if (!showsNames) field.value = "";
      else if (isUntouched) field.value = member.name;
    },
    /** @param {MemberReply} reply */
    answer(reply) {
      problem.textContent = reply.problem;
      if (reply.problem) {
        if (!form.hidden) field.focus();
      } else if (reply.code) {
        codeNote.replaceChildren(
          makeElement("p", { text: words.renewed }, " ", makeElement("b", { text: reply.code })),
          makeElement("p", { class: "nmt-quiet", text: words.renewed_note }),
          makeButton("nmt-button is-plain is-small", words.hide, () => {
            hideCode();
            renew.focus();
          }),
        );
        codeNote.hidden = false;
        codeNote.focus();
      }
    },
  };
}
