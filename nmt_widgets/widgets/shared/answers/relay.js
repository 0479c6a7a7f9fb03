// Sends changed answers to the live map: each at once, typed text after a pause.

import { WAITS } from "./waits.js";

/** @import { Answer, Answers } from "./protocol.d.ts" */

export class Relay {
  #post;
  /** @type {Map<string, Answer>} */
  #changes = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(changes: Answers) => void} post */
  constructor(post) {
    this.#post = post;
  }

  /**
   * @param {Iterable<[string, Answer]>} changes
   * @param {boolean} typing
   */
  add(changes, typing) {
    for (const [path, value] of changes) this.#changes.set(path, value);
    clearTimeout(this.#timer);
    if (typing) this.#timer = setTimeout(() => this.flush(), WAITS.relay);
    else this.flush();
  }

  /** Sends what waits. */
  flush() {
    if (this.#changes.size) this.#post(Object.fromEntries(this.#changes));
    this.#changes.clear();
  }

  close() {
    clearTimeout(this.#timer);
  }
}
