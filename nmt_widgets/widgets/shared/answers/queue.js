// What is saved, what is on its way, and what waits: one value for each path is the one that is shown.

import { isEmpty, sameAnswer } from "../values.js";

/** @import { Answer } from "./protocol.d.ts" */

/**
 * @typedef {{ edit: string, base: number, changes: Map<string, Answer>, reason: string, tries: number }} Flight
 * @typedef {{ value: Answer, kind: string, message: string }} RefusedAnswer
 */

export class Queue {
  /** @type {Map<string, Answer>} as the store has it */
  saved = new Map();
  /** @type {Map<string, Answer>} */
  unsent = new Map();
  /** @type {Flight | null} the save under way */
  flight = null;
  /** @type {Map<string, RefusedAnswer>} taken out of the queue, still shown */
  refused = new Map();

  /** @param {string} path */
  get(path) {
    return this.mine(path) ?? (this.holds(path) ? null : (this.saved.get(path) ?? null));
  }

  /**
   * Whether this page has an answer that hides the saved one.
   * @param {string} path
   */
  holds(path) {
    return this.unsent.has(path) || this.refused.has(path) || Boolean(this.flight?.changes.has(path));
  }

  /** @param {string} path */
  mine(path) {
    if (this.unsent.has(path)) return this.unsent.get(path);
    if (this.refused.has(path)) return this.refused.get(path)?.value;
    return this.flight?.changes.get(path);
  }

  /**
   * @param {string} path
   * @param {Answer} value
   */
  put(path, value) {
    if (isEmpty(value)) this.saved.delete(path);
    else this.saved.set(path, value);
  }

  /**
   * Has an answer wait to be sent; returns whether it is as saved, so that there is nothing to send.
   * @param {string} path
   * @param {Answer} value
   */
  add(path, value) {
    const isBack = !this.flight?.changes.has(path) && sameAnswer(value, this.saved.get(path));
    if (isBack) this.unsent.delete(path);
    else this.unsent.set(path, value);
    return isBack;
  }

  /** All unsaved answers, the refused ones among them. */
  unsaved() {
    /** @type {[string, Answer][]} */
    const refused = [...this.refused].map(([path, { value }]) => [path, value]);
    return new Map([...(this.flight?.changes ?? []), ...refused, ...this.unsent]);
  }

  get pending() {
    return new Set([...(this.flight?.changes.keys() ?? []), ...this.unsent.keys()]).size;
  }

  /**
   * The paths of all answers below a place.
   * @param {string} start
   */
  paths(start) {
    const known = [...this.saved.keys(), ...this.unsaved().keys()].filter((path) => path.startsWith(start));
    return [...new Set(known)].sort();
  }

  /**
   * Takes all that waits into one save.
   * @param {string} edit
   * @param {number} base
   * @param {string} reason
   * @returns {Flight}
   */
  takeOff(edit, base, reason) {
    this.flight = { edit, base, changes: this.unsent, reason, tries: 0 };
    this.unsent = new Map();
    return this.flight;
  }

  /** The changes of the save that has been answered. */
  land() {
    const changes = this.flight?.changes ?? new Map();
    this.flight = null;
    return changes;
  }

  /**
   * Sorts the changes of a refused save: what is to blame stays shown, the rest waits once more.
   * @param {Map<string, Answer>} changes
   * @param {{ kind: string, message: string, path: string, problems?: Record<string, string> }} reply
   * @param {string} statusPath
   * @returns {string[]} what is to blame
   */
  refuse(changes, { kind, message, path, problems = {} }, statusPath) {
    const known = Object.keys(problems).filter((path) => changes.has(path));
    const blamed = known.length ? known : changes.has(path) ? [path] : [...changes.keys()];
    for (const [own, value] of changes) {
      if (this.unsent.has(own)) continue; // corrected meanwhile
      if (!blamed.includes(own)) this.unsent.set(own, value);
      else if (own !== statusPath) this.refused.set(own, { value, kind, message: problems[own] ?? message });
    }
    this.unsent.delete(statusPath); // nothing is completed around an answer that was not taken
    return blamed;
  }
}
