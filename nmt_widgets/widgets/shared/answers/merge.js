// Merges what others saved: it is taken over where this page has no unsaved answer, else a person decides the conflict.

import { sameAnswer } from "../values.js";

/**
 * @import { Answer, TheirAnswer } from "./protocol.d.ts"
 * @import { Queue } from "./queue.js"
 */

/**
 * @typedef {{ theirs: Answer, by: string, at: string, base: Answer }} Conflict
 * @typedef {{ by: string, at: string, count: number }} News
 */

export class Merge {
  #queue;
  /** @type {Map<string, Conflict>} */
  #conflicts = new Map();
  /** @type {News | null} what somebody else saved; nothing is sent until it is merged */
  stopped = null;

  /** @param {Queue} queue */
  constructor(queue) {
    this.#queue = queue;
  }

  /**
   * Takes what others saved. Returns the paths that are shown now as `accepted`, and who saved when as `news`.
   * @param {Map<string, TheirAnswer>} theirs
   */
  take(theirs) {
    const queue = this.#queue;
    /** @type {Set<string>} */
    const accepted = new Set();
    /** @type {News} */
    const news = { by: "", at: "", count: theirs.size };
    for (const [path, { value, by, at }] of theirs) {
      const base = this.#conflicts.get(path)?.base ?? queue.saved.get(path) ?? null;
      queue.put(path, value);
      if (by && !news.by.split(", ").includes(by)) news.by += news.by ? `, ${by}` : by;
      if (at > news.at) news.at = at;
      if (!queue.holds(path)) accepted.add(path);
      else if (sameAnswer(queue.mine(path), value)) {
        for (const map of [queue.unsent, queue.refused, this.#conflicts]) map.delete(path);
      } else this.#conflicts.set(path, { theirs: value ?? null, by, at, base });
    }
    const count = news.count + (this.stopped?.count ?? 0);
    this.stopped = queue.unsent.size || this.#conflicts.size ? { ...news, count } : null;
    return { accepted, news };
  }

  /**
   * Forgets a conflict over an answer that is as saved again.
   * @param {string} path
   */
  drop(path) {
    this.#conflicts.delete(path);
  }

  list() {
    return [...this.#conflicts].map(([path, { theirs, by, at, base }]) => ({
      path,
      mine: this.#queue.get(path),
      theirs,
      by,
      at,
      base,
    }));
  }

  /**
   * The paths where theirs was chosen; null while a conflict is undecided.
   * @param {Record<string, string>} choices
   */
  decided(choices) {
    const paths = [...this.#conflicts.keys()];
    if (!this.stopped || paths.some((path) => !["mine", "theirs"].includes(choices[path]))) return null;
    return paths.filter((path) => choices[path] === "theirs");
  }

  /**
   * Ends all conflicts, and gives up what is mine at some paths.
   * @param {string[]} givenUp
   */
  end(givenUp) {
    for (const path of givenUp) this.#queue.unsent.delete(path);
    this.#conflicts.clear();
    this.stopped = null;
  }
}
