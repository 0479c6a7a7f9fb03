// What the room is asked and what it answers. It lasts as long as the presentation, whichever scene is on the wall, so that
// the speaker can go on while answers come. Words come from strangers: nothing is on the wall before it is shown.

import { countWords, fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { PresenterModel } from "./behaviours.js"
 * @import { Position } from "./position.js"
 * @import { PresenterReply, RoomQuestion } from "./protocol.d.ts"
 */

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

/** The question to the room, open or closed, with its answers. Nothing of it is kept after the page. */
export class RoomAnswers {
  /** @type {RoomQuestion} */
  question = { type: "room", ask: "", text: "" };
  title = "";
  count = "";
  problem = "";
  words = new RoomWords();
  /** @type {Set<() => void>} */
  listeners = new Set();

  /**
   * @param {PresenterModel} model
   * @param {Position} position
   * @param {Words} texts
   */
  constructor(model, position, texts) {
    this.model = model;
    this.position = position;
    this.texts = texts;
    model.on("msg:custom", this.hear);
    this.timer = setInterval(() => this.look(), 2000);
  }

  get isOpen() {
    return this.question.ask !== "";
  }

  tell() {
    for (const listener of this.listeners) listener();
    this.position.whisper();
  }

  /**
   * Asks the room; the same question again is a new one, without the answers of before.
   * @param {RoomQuestion["ask"]} ask
   * @param {string} wording
   */
  ask(ask, wording) {
    this.close();
    this.forget();
    this.question = { type: "room", ask, text: wording };
    this.title = ask === "ready" ? this.texts.ready : wording;
    this.look();
    this.tell();
  }

  /** Asks the kernel how the answers stand; it closes a question that nobody asks about. */
  look() {
    if (!this.isOpen) return;
    if (this.position.isOn) this.model.send(this.question);
    else this.close();
  }

  close() {
    this.end();
    this.model.send(this.question);
  }

  /** The question is over, since another one is put or it is closed; its answers stay. */
  end() {
    this.question = { type: "room", ask: "", text: "" };
    this.tell();
  }

  forget() {
    this.title = this.count = this.problem = "";
    this.words = new RoomWords();
  }

  show() {
    this.words.show();
    this.tell();
  }

  /** @param {string} word */
  turn(word) {
    this.words.turn(word);
    this.tell();
  }

  /** @param {PresenterReply} reply */
  hear = (reply) => {
    const { ask, text } = this.question;
    if (!ask || reply.type !== "room" || reply.ask !== ask || reply.text !== text) return;
    this.problem = reply.problem;
    if (reply.counts) {
      const counts = Object.entries(reply.counts);
      if (ask === "ready") {
        const [ready = 0, waiting = 0] = counts.map(([, count]) => count);
        this.count = fillWords(this.texts.ready_count, { ready, waiting });
      } else {
        this.words.counts = counts;
        this.count = countWords(
          this.texts,
          "answers",
          counts.reduce((total, [, count]) => total + count, 0),
        );
      }
    }
    this.tell();
  };

  stop() {
    clearInterval(this.timer);
    this.model.off("msg:custom", this.hear);
  }
}
