// The panel on which a trainer asks the room: whether it is ready, and for a word. Words come from strangers: the speaker
// sees them first, and nothing is on the wall before it is shown.

import { makeElement, partIn } from "../shared/dom.js";
import { countWords, fillWords } from "../shared/words.js";
import { showInvitation } from "./invitation.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Behaviour, PresenterModel } from "./behaviours.js"
 * @import { Position } from "./position.js"
 * @import { DeckScene, PresenterReply, RoomData, RoomQuestion } from "./protocol.d.ts"
 * @import { SceneView } from "./scene_view.js"
 */

const MOST_WORDS = 40; // on the wall; the table has all that are shown

/** What the room wrote: how often each word, which the speaker hides, and which are on the wall. */
export class RoomWords {
  /** @type {[string, number][]} */
  counts = [];
  /** @type {Set<string>} */
  hidden = new Set();
  /** @type {Set<string>} */
  shown = new Set();

  /** The words on the wall, the most frequent first. */
  get visible() {
    return this.counts.filter(([word]) => this.shown.has(word) && !this.hidden.has(word));
  }

  /** How many words could be shown and are not. */
  get waiting() {
    return this.counts.filter(([word]) => !this.shown.has(word) && !this.hidden.has(word)).length;
  }

  show() {
    for (const [word] of this.counts) if (!this.hidden.has(word)) this.shown.add(word);
  }

  /** @param {string} word */
  turn(word) {
    if (!this.hidden.delete(word)) this.hidden.add(word);
  }

  /** For the speaker's window: each word, how often, and whether it is hidden. */
  get list() {
    return this.counts.map(([word, count]) => ({ word, count, isHidden: this.hidden.has(word) }));
  }
}

/**
 * How large a word is, in em: by the root of how often it came, so that its area tells.
 * @param {number} count
 * @param {number} most
 */
export function wordSize(count, most) {
  return most > 1 ? 1 + 1.8 * Math.sqrt((count - 1) / (most - 1)) : 1.6;
}

/**
 * @param {SceneView} view
 * @param {DeckScene} scene
 * @param {Position} position
 * @param {PresenterModel} model
 * @returns {Behaviour}
 */
export function makeRoom(view, scene, position, model) {
  const { words } = /** @type {RoomData} */ (scene.data);
  /** @param {string} selector */
  const find = (selector) => partIn(view.body, selector);
  const form = /** @type {HTMLFormElement} */ (/** @type {unknown} */ (find(".nmt-room-ask")));
  const text = find("input");
  const close = find("[data-close]");
  /** @type {RoomQuestion} */
  let question = { type: "room", ask: "", text: "" };
  let answers = new RoomWords();

  function draw() {
    const isOpen = question.ask !== "";
    close.hidden = !isOpen;
    find("[data-reveal]").hidden = !answers.waiting;
    find("[data-show]").textContent = countWords(words, "show", answers.waiting);
    const visible = answers.visible;
    const most = Math.max(1, ...visible.map(([, count]) => count));
    find("[data-cloud]").replaceChildren(
      ...visible.slice(0, MOST_WORDS).map(([word, count]) => {
        const item = makeElement("li", {}, makeElement("bdi", { text: word }));
        item.style.setProperty("--size", wordSize(count, most).toFixed(2));
        return item;
      }),
    );
    find("[data-table]").hidden = !visible.length;
    find("tbody").replaceChildren(
      ...visible.map(([word, count]) =>
        makeElement(
          "tr",
          {},
          makeElement("th", { scope: "row" }, makeElement("bdi", { text: word })),
          makeElement("td", { text: count }),
        ),
      ),
    );
    showInvitation(find("[data-join]"), model, isOpen);
    view.fit(0);
    position.room = question.ask === "words" || answers.counts.length ? answers : null;
    position.whisper();
  }

  /**
   * @param {RoomQuestion["ask"]} ask
   * @param {string} wording
   */
  function put(ask, wording) {
    model.send({ type: "room", ask: "", text: "" }); // the same question again is a new one, without the answers of before
    question = { type: "room", ask, text: wording };
    answers = new RoomWords();
    find("[data-question]").textContent = ask === "ready" ? words.ready : wording;
    find("[data-count]").textContent = "";
    find("[data-problem]").textContent = "";
    look();
    draw();
  }

  // Asks the kernel how the answers stand, while the panel is shown; it closes a question that nobody looks at.
  function look() {
    if (question.ask && position.isOn) model.send(question);
  }

  /** @param {PresenterReply} reply */
  function hear(reply) {
    if (reply.type !== "room" || reply.ask !== question.ask || reply.text !== question.text) return;
    find("[data-problem]").textContent = reply.problem;
    if (!reply.counts) return;
    const counts = Object.entries(reply.counts);
    if (reply.ask === "ready") {
      const [ready = 0, waiting = 0] = counts.map(([, count]) => count);
      find("[data-count]").textContent = fillWords(words.ready_count, { ready, waiting });
    } else {
      answers.counts = counts;
      const sum = counts.reduce((total, [, count]) => total + count, 0);
      find("[data-count]").textContent = countWords(words, "answers", sum);
    }
    draw();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value.trim()) put("words", text.value.trim());
    else text.focus();
  });
  find("[data-ready]").addEventListener("click", () => put("ready", ""));
  close.addEventListener("click", () => {
    question = { type: "room", ask: "", text: "" };
    model.send(question);
    draw();
  });
  find("[data-show]").addEventListener("click", () => {
    answers.show();
    draw();
  });
  model.on("msg:custom", hear);
  position.on(draw);
  const timer = setInterval(look, 2000);
  draw();
  return {
    step() {},
    close() {
      clearInterval(timer);
      model.off("msg:custom", hear);
      position.off(draw);
      position.room = null;
    },
  };
}
