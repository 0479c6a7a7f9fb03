// The answers of one assessment as views read them: values, states, progress, locks; views listen here for changes.

import { isEmpty, numberOf } from "../values.js";
import { Locks } from "./locks.js";
import { Merge } from "./merge.js";
import { Questions } from "./questions.js";
import { Queue } from "./queue.js";

/**
 * @import { Answer, Answers, RecordFacts } from "./protocol.d.ts"
 * @import { FormSpec, FormQuestion } from "../form/protocol.d.ts"
 */

/**
 * Called with the paths of changed answers, the origin of the change, and the paths whose state depends on them.
 * An origin is "edit", "undo", "theirs" (somebody else's), "draft" (put back), "refused" (still shown, not saved: see
 * `problem`) or "kept" (the store's way of writing what was typed). An empty set says that the locks have changed.
 * @typedef {(paths: Set<string>, origin: string, touched: Set<string>) => void} Listener
 * @typedef {"answered" | "not known" | "open" | "not asked"} State
 */

export class Reading {
  /** @protected */
  record;
  /** @protected */
  queue = new Queue();
  /** @protected */
  merge = new Merge(this.queue);
  /** @protected */
  questions;
  /** @protected */
  locks;
  /** @type {Set<Listener>} */
  #listeners = new Set();
  /** @type {Set<() => void>} */
  #stateListeners = new Set();

  /**
   * @param {RecordFacts} record
   * @param {FormSpec} spec
   * @param {Answers} answers
   */
  constructor(record, spec, answers) {
    this.record = record;
    this.locks = new Locks(record, this.queue.saved);
    this.questions = new Questions(spec);
    for (const [path, value] of Object.entries(answers)) this.queue.put(path, value);
  }

  get case() {
    return this.record.case;
  }
  get person() {
    return this.record.person;
  }
  get spec() {
    return this.questions.spec;
  }

  /** @param {string} path */
  get(path) {
    return this.queue.get(path);
  }
  unsaved() {
    return this.queue.unsaved();
  }
  /** @param {string} start */
  paths(start) {
    return this.queue.paths(start);
  }

  /**
   * "not asked": what goes with a rating of Part A that is 0; it can be answered all the same.
   * @param {FormQuestion} question
   * @returns {State}
   */
  state(question) {
    const value = this.get(question.path);
    const number = isEmpty(value) ? null : numberOf(question, value);
    if (number === this.spec.not_known) return "not known";
    if (!isEmpty(number) && !(typeof number === "string" && !number.trim())) return "answered";
    return this.#isAsked(question) ? "open" : "not asked";
  }
  /** @param {FormQuestion} question */
  #isAsked({ beside }) {
    if (beside === undefined || beside === null) return true;
    const rated = this.get(beside);
    const severity = rated === null ? null : numberOf({ kind: "severity" }, rated);
    return severity !== 0; // a rating that is not there yet is no 0
  }

  /** @param {FormQuestion[]} questions */
  counts(questions) {
    const counts = { answered: 0, notKnown: 0, open: 0, total: 0 };
    for (const question of questions) {
      const state = this.state(question);
      if (state === "not asked") continue;
      counts[state === "not known" ? "notKnown" : state] += 1;
      counts.total += 1;
    }
    return counts;
  }

  /** @param {(path: string) => string} naming names answers whose places are not known beforehand */
  set naming(naming) {
    this.questions.naming = naming;
  }
  /** @param {string} path */
  question(path) {
    return this.questions.at(path);
  }
  /** @param {string} path */
  goesOn(path) {
    return this.questions.goesOn(path);
  }
  /** @param {string} path */
  name(path) {
    return this.questions.name(path);
  }
  /** @param {string} path */
  sectionName(path) {
    return this.questions.sectionName(path);
  }
  /**
   * @param {string} path
   * @param {Answer} value
   */
  say(path, value) {
    return this.questions.say(path, value);
  }

  /**
   * Why an answer was not taken.
   * @param {string} path
   */
  problem(path) {
    return this.queue.refused.get(path)?.message ?? "";
  }
  get pending() {
    return this.queue.pending;
  }
  get saving() {
    return Boolean(this.queue.flight);
  }
  get refused() {
    return [...this.queue.refused].map(([path, entry]) => ({ path, ...entry }));
  }

  get status() {
    return this.locks.status;
  }
  get mayWrite() {
    return this.locks.mayWrite;
  }
  get isClosed() {
    return this.locks.isClosed;
  }
  get mayAmend() {
    return this.locks.mayAmend;
  }
  get reason() {
    return this.locks.reason;
  }
  get paused() {
    return this.locks.paused;
  }
  /** @param {string} path */
  isLocked(path) {
    return this.locks.isLocked(path);
  }

  get elsewhere() {
    return this.merge.stopped;
  }
  conflict() {
    return this.merge.list();
  }
  /** @param {Listener} listener */
  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /** @param {() => void} listener */
  onState(listener) {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }
  /**
   * @protected
   * @param {Set<string>} changed
   * @param {string} origin
   */
  tell(changed, origin) {
    const touched = this.questions.touched(changed);
    for (const listener of [...this.#listeners]) listener(changed, origin, touched);
  }
  /** @protected */
  tellState() {
    for (const listener of [...this.#stateListeners]) listener();
  }
}
