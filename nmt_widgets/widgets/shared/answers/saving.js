// How the answers of one assessment get to the store: each is kept in this browser, sent soon, sent again until it is
// answered, and dropped from the browser once it is saved.

import { makeId } from "../values.js";
import { readTime } from "../words.js";
import { Drafts } from "./drafts.js";
import { Line } from "./line.js";
import { Offers } from "./offers.js";
import { Reading } from "./reading.js";
import { WAITS } from "./waits.js";

/**
 * @import { Model } from "../model.d.ts"
 * @import { Answer, Answers, RecordFacts, RefusedReply, SavedReply, SavingMessage } from "./protocol.d.ts"
 * @import { FormSpec } from "../form/protocol.d.ts"
 */

/**
 * The part of a form's model that its answers need; what else its page is sent is none of theirs.
 * @typedef {Model<{ record: RecordFacts, spec: FormSpec, answers: Answers }, SavingMessage, unknown>} AnswersModel
 */

export class Saving extends Reading {
  /** @protected */
  line;
  /** @protected */
  drafts;
  /** @protected */
  waitingDrafts;
  /**
   * The revision that is saved here.
   * @protected
   */
  base = 0;
  /**
   * The newest revision there is, as far as is known here.
   * @protected
   */
  newest = 0;
  #firstUnsent = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {((isSaved: boolean) => void)[]} */
  #waiters = [];

  /** @type {string | number} */
  savedAt;
  /** @type {string | number} */
  completedAt;

  /** @param {AnswersModel} model */
  constructor(model) {
    super(model.get("record"), model.get("spec"), model.get("answers"));
    this.base = this.newest = this.record.revision;
    this.savedAt = this.record.saved || "";
    this.completedAt = this.record.completed || "";
    this.drafts = new Drafts(this.record.person, this.record.case);
    this.drafts.removeOld();
    this.waitingDrafts = new Offers(this.drafts, this.queue, Boolean(this.record.plan), this.locks.statusPath);
    this.line = new Line(model, () => this.tellState());
  }

  close() {
    this.send();
    clearTimeout(this.#timer);
    this.line.close();
    this.drafts.close();
  }

  /**
   * A view was taken away. Where its kernel is lost, what is not saved is offered to the next form of this case: a
   * notebook's cell that is run again makes one.
   */
  leave() {
    if (this.line.connection === "lost") this.drafts.close();
  }

  get keepsCopy() {
    return this.drafts.isKept;
  }
  get offers() {
    return this.waitingDrafts.list;
  }
  get connection() {
    return this.line.connection;
  }
  get message() {
    return this.line.message;
  }
  get revision() {
    return this.base;
  }

  /**
   * @protected
   * @param {number} revision
   */
  noteRevision(revision) {
    this.newest = Math.max(this.newest, revision);
  }

  /**
   * @protected
   * @param {string} path
   * @param {Answer} value
   */
  enqueue(path, value) {
    if (this.queue.add(path, value)) this.merge.drop(path);
  }
  /**
   * While it is not decided whose answer holds, a page that is loaded again has to ask.
   * @protected
   */
  keep() {
    this.drafts.keep(this.unsaved(), this.base, this.merge.stopped ? null : this.queue.saved);
  }

  /** @protected */
  schedule(wait = WAITS.quiet) {
    const { flight, unsent } = this.queue;
    if (!unsent.size) this.#firstUnsent = 0;
    if (flight || this.merge.stopped || !unsent.size) return;
    const now = Date.now();
    this.#firstUnsent ||= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), Math.min(wait, Math.max(0, this.#firstUnsent + WAITS.longest - now)));
  }

  /** @protected */
  send(reason = this.reason) {
    clearTimeout(this.#timer);
    if (this.queue.flight || this.merge.stopped || !this.queue.unsent.size) return;
    const flight = this.queue.takeOff(makeId(), this.base, reason);
    this.#firstUnsent = 0;
    this.line.transmit(flight);
    this.tellState();
  }

  /** @returns {Promise<boolean>} */
  saveNow(reason = this.reason) {
    if (!this.pending) return Promise.resolve(true);
    if (this.merge.stopped) return Promise.resolve(false);
    /** @type {Promise<boolean>} */
    const done = new Promise((resolve) => this.#waiters.push(resolve));
    this.send(reason);
    return done;
  }
  /**
   * @protected
   * @param {boolean} isSaved
   */
  settle(isSaved) {
    if (isSaved && this.pending) return;
    for (const resolve of this.#waiters.splice(0)) resolve(isSaved);
  }

  // One save with all that is pending. Gives {ok} or {ok: false, why, message}; why: conflict, refused, drafts, locked.
  async complete() {
    if (this.merge.stopped) return { ok: false, why: "conflict", message: "" };
    if (this.queue.refused.size) return { ok: false, why: "refused", message: "" };
    if (this.waitingDrafts.list.length) return { ok: false, why: "drafts", message: "" };
    if (this.isClosed || !this.mayWrite) return { ok: false, why: "locked", message: "" };
    this.queue.unsent.set(this.locks.statusPath, "completed");
    const ok = await this.saveNow();
    return ok ? { ok } : { ok, why: this.merge.stopped ? "conflict" : "refused", message: this.message };
  }

  /**
   * The changes of the save that has been answered.
   * @protected
   */
  land() {
    this.line.answered();
    return this.queue.land();
  }

  /**
   * `rewritten`: what the store writes otherwise than it was typed, such as "9.5 years" for "9,5".
   * @protected
   * @param {SavedReply} reply
   */
  takeSaved({ revision, at, status, rewritten = {} }) {
    const changes = this.land();
    const unchanged = Object.keys(rewritten).filter((path) => !this.queue.unsent.has(path));
    if (revision >= this.base) {
      for (const [path, value] of changes) this.queue.put(path, path in rewritten ? rewritten[path] : value);
    }
    this.base = Math.max(this.base, revision);
    for (const [path, value] of [...this.queue.unsent]) this.enqueue(path, value);
    this.savedAt = readTime(at) ? at : Date.now();
    this.keep();
    this.line.connect("ok");
    if (unchanged.length) this.tell(new Set(unchanged), "kept");
    this.takeStatus(status);
    if (this.newest > this.base) this.line.post({ type: "refresh" });
    this.settle(true);
    this.schedule();
    this.tellState();
  }
  /**
   * @protected
   * @param {string | undefined} status
   */
  takeStatus(status) {
    if (!status || status === this.status) return;
    this.locks.status = status;
    this.queue.put(this.locks.statusPath, status);
    if (status === "completed") {
      this.completedAt = Date.now();
      this.waitingDrafts.list = [];
      this.drafts.removeCase();
    }
    this.tell(new Set([this.locks.statusPath]), "theirs");
    this.tellState();
  }

  /**
   * `problems`: {path: message} where it is known which answers were not taken; the others are sent once more.
   * @protected
   * @param {RefusedReply} reply
   */
  takeRefused(reply) {
    const blamed = this.queue.refuse(this.land(), reply, this.locks.statusPath);
    this.line.connection = "ok";
    this.line.message = reply.message;
    this.keep();
    this.settle(false);
    this.tell(new Set(blamed), "refused");
    this.schedule();
    this.tellState();
  }

  /**
   * Refused answers once more.
   * @param {string[]} paths
   */
  retry(paths) {
    for (const path of paths) {
      const entry = this.queue.refused.get(path);
      this.queue.refused.delete(path);
      if (entry) this.enqueue(path, entry.value);
    }
    this.keep();
    this.tell(new Set(paths), "edit");
    this.schedule();
    this.tellState();
  }
}
