// What is written about one function: disputes of the reference, answers, comments, and the forms that write them.

import { makeButton, makeElement } from "../shared/dom.js";
import { makeLongText } from "../shared/long_text.js";
import { keepTyped } from "../shared/typed.js";
import { makeId } from "../shared/values.js";
import { countWords, fillWords } from "../shared/words.js";
import { makeNoteForm } from "./note_form.js";
import { paragraphButton } from "./paragraph_button.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { DifferenceRow, FeedbackMessage, FeedbackNote, FeedbackReply, FunctionFeedback, OtherDispute } from "./protocol.d.ts"
 * @import { NoteForm, Verdict } from "./note_form.js"
 */

/**
 * What every row's feedback needs of the page around it.
 * @typedef {{ words: Words, typed: string, paragraphs: number[], highest: number,
 *   send: (message: FeedbackMessage) => void }} FeedbackPage
 */

/**
 * @param {Pick<DifferenceRow, "id" | "name">} row
 * @param {FeedbackPage} page
 * @param {Words} comparisonWords
 * @param {(paragraph: number) => void} go
 */
export function makeFeedback(row, page, comparisonWords, go) {
  const { words } = page;
  const notes = makeElement("ul", { class: "nmt-list is-tight" });
  const changed = makeElement("p", { class: "nmt-feedback-changed" });
  const count = makeElement("p", { class: "nmt-feedback-count" });
  const others = makeElement("div", { class: "nmt-feedback-others" });
  const bar = makeElement("div", { class: "nmt-toolbar" });
  const place = makeElement("div");
  const status = makeElement("p", { class: "nmt-quiet", role: "status", tabindex: "-1" });
  const element = makeElement(
    "div",
    { class: "nmt-feedback", role: "cell", "aria-label": fillWords(words.title, { name: row.name }) },
    changed,
    notes,
    count,
    others,
    bar,
    place,
    status,
  );
  /** @type {FunctionFeedback | undefined} */
  let feedback;
  /** @type {{ form: NoteForm, kind: string, edit: string } | null} */
  let open = null;

  /** @param {string} kind */
  const typedFor = (kind) => keepTyped(`nmt-feedback:${page.typed}:${row.id}:${kind}`);

  function close() {
    open?.form.close();
    open = null;
    place.replaceChildren();
    draw();
  }
  /**
   * @param {string} kind names what is typed, and finds it again after a reload
   * @param {Parameters<typeof makeNoteForm>[1] & { text?: string }} look
   * @param {(text: string, verdict: Verdict, edit: string) => FeedbackMessage} message
   */
  function write(kind, look, message) {
    status.textContent = "";
    const typed = typedFor(kind);
    const form = makeNoteForm(page, look, {
      typed(text) {
        if (open) open.edit = "";
        typed.set(text);
      },
      send(text, verdict) {
        if (!open) return;
        open.edit ||= makeId(); // sent again unchanged it is the same request
        page.send(message(text, verdict, open.edit));
      },
      cancel() {
        typed.clear();
        close();
        bar.querySelector("button")?.focus();
      },
    });
    open = { form, kind, edit: "" };
    form.fill(typed.get() ?? look.text ?? "");
    place.replaceChildren(form.element);
    draw();
  }
  const dispute = () =>
    write("dispute", { label: words.dispute_label, hint: words.dispute_hint }, (text, _verdict, edit) => ({
      type: "dispute",
      function: row.id,
      text,
      edit,
    }));
  /** @param {FeedbackNote} [replaced] */
  const comment = (replaced) =>
    write(
      replaced ? `replace-${replaced.number}` : "comment",
      {
        label: fillWords(words.comment_label, { name: row.name }),
        hint: words.comment_hint,
        text: replaced?.text,
      },
      (text, _verdict, edit) => ({ type: "comment", function: row.id, text, replaces: replaced?.number ?? null, edit }),
    );
  /** @param {FeedbackNote} note */
  const answer = (note) =>
    write(
      `answer-${note.number}`,
      { label: words.answer_label, hint: words.answer_hint, score: feedback?.score, others: feedback?.others },
      (text, { score, also }, edit) =>
        score
          ? { type: "change", dispute: note.number, also, text, score, edit }
          : { type: "keep", dispute: note.number, also, text, edit },
    );

  /** @param {FeedbackNote} note */
  function drawNote(note) {
    const item = makeElement("li", { "data-kind": note.kind });
    item.append(
      makeElement("b", { text: note.head }),
      makeLongText("p", note.text),
      ...note.paragraphs.map((number) => paragraphButton(number, comparisonWords, false, () => go(number))),
    );
    const act = { answer: () => answer(note), replace: () => comment(note), "": null }[note.may];
    if (act && !open)
      item.append(
        makeButton("nmt-button is-plain is-small", note.may === "answer" ? words.answer : words.replace, () => {
          act();
          open?.form.focus();
        }),
      );
    return item;
  }
  /** @param {OtherDispute[]} disputes */
  function drawOthers(disputes) {
    const lines = disputes.map(({ head, text, to }) =>
      makeElement("li", {}, makeElement("a", { href: to, text: head }), makeLongText("p", text)),
    );
    others.replaceChildren();
    if (lines.length)
      others.append(
        makeElement("p", { text: countWords(words, "others", lines.length) }),
        makeElement("ul", { class: "nmt-list is-tight" }, ...lines),
      );
  }
  function draw() {
    if (!feedback) return;
    changed.textContent = feedback.changed;
    count.textContent = feedback.count;
    drawOthers(open ? [] : feedback.others);
    notes.replaceChildren(...feedback.notes.map(drawNote));
    /** @type {[boolean, string, () => void][]} */
    const ways = [
      [feedback.may_dispute, words.dispute, dispute],
      [feedback.may_comment, words.comment, () => comment()],
    ];
    bar.replaceChildren(
      ...ways
        .filter(([may]) => may && !open)
        .map(([, text, begin]) =>
          makeButton(
            "nmt-button is-quiet is-small",
            text,
            () => {
              begin();
              open?.form.focus();
            },
            { "aria-label": `${text}: ${row.name}` },
          ),
        ),
    );
    for (const part of [changed, count, others, bar, notes]) part.hidden = !part.textContent;
  }
  /** What was typed before a reload is put back into its form. */
  function reopen() {
    if (!feedback || open) return;
    if (feedback.may_dispute && typedFor("dispute").get()) return dispute();
    if (feedback.may_comment && typedFor("comment").get()) return comment();
    for (const note of feedback.notes) {
      if (note.may === "answer" && typedFor(`answer-${note.number}`).get()) return answer(note);
      if (note.may === "replace" && typedFor(`replace-${note.number}`).get()) return comment(note);
    }
  }

  return {
    element,
    /** @param {FunctionFeedback | undefined} now */
    update(now) {
      const isFirst = feedback === undefined;
      feedback = now;
      if (open?.kind.startsWith("answer-")) open.form.offer(now?.others ?? []);
      draw();
      if (isFirst) reopen();
    },
    /** @param {FeedbackReply} reply */
    receive(reply) {
      if (!open || reply.edit !== open.edit) return;
      if (reply.type === "refused") return open.form.refuse(reply.message);
      typedFor(open.kind).clear();
      const focused = document.activeElement; // none, where the button of the form had the keyboard
      const isHere = !focused || focused === document.body || place.contains(focused);
      close();
      status.textContent = words.sent;
      if (isHere) status.focus({ preventScroll: true }); // the form that had the keyboard is gone
    },
  };
}
