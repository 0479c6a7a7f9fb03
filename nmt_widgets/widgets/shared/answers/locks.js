// What may be changed: by whom, in what state of the assessment, and for what reason once it is completed.

import { isOfPlan } from "../values.js";

/** @import { Answer, RecordFacts } from "./protocol.d.ts" */

export class Locks {
  #record;
  #saved;
  status;
  reason = ""; // of an amendment: every save carries it
  paused = false; // for a while nothing may be changed, as while scores are on trial

  /**
   * @param {RecordFacts} record
   * @param {ReadonlyMap<string, Answer>} saved
   */
  constructor(record, saved) {
    this.#record = record;
    this.#saved = saved;
    this.status = record.status;
  }

  get statusPath() {
    return `assessments/${this.#record.assessment}/status`;
  }
  get mayWrite() {
    return this.#record.write !== false;
  }
  get isClosed() {
    return this.status !== "in-progress";
  }
  get mayAmend() {
    return this.mayWrite && (this.status === "completed" || this.status === "amended");
  }

  /** @param {string} path */
  isLocked(path) {
    if (!this.mayWrite || this.paused) return true;
    if (isOfPlan(path)) return false; // a plan is agreed and followed after completion
    if (this.reason) return false;
    const number = /^assessments\/([^/]+)\//.exec(path)?.[1];
    if (number !== undefined) return this.#statusOf(number) !== "in-progress";
    const statuses = [...this.#assessments()].map((number) => this.#statusOf(number));
    return (
      !statuses.includes("in-progress") && statuses.some((status) => status === "completed" || status === "amended")
    );
  }

  /** @param {string} number */
  #statusOf(number) {
    if (number === String(this.#record.assessment)) return this.status;
    return this.#saved.get(`assessments/${number}/status`) ?? "in-progress";
  }

  #assessments() {
    const numbers = new Set([String(this.#record.assessment)]);
    for (const path of this.#saved.keys()) if (path.startsWith("assessments/")) numbers.add(path.split("/")[1]);
    return numbers;
  }
}
