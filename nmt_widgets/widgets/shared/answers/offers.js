// What tabs that died had not saved: offered back, as far as it is neither saved nor shown here. What this tab itself had
// not saved before it was loaded again goes on as if nothing had happened, unless somebody changed the same answers.

import { isOfPlan, sameAnswer } from "../values.js";

/**
 * @import { Answer } from "./protocol.d.ts"
 * @import { Draft, Drafts } from "./drafts.js"
 * @import { Queue } from "./queue.js"
 */

/** @typedef {{ key: string, at: number, answers: { path: string, value: Answer }[], goesOn: boolean }} Offer */

export class Offers {
  #drafts;
  #queue;
  #ofPlan;
  #statusPath;
  /** @type {Offer[]} */
  list = [];

  /**
   * @param {Drafts} drafts
   * @param {Queue} queue
   * @param {boolean} ofPlan whether the page is a plan's: what was typed on another screen of the case is offered there
   * @param {string} statusPath
   */
  constructor(drafts, queue, ofPlan, statusPath) {
    this.#drafts = drafts;
    this.#queue = queue;
    this.#ofPlan = ofPlan;
    this.#statusPath = statusPath;
  }

  async find() {
    const drafts = await this.#drafts.left();
    this.list = drafts.map((draft) => this.#offerOf(draft)).filter(({ answers }) => answers.length);
  }

  /**
   * @param {Draft & { key: string }} draft
   * @returns {Offer}
   */
  #offerOf({ key, at, changes, before }) {
    const own = Object.entries(changes).filter(([path]) => isOfPlan(path) === this.#ofPlan);
    const unsaved = own.filter(([path, value]) => this.#isOther(path, value, this.#queue.saved.get(path)));
    if (!unsaved.length && own.length === Object.keys(changes).length) this.#drafts.remove(key); // all was saved after all
    const answers = unsaved.filter(([path, value]) => this.#isOther(path, value, this.#queue.get(path)));
    const isAsBefore = answers.every(
      ([path]) => before && sameAnswer(before[path], this.#queue.saved.get(path)) && !this.#queue.holds(path),
    );
    const goesOn = key === this.#drafts.earlier && isAsBefore;
    return { key, at, answers: answers.map(([path, value]) => ({ path, value })), goesOn };
  }

  /**
   * @param {string} path
   * @param {Answer} value
   * @param {Answer} now
   */
  #isOther(path, value, now) {
    return path !== this.#statusPath && !sameAnswer(value, now);
  }

  /** @param {string} key */
  at(key) {
    return this.list.find((offer) => offer.key === key);
  }

  /** @param {string} key */
  forget(key) {
    this.list = this.list.filter((offer) => offer.key !== key);
  }
}
