// The answers of one assessment in the browser: what is saved, what is not yet, what others saved, and the changes to
// them.

import { downloadText } from "../download.js";
import { isEmpty, sameAnswer } from "../values.js";
import { Drafts } from "./drafts.js";
import { Relay } from "./relay.js";
import { Saving } from "./saving.js";
import { Steps } from "./steps.js";

/**
 * @import * as Protocol from "./protocol.d.ts"
 * @import { News } from "./merge.js"
 * @import { AnswersModel } from "./saving.js"
 * @import { Change } from "./steps.js"
 */

export class Answers extends Saving {
  #steps = new Steps();
  #changer = { by: "", at: "" };
  #relay = new Relay((changes) => this.line.post({ type: "edit", changes }));
  /** @type {(() => void)[]} */
  #closing = [];

  /** @type {News | null} what somebody else saved and is shown here already */
  news = null;

  /** @param {AnswersModel} model */
  constructor(model) {
    super(model);
    this.#listen(window, "pagehide", () => this.send());
    this.#listen(document, "visibilitychange", () => (document.hidden ? this.send() : this.#wake()));
    this.#listen(window, "storage", (event) => {
      const key = event instanceof StorageEvent && event.key;
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
    this.#findOffers();
    const late = setTimeout(() => this.#findOffers(), 3 * Drafts.BEAT + 500); // of a tab that died a moment ago
    this.#closing.push(
      () => model.off("msg:custom", take),
      () => model.off("change:spec", learn),
      () => clearTimeout(late),
    );
  }

  /**
   * @param {Window | Document} target
   * @param {string} name
   * @param {(event: Event) => void} listener
   */
  #listen(target, name, listener) {
    target.addEventListener(name, listener);
    this.#closing.push(() => target.removeEventListener(name, listener));
  }

  close() {
    super.close();
    this.#relay.close();
    for (const undo of this.#closing) undo();
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
    return this.#changesOf(true) !== null;
  }
  get canRedo() {
    return this.#changesOf(false) !== null;
  }
  undo() {
    return this.#step(true);
  }
  redo() {
    return this.#step(false);
  }
  /**
   * The changes of one step back or forth; null where there is none, or one of its answers is locked.
   * @param {boolean} back
   */
  #changesOf(back) {
    const changes = this.#steps.next(back);
    return changes && !this.paused && ![...changes.keys()].some((path) => this.isLocked(path)) ? changes : null;
  }
  /** @param {boolean} back */
  #step(back) {
    const changes = this.#changesOf(back);
    if (!changes) return false;
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
    const effective = new Map();
    for (const [path, answer] of changes) {
      const value = isEmpty(answer) ? null : answer;
      const before = this.get(path);
      if (this.isLocked(path)) return false;
      if (!sameAnswer(before, value)) effective.set(path, { before, after: value });
    }
    if (!effective.size) return false;
    for (const [path, { after }] of effective) {
      this.queue.refused.delete(path);
      this.enqueue(path, after);
    }
    this.keep(); // before anything else
    performance.mark("nmt-edit");
    if (origin !== "undo") this.#steps.add(effective, typing);
    this.#relayEdit(effective.keys(), typing);
    this.tell(new Set(effective.keys()), origin);
    this.schedule();
    this.tellState();
    return true;
  }
  /** @param {Iterable<string>} paths */
  #relayEdit(paths, typing = false) {
    this.#relay.add(
      [...paths].map((path) => [path, this.get(path)]),
      typing,
    );
  }
  /** Has the kernel know all that is typed by now. */
  flush() {
    this.#relay.flush();
  }

  // ---- what the kernel sends ----

  #wake() {
    this.#findOffers();
    if (!this.queue.flight && !this.merge.stopped) this.line.wake();
  }

  /** @param {Protocol.AnswerReply} message */
  #take(message) {
    if (!message?.type) return;
    this.line.heard();
    const { flight } = this.queue;
    if (message.type === "answers") this.#takeAnswers(message);
    else if (message.type === "changed") this.#takeChanged(message);
    else if (!("edit" in message))
      return; // of another part of the page
    else if (!flight || message.edit !== flight.edit) return;
    else if (message.type === "saved") this.takeSaved(message);
    else if (message.type === "stale") this.#takeStale(message);
    else if (message.type === "refused" && message.retry) this.line.retry(flight, message.kind, message.message);
    else if (message.type === "refused") this.takeRefused(message);
  }

  /**
   * Refused answers back to what is saved.
   * @param {string[]} paths
   */
  giveUp(paths) {
    for (const path of paths) this.queue.refused.delete(path);
    this.keep();
    this.#steps.forget(new Set(paths));
    this.#relayEdit(paths);
    this.tell(new Set(paths), "undo");
    this.tellState();
  }

  // ---- what others saved ----

  /** @param {Protocol.StaleReply} reply */
  #takeStale({ revision, theirs }) {
    const changes = this.land();
    this.queue.unsent = new Map([...changes, ...this.queue.unsent]);
    this.queue.unsent.delete(this.locks.statusPath);
    this.#takeTheirs(new Map(Object.entries(theirs)), revision);
    this.settle(false);
  }
  /** @param {Protocol.ChangedReply} reply */
  #takeChanged({ revision, by, at }) {
    if (revision <= this.base) return;
    this.noteRevision(revision);
    this.#changer = { by, at };
    if (!this.queue.flight) this.line.post({ type: "refresh" }); // else the reply to the save will tell
  }

  /** @param {Protocol.AnswersReply} reply */
  #takeAnswers({ revision, answers, status }) {
    const { saved } = this.queue;
    if (this.queue.flight || revision < this.base) return;
    /** @type {Map<string, Protocol.TheirAnswer>} */
    const theirs = new Map();
    for (const path of new Set([...saved.keys(), ...Object.keys(answers)])) {
      const value = answers[path] ?? null;
      if (!sameAnswer(value, saved.get(path))) theirs.set(path, { value, ...this.#changer });
    }
    if (revision > this.base) this.#takeTheirs(theirs, revision);
    else for (const [path, { value }] of theirs) this.queue.put(path, value); // the store's own spelling of what is saved
    this.takeStatus(status);
  }

  /**
   * @param {Map<string, Protocol.TheirAnswer>} theirs
   * @param {number} revision
   */
  #takeTheirs(theirs, revision) {
    const { accepted, news } = this.merge.take(theirs);
    this.noteRevision(revision);
    this.base = this.newest;
    if (!this.merge.stopped && news.count) this.news = news;
    this.keep();
    this.#show(accepted);
    this.takeStatus(theirs.get(this.locks.statusPath)?.value);
    this.tellState();
  }
  /** @param {Set<string>} accepted */
  #show(accepted) {
    if (!accepted.size) return;
    this.#steps.forget(accepted);
    this.#relayEdit(accepted);
    this.tell(accepted, "theirs");
  }

  /**
   * {path: "mine" | "theirs"} for each conflict; then what is mine is saved on top of theirs.
   * @param {Record<string, string>} [choices]
   */
  resolve(choices = {}) {
    const givenUp = this.merge.decided(choices);
    if (!givenUp) return false;
    for (const [path, { value }] of [...this.queue.refused]) {
      if (choices[path] === "mine") this.enqueue(path, value);
      if (choices[path]) this.queue.refused.delete(path);
    }
    this.#goOn(givenUp);
    return true;
  }
  /** @param {string[]} givenUp */
  #goOn(givenUp) {
    this.merge.end(givenUp);
    this.keep();
    this.#show(new Set(givenUp));
    this.send();
    this.tellState();
  }

  get copyName() {
    return `my-answers-${this.case}.json`;
  }
  /**
   * Saves the unsaved answers as a file, and drops them from the form once the person confirms that they have it.
   * @param {() => Promise<boolean>} confirm
   */
  async keepCopy(confirm) {
    const now = new Date().toISOString();
    const answers = [...this.unsaved()].map(([path, answer]) => ({ question: this.name(path), path, answer }));
    const { case: id, assessment } = this.record;
    downloadText(
      this.copyName,
      JSON.stringify({ case: id, assessment, revision: this.base, made: now, answers }, null, 2),
    );
    if (!(await confirm())) return false;
    const mine = [...this.unsaved().keys()];
    this.queue.refused.clear();
    this.#goOn(mine);
    return true;
  }

  // ---- drafts of tabs that died ----

  async #findOffers() {
    await this.waitingDrafts.find();
    for (const { key } of this.offers.filter(({ goesOn }) => goesOn)) this.putBack(key);
    this.tellState();
  }

  /**
   * Returns false when the answers are locked: an amendment is needed first.
   * @param {string} key
   */
  putBack(key) {
    const offer = this.waitingDrafts.at(key);
    if (!offer || offer.answers.some(({ path }) => this.isLocked(path))) return false;
    this.#change(new Map(offer.answers.map(({ path, value }) => [path, value])), "draft", false);
    if (this.keepsCopy) this.discard(key);
    else this.#forgetOffer(key); // two copies are too much for this browser: the old one stays until all is saved
    return true;
  }
  /** @param {string} key */
  discard(key) {
    this.drafts.remove(key);
    this.#forgetOffer(key);
  }
  /** @param {string} key */
  #forgetOffer(key) {
    this.waitingDrafts.forget(key);
    this.tellState();
  }
}
