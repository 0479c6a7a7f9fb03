// The answers of one assessment in the browser: what is saved, what is not yet, and how it gets there.
// Every change is kept in this browser before anything else happens with it, and dropped from there once it is saved.

import { downloadText } from "../download.js";
import { isEmpty, makeId, sameAnswer } from "../values.js";
import { readTime } from "../words.js";
import { Drafts } from "./drafts.js";
import { Line } from "./line.js";
import { Offers } from "./offers.js";
import { Reading } from "./reading.js";
import { Steps } from "./steps.js";
import { WAITS } from "./waits.js";

/**
 * @import { AnyModel } from "@anywidget/types"
 * @import * as Protocol from "../protocol.d.ts"
 * @import { News } from "./merge.js"
 * @import { Change } from "./steps.js"
 */

/** @typedef {ReturnType<typeof setTimeout>} Timer */

export class Answers extends Reading {
  #line;
  #drafts;
  #steps = new Steps();
  #base; // the revision that is saved here
  #heardOf = 0;
  #changer = { by: "", at: "" };
  #firstUnsent = 0;
  /** @type {Record<string, Timer>} */
  #timers = {};
  /** @type {Map<string, Protocol.Answer>} */
  #relay = new Map();
  /** @type {((isSaved: boolean) => void)[]} */
  #waiters = [];
  /** @type {((implausible: Protocol.Implausible[] | null) => void)[]} */
  #reviewers = [];
  #offers;
  /** @type {(() => void)[]} */
  #closing = [];

  /** @type {string | number} */
  savedAt;
  /** @type {string | number} */
  completedAt;
  /** @type {News | null} what somebody else saved and is shown here already */
  news = null;

  /** @param {AnyModel} model */
  constructor(model) {
    super(model.get("record"), model.get("spec"), model.get("answers"));
    this.#base = this.#heardOf = this.record.revision;
    this.savedAt = this.record.saved || "";
    this.completedAt = this.record.completed || "";
    this.#drafts = new Drafts(this.record.person, this.record.case);
    this.#drafts.removeOld();
    this.#offers = new Offers(this.#drafts, this.queue, Boolean(this.record.plan), this.locks.statusPath);
    this.#listen(window, "pagehide", () => this.#send());
    this.#listen(document, "visibilitychange", () => (document.hidden ? this.#send() : this.#wake()));
    this.#listen(window, "storage", ({ key }) => {
      if (!key || key.startsWith(Drafts.PREFIX)) this.#findOffers();
    });
    this.#listen(window, "beforeunload", (event) => {
      if (this.pending && !this.keepsCopy) event.preventDefault();
    });
    /** @param {Protocol.AnswerReply} message */
    const take = (message) => this.#take(message);
    model.on("msg:custom", take);
    const learn = () => this.questions.learn(model.get("spec"));
    model.on("change:spec", learn);
    this.#closing.push(
      () => model.off("msg:custom", take),
      () => model.off("change:spec", learn),
    );
    this.#line = new Line(model, () => this.tellState());
    this.#findOffers();
    this.#timers.late = setTimeout(() => this.#findOffers(), 3 * Drafts.BEAT + 500); // of a tab that died a moment ago
  }

  /**
   * @param {Window | Document} target
   * @param {string} name
   * @param {(event: any) => void} listener
   */
  #listen(target, name, listener) {
    target.addEventListener(name, listener);
    this.#closing.push(() => target.removeEventListener(name, listener));
  }

  close() {
    this.#send();
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    for (const undo of this.#closing) undo();
    this.#line.close();
    this.#drafts.close();
  }

  get keepsCopy() {
    return this.#drafts.kept;
  }
  get offers() {
    return this.#offers.list;
  }
  get connection() {
    return this.#line.connection;
  }
  get message() {
    return this.#line.message;
  }
  get revision() {
    return this.#base;
  }

  // ---- amendments ----

  /** @param {boolean} paused */
  pause(paused) {
    this.locks.paused = paused;
    this.tellState();
  }

  /**
   * From here on every save of this tab carries the reason.
   * @param {string} reason
   */
  amend(reason) {
    if (!reason.trim() || !this.mayAmend) return false;
    this.locks.reason = reason.trim();
    this.retry(this.refused.filter(({ kind }) => kind === "locked").map(({ path }) => path));
    this.tell(new Set(), "edit");
    this.tellState();
    return true;
  }
  async endAmendment() {
    if (!(await this.saveNow())) return false;
    this.locks.reason = "";
    this.tell(new Set(), "edit");
    this.tellState();
    return true;
  }

  // ---- changing ----

  /**
   * @param {string} path
   * @param {Protocol.Answer} value
   * @param {{ typing?: boolean }} [how]
   */
  set(path, value, { typing = false } = {}) {
    return this.#change(new Map([[path, value]]), "edit", typing);
  }
  /** @param {Map<string, Protocol.Answer> | Protocol.Answers} changes */
  setMany(changes) {
    return this.#change(changes instanceof Map ? changes : new Map(Object.entries(changes)), "edit", false);
  }
  get canUndo() {
    return !this.paused && this.#steps.canUndo;
  }
  get canRedo() {
    return !this.paused && this.#steps.canRedo;
  }
  undo() {
    return this.#step(true);
  }
  redo() {
    return this.#step(false);
  }
  /** @param {boolean} back */
  #step(back) {
    const changes = this.#steps.next(back);
    if (!changes || [...changes.keys()].some((path) => this.isLocked(path))) return false;
    this.#steps.moved(back);
    this.#change(changes, "undo", false);
    return true;
  }

  /**
   * @param {Map<string, Protocol.Answer>} changes
   * @param {string} origin
   * @param {boolean} typing
   */
  #change(changes, origin, typing) {
    /** @type {Map<string, Change>} */
    const made = new Map();
    for (const [path, given] of changes) {
      const value = isEmpty(given) ? null : given;
      const before = this.get(path);
      if (this.isLocked(path)) return false;
      if (!sameAnswer(before, value)) made.set(path, { before, after: value });
    }
    if (!made.size) return false;
    for (const [path, { after }] of made) {
      this.queue.refused.delete(path);
      this.#enqueue(path, after);
    }
    this.#keep(); // before anything else
    performance.mark("nmt-edit");
    if (origin !== "undo") this.#steps.add(made, typing);
    this.#relayEdit(made.keys(), typing);
    this.tell(new Set(made.keys()), origin);
    this.#schedule();
    this.tellState();
    return true;
  }
  /**
   * @param {string} path
   * @param {Protocol.Answer} value
   */
  #enqueue(path, value) {
    if (this.queue.add(path, value)) this.merge.drop(path);
  }
  #keep() {
    this.#drafts.keep(this.unsaved(), this.#base);
  }

  /**
   * The live map hears of each change at once; of typed text when the hand rests.
   * @param {Iterable<string>} paths
   * @param {boolean} typing
   */
  #relayEdit(paths, typing) {
    for (const path of paths) this.#relay.set(path, this.get(path));
    clearTimeout(this.#timers.relay);
    if (typing) this.#timers.relay = setTimeout(() => this.#relayNow(), WAITS.relay);
    else this.#relayNow();
  }
  #relayNow() {
    if (this.#relay.size) this.#line.post({ type: "edit", changes: Object.fromEntries(this.#relay) });
    this.#relay.clear();
  }

  // ---- saving ----

  #schedule(wait = WAITS.quiet) {
    const { flight, unsent } = this.queue;
    if (!unsent.size) this.#firstUnsent = 0;
    if (flight || this.merge.stopped || !unsent.size) return;
    const now = Date.now();
    this.#firstUnsent ||= now;
    clearTimeout(this.#timers.save);
    this.#timers.save = setTimeout(
      () => this.#send(),
      Math.min(wait, Math.max(0, this.#firstUnsent + WAITS.longest - now)),
    );
  }

  #send(reason = this.reason) {
    clearTimeout(this.#timers.save);
    if (this.queue.flight || this.merge.stopped || !this.queue.unsent.size) return;
    const flight = this.queue.takeOff(makeId(), this.#base, reason);
    this.#firstUnsent = 0;
    this.#line.transmit(flight);
    this.tellState();
  }

  /** @returns {Promise<boolean>} */
  saveNow(reason = this.reason) {
    if (!this.pending) return Promise.resolve(true);
    if (this.merge.stopped) return Promise.resolve(false);
    /** @type {Promise<boolean>} */
    const done = new Promise((resolve) => this.#waiters.push(resolve));
    this.#send(reason);
    return done;
  }
  /** @param {boolean} isSaved */
  #settle(isSaved) {
    if (isSaved && this.pending) return;
    for (const resolve of this.#waiters.splice(0)) resolve(isSaved);
  }

  // One save with all that is pending. Gives {ok} or {ok: false, why, message}; why: conflict, refused, drafts, locked.
  async complete() {
    if (this.merge.stopped) return { ok: false, why: "conflict", message: "" };
    if (this.queue.refused.size) return { ok: false, why: "refused", message: "" };
    if (this.#offers.list.length) return { ok: false, why: "drafts", message: "" };
    if (this.isClosed || !this.mayWrite) return { ok: false, why: "locked", message: "" };
    this.queue.unsent.set(this.locks.statusPath, "completed");
    const ok = await this.saveNow();
    return ok ? { ok } : { ok, why: this.merge.stopped ? "conflict" : "refused", message: this.message };
  }

  /**
   * What looks implausible, from the kernel; null when it does not answer.
   * @returns {Promise<Protocol.Implausible[] | null>}
   */
  askReview() {
    return new Promise((resolve) => {
      this.#reviewers.push(resolve);
      setTimeout(() => resolve(null), 2 * WAITS.answer);
      this.#relayNow();
      this.#line.post({ type: "review" });
    });
  }

  #wake() {
    this.#findOffers();
    if (!this.queue.flight && !this.merge.stopped) this.#line.wake();
  }

  /** @param {Protocol.AnswerReply} message */
  #take(message) {
    if (!message?.type) return;
    this.#line.heard();
    const { flight } = this.queue;
    if (message.type === "answers") this.#takeAnswers(message);
    else if (message.type === "changed") this.#takeChanged(message);
    else if (message.type === "review") for (const resolve of this.#reviewers.splice(0)) resolve(message.implausible);
    else if (!flight || message.edit !== flight.edit) return;
    else if (message.type === "saved") this.#takeSaved(message);
    else if (message.type === "stale") this.#takeStale(message);
    else if (message.type === "refused" && message.retry) this.#line.retry(flight, message.kind, message.message);
    else if (message.type === "refused") this.#takeRefused(message);
  }

  #land() {
    this.#line.answered();
    return this.queue.land();
  }

  /**
   * `kept`: what the store writes otherwise than it was typed, such as "9.5 years" for "9,5".
   * @param {Protocol.SavedReply} reply
   */
  #takeSaved({ revision, at, status, kept = {} }) {
    const changes = this.#land();
    const tidied = Object.keys(kept).filter((path) => !this.queue.unsent.has(path));
    if (revision >= this.#base) {
      for (const [path, value] of changes) this.queue.put(path, path in kept ? kept[path] : value);
    }
    this.#base = Math.max(this.#base, revision);
    for (const [path, value] of [...this.queue.unsent]) this.#enqueue(path, value);
    this.savedAt = readTime(at) ? at : Date.now();
    this.#keep();
    this.#line.connect("ok");
    if (tidied.length) this.tell(new Set(tidied), "kept");
    this.#takeStatus(status);
    if (this.#heardOf > this.#base) this.#line.post({ type: "refresh" });
    this.#settle(true);
    this.#schedule();
    this.tellState();
  }
  /** @param {string | undefined} status */
  #takeStatus(status) {
    if (!status || status === this.status) return;
    this.locks.status = status;
    this.queue.put(this.locks.statusPath, status);
    if (status === "completed") {
      this.completedAt = Date.now();
      this.#offers.list = [];
      this.#drafts.removeCase();
    }
    this.tell(new Set([this.locks.statusPath]), "theirs");
    this.tellState();
  }

  /**
   * `problems`: {path: message} where it is known which answers were not taken; the others are sent once more.
   * @param {Protocol.RefusedReply} reply
   */
  #takeRefused(reply) {
    const blamed = this.queue.refuse(this.#land(), reply, this.locks.statusPath);
    this.#line.connection = "ok";
    this.#line.message = reply.message;
    this.#keep();
    this.#settle(false);
    this.tell(new Set(blamed), "refused");
    this.#schedule();
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
      if (entry) this.#enqueue(path, entry.value);
    }
    this.#keep();
    this.tell(new Set(paths), "edit");
    this.#schedule();
    this.tellState();
  }
  /**
   * Refused answers back to what is saved.
   * @param {string[]} paths
   */
  giveUp(paths) {
    for (const path of paths) this.queue.refused.delete(path);
    this.#keep();
    this.#steps.forget(new Set(paths));
    this.#relayEdit(paths, false);
    this.tell(new Set(paths), "undo");
    this.tellState();
  }

  // ---- what others saved ----

  /** @param {Protocol.StaleReply} reply */
  #takeStale({ revision, theirs }) {
    const changes = this.#land();
    this.queue.unsent = new Map([...changes, ...this.queue.unsent]);
    this.queue.unsent.delete(this.locks.statusPath);
    this.#takeTheirs(new Map(Object.entries(theirs)), revision);
    this.#settle(false);
  }
  /** @param {Protocol.ChangedReply} reply */
  #takeChanged({ revision, by, at }) {
    if (revision <= this.#base) return;
    this.#heardOf = Math.max(this.#heardOf, revision);
    this.#changer = { by, at };
    if (!this.queue.flight) this.#line.post({ type: "refresh" }); // else the save's own answer tells
  }

  /** @param {Protocol.AnswersReply} reply */
  #takeAnswers({ revision, answers, status }) {
    const { saved } = this.queue;
    if (this.queue.flight || revision < this.#base) return;
    /** @type {Map<string, Protocol.TheirAnswer>} */
    const theirs = new Map();
    for (const path of new Set([...saved.keys(), ...Object.keys(answers)])) {
      const value = answers[path] ?? null;
      if (!sameAnswer(value, saved.get(path))) theirs.set(path, { value, ...this.#changer });
    }
    if (revision > this.#base) this.#takeTheirs(theirs, revision);
    else for (const [path, { value }] of theirs) this.queue.put(path, value); // the store's own spelling of what is saved
    this.#takeStatus(status);
  }

  /**
   * @param {Map<string, Protocol.TheirAnswer>} theirs
   * @param {number} revision
   */
  #takeTheirs(theirs, revision) {
    const { taken, news } = this.merge.take(theirs);
    this.#base = this.#heardOf = Math.max(this.#heardOf, revision);
    if (!this.merge.stopped && news.count) this.news = news;
    this.#keep();
    this.#show(taken);
    this.#takeStatus(theirs.get(this.locks.statusPath)?.value);
    this.tellState();
  }
  /** @param {Set<string>} taken */
  #show(taken) {
    if (!taken.size) return;
    this.#steps.forget(taken);
    this.#relayEdit(taken, false);
    this.tell(taken, "theirs");
  }

  /**
   * {path: "mine" | "theirs"} for each conflict; then what is mine is saved on top of theirs.
   * @param {Record<string, string>} [choices]
   */
  resolve(choices = {}) {
    const givenUp = this.merge.decided(choices);
    if (!givenUp) return false;
    for (const [path, { value }] of [...this.queue.refused]) {
      if (choices[path] === "mine") this.#enqueue(path, value);
      if (choices[path]) this.queue.refused.delete(path);
    }
    this.#goOn(givenUp);
    return true;
  }
  /** @param {string[]} givenUp */
  #goOn(givenUp) {
    this.merge.end(givenUp);
    this.#keep();
    this.#show(new Set(givenUp));
    this.#send();
    this.tellState();
  }

  get copyName() {
    return `my-answers-${this.case}.json`;
  }
  /**
   * My version as a file; taken out of the form when the person says that they have it.
   * @param {() => Promise<boolean>} confirm
   */
  async keepCopy(confirm) {
    const made = new Date().toISOString();
    const answers = [...this.unsaved()].map(([path, answer]) => ({ question: this.name(path), path, answer }));
    const { case: id, assessment } = this.record;
    downloadText(this.copyName, JSON.stringify({ case: id, assessment, revision: this.#base, made, answers }, null, 2));
    if (!(await confirm())) return false;
    const mine = [...this.unsaved().keys()];
    this.queue.refused.clear();
    this.#goOn(mine);
    return true;
  }

  // ---- drafts of tabs that died ----

  async #findOffers() {
    await this.#offers.find();
    this.tellState();
  }

  /**
   * False when they are locked: an amendment comes first.
   * @param {string} key
   */
  putBack(key) {
    const offer = this.#offers.at(key);
    if (!offer || offer.answers.some(({ path }) => this.isLocked(path))) return false;
    this.#change(new Map(offer.answers.map(({ path, value }) => [path, value])), "draft", false);
    if (this.keepsCopy) this.discard(key);
    else this.#forgetOffer(key); // two copies are too much for this browser: the old one stays until all is saved
    return true;
  }
  /** @param {string} key */
  discard(key) {
    this.#drafts.remove(key);
    this.#forgetOffer(key);
  }
  /** @param {string} key */
  #forgetOffer(key) {
    this.#offers.forget(key);
    this.tellState();
  }
}
