// Whole changes, forth and back; typing in one place is one step until it pauses.

import { sameAnswer } from "../values.js";
import { WAITS } from "./waits.js";

/**
 * @import { Answer } from "./protocol.d.ts"
 * @typedef {{ before: Answer, after: Answer }} Change
 * @typedef {{ changes: Map<string, Change>, typing: boolean, at: number }} Step
 */

const UNDO_STEPS = 500;

export class Steps {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];

  /**
   * @param {Map<string, Change>} changes
   * @param {boolean} typing
   */
  add(changes, typing) {
    const last = this.#done.at(-1);
    const now = Date.now();
    const [path] = changes.keys();
    const before = typing && last?.typing && changes.size === 1 ? last.changes.get(path) : undefined;
    if (last && before && now - last.at < WAITS.typing) {
      before.after = changes.get(path)?.after;
      last.at = now;
      if (sameAnswer(before.before, before.after)) this.#done.pop(); // typed and taken away again: nothing to undo
    } else this.#done.push({ changes, typing, at: now });
    this.#undone = [];
    if (this.#done.length > UNDO_STEPS) this.#done.shift();
  }

  /**
   * The changes of one step back (or forth). The caller makes them, then calls moved().
   * @param {boolean} back
   */
  next(back) {
    const step = (back ? this.#done : this.#undone).at(-1);
    return step && new Map([...step.changes].map(([path, { before, after }]) => [path, back ? before : after]));
  }
  /** @param {boolean} back */
  moved(back) {
    const [from, to] = back ? [this.#done, this.#undone] : [this.#undone, this.#done];
    const step = from.pop();
    if (step) to.push({ ...step, typing: false });
  }

  /**
   * Somebody else's answer is there now: undo would remove it unseen.
   * @param {Set<string>} paths
   */
  forget(paths) {
    /** @param {Step} step */
    const apart = ({ changes }) => ![...changes.keys()].some((path) => paths.has(path));
    this.#done = this.#done.filter(apart);
    this.#undone = this.#undone.filter(apart);
  }
}
