// The bar over the form shows whether everything is saved. Panels below it appear only when something has to be
// decided. It never takes the focus from somebody who types.

import { makeElement } from "../dom.js";
import { countWords, fillWords, sayTime } from "../words.js";
import { makeAmendment } from "./amendment_panel.js";
import { makeConflicts } from "./conflict_panel.js";
import { makeOffers } from "./offers_panel.js";
import { barButton, shortText } from "./panel.js";
import { makeRefused } from "./refused_panel.js";
import { listenForUndo } from "./undo_keys.js";

/**
 * @import { Answer } from "./protocol.d.ts"
 * @import { Words } from "../protocol.d.ts"
 * @import { Answers } from "./answers.js"
 */

const CALM = 1500; // ms a state must last before it is read aloud: each save would be too much

/**
 * The state of saving: [kind, words, time].
 * @param {Answers} answers
 * @param {Words} words
 */
function sayState(answers, words) {
  const { states } = words;
  const { pending, connection } = answers;
  if (answers.elsewhere && pending) return ["stopped", countWords(states, "stopped", pending), ""];
  if (pending && connection === "ok") return ["saving", states.saving, ""];
  if (pending) return ["unsaved", countWords(states, answers.keepsCopy ? "unsaved" : "uncopied", pending), ""];
  if (connection !== "ok") return ["silent", states.silent, ""];
  if (answers.refused.length) return ["unsaved", countWords(words.refused, "title", answers.refused.length), ""];
  return answers.savedAt ? ["saved", states.saved, sayTime(answers.savedAt)] : ["untouched", states.untouched, ""];
}

/**
 * @param {Answers} answers
 * @param {Words} words
 */
function sayClosed(answers, words) {
  if (!answers.mayWrite) return words.closed.read_only;
  if (answers.reason) return fillWords(words.closed.amending, { reason: shortText(answers.reason, 60) });
  if (!answers.isClosed) return "";
  if (answers.status !== "completed") return words.closed[answers.status] ?? answers.status;
  if (!answers.completedAt) return words.closed.completed_plain;
  return fillWords(words.closed.completed, { at: sayTime(answers.completedAt, true) });
}

/**
 * @param {Answers} answers
 * @param {{ saving: Words }} parts
 * @param {((path: string) => void) | null} [onGo]
 */
export function makeSaveBar(answers, { saving: words }, onGo = null) {
  /**
   * @param {string} path
   * @param {Answer} value
   */
  const say = (path, value) => shortText(answers.say(path, value)) || words.nothing;
  const element = makeElement("section", { class: "nmt-save", "aria-label": words.label, "data-undo": "" });
  const line = makeElement("div", { class: "nmt-save-line" });
  const state = makeElement("span", { class: "nmt-save-state", "aria-hidden": "true" });
  const [status, time] = [makeElement("span"), makeElement("time")];
  state.append(makeElement("i", { class: "nmt-save-dot" }), status, time);
  const aloud = makeElement("span", { class: "nmt-unseen", role: "status" });
  const where = makeElement("span", { class: "nmt-save-where" });
  const note = makeElement("span", { class: "nmt-save-note" });
  const closed = makeElement("span", { class: "nmt-save-closed" });
  const amendment = makeAmendment(answers, words);
  const change = barButton(words.closed.change, () => amendment.open(true));
  const end = barButton(words.closed.end, () => answers.endAmendment());
  /**
   * @param {string} kind
   * @param {() => void} act
   */
  const key = (kind, act) => {
    const keys = words[`${kind}_keys`];
    const button = barButton(words[kind], act, "nmt-button is-plain is-small", {
      title: keys,
      "aria-keyshortcuts": keys.replace("Ctrl", "Control"),
    });
    return button;
  };
  const [undo, redo] = [key("undo", () => answers.undo()), key("redo", () => answers.redo())];
  const steps = makeElement("span", { class: "nmt-save-steps" });
  steps.append(undo, redo);
  line.append(state, where, note, closed, change, end, steps);

  const trouble = makeElement("div", { class: "nmt-save-trouble", role: "alert" });
  trouble.hidden = true;
  const panels = [
    makeRefused(answers, words, say, onGo),
    makeConflicts(answers, words, say),
    makeOffers(answers, words, say),
    amendment,
  ];
  const below = makeElement("div", { class: "nmt-save-panels" });
  below.append(...panels.map((panel) => panel.element));
  element.append(line, aloud, trouble, below);

  let [heard, waitingToRead, lastTrouble, drawing, flash] = ["", 0, "", 0, 0];

  function drawTrouble() {
    const { connection, message, keepsCopy, pending } = answers;
    const known =
      connection !== "ok" && connection !== "waiting" ? (words.troubles[connection] ?? words.troubles.other) : null;
    const now = known ? JSON.stringify([connection, message, keepsCopy]) : "";
    if (known) element.dataset.trouble = connection;
    else delete element.dataset.trouble;
    if (now === lastTrouble) return;
    lastTrouble = now;
    trouble.hidden = !known;
    if (!known) return trouble.replaceChildren();
    const text = makeElement("p");
    text.append(
      makeElement("b", { text: message || known.what }),
      ` ${keepsCopy ? known.advice : words.troubles.uncopied}`,
    );
    trouble.replaceChildren(text);
    if (!keepsCopy && pending) trouble.append(barButton(words.download, () => answers.keepCopy(async () => false)));
    else if (connection === "lost" || connection === "ended")
      trouble.append(barButton(words.reload, () => location.reload()));
  }

  /** @param {string} words */
  function readAloud(words) {
    clearTimeout(waitingToRead);
    if (words === heard) return;
    waitingToRead = setTimeout(() => {
      heard = words;
      aloud.textContent = words;
    }, CALM);
  }

  function draw() {
    drawing = 0;
    const [kind, text, at] = sayState(answers, words);
    element.dataset.state = kind;
    status.textContent = text;
    time.textContent = at ? ` ${at}` : "";
    readAloud(text);
    if (!flash) {
      const { news, keepsCopy } = answers;
      const values = news ? { by: news.by || words.somebody, at: sayTime(news.at) } : {};
      note.textContent =
        !keepsCopy && answers.connection === "ok"
          ? words.no_copy
          : news
            ? countWords(words, "news", news.count, values)
            : "";
    }
    closed.textContent = sayClosed(answers, words);
    change.hidden = !answers.mayAmend || Boolean(answers.reason);
    end.hidden = !answers.reason;
    steps.hidden = Boolean(closed.textContent) && !answers.reason && !answers.canUndo && !answers.canRedo;
    undo.disabled = !answers.canUndo;
    redo.disabled = !answers.canRedo;
    drawTrouble();
    for (const panel of panels) panel.draw();
  }
  const drawSoon = () => (drawing ||= requestAnimationFrame(draw));

  /**
   * What a step back has changed may be out of sight.
   * @param {Set<string>} paths
   * @param {string} origin
   */
  function tell(paths, origin) {
    const ownWords = origin === "undo" ? words.states.undone : origin === "draft" ? words.states.put_back : "";
    if (!ownWords || !paths.size) {
      if (origin === "edit") answers.news = null;
      return;
    }
    const [first] = paths;
    const more = { name: answers.name(first), count: paths.size - 1 };
    const name = paths.size > 1 ? fillWords(words.states.and_more, more) : more.name;
    note.textContent = aloud.textContent = fillWords(ownWords, { name });
    clearTimeout(flash);
    flash = setTimeout(() => {
      flash = 0;
      draw();
    }, 3000);
  }

  const offs = [answers.onState(drawSoon), answers.on(tell), listenForUndo(answers, () => element.parentElement)];
  draw();
  return {
    element,
    focus: () => undo.focus(),
    /** Of its line alone, without what may be unfolded below. */
    get height() {
      return line.offsetHeight + 1;
    },
    /**
     * Shows where the answers are saved, where that is not the store.
     * @param {string} text
     */
    showPlace(text) {
      where.textContent = text;
    },
    close() {
      for (const off of offs) off();
      cancelAnimationFrame(drawing);
      clearTimeout(waitingToRead);
      clearTimeout(flash);
    },
  };
}
