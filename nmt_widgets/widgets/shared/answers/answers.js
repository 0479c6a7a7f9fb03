// The answers of one assessment in the browser: what is saved, what is not yet, and how it gets there.
// Every change is kept in this browser before anything else happens with it, and dropped from there once it is saved.

import { downloadText } from "../download.js";
import { whenLineCloses } from "../kernel_line.js";
import { isEmpty, isOfPlan, makeId, NUMBER_OF, numberOf, sameAnswer, saySignal } from "../values.js";
import { readTime } from "../words.js";
import { Drafts } from "./drafts.js";
import { Steps } from "./steps.js";
import { WAITS } from "./waits.js";

// What the views use: get, set, setMany, on, onState, state, counts, isLocked, problem, undo, redo, name, say.
// Listeners are called with (paths: Set, origin, touched: Set with those whose state hangs on them): "edit", "undo", "theirs" (somebody else's), "draft" (put back),
// "refused" (still shown, not saved: see problem(path)), "kept" (the store's way of writing what was typed). An empty set says that the locks have changed.
export class Answers {
  #model;
  #record;
  #drafts;
  #places = new Map(); // path -> {question, section}
  #asking = new Map(); // path in Part A -> the question whether it goes on, asked beside it
  #saved = new Map(); // as the store has it at #base
  #base;
  #unsent = new Map();
  #flight = null; // the save under way: {edit, base, changes, reason, tries}
  #refused = new Map(); // path -> {value, kind, message}: taken out of the queue, still shown
  #conflicts = new Map(); // path -> {theirs, by, at, base}
  #stopped = null; // {by, at, count}: somebody else saved; nothing is sent until it is merged
  #heardOf = 0;
  #reason = "";
  #firstUnsent = 0;
  #timers = {};
  #relay = new Map();
  #steps = new Steps();
  #listeners = new Set();
  #stateListeners = new Set();
  #waiters = [];
  #reviewers = [];
  #heardAt = Date.now();
  #offers = [];
  #closing = [];
  #over = ""; // why nothing is answered any more, as a connection

  connection = "ok"; // ok, waiting, lost, or why the store refused: full, readonly, busy, gone, broken, ended
  message = ""; // the kernel's words on it
  savedAt;
  status;
  completedAt;
  news = null; // {by, at, count}: what somebody else saved and is shown here already

  constructor(model) {
    this.#model = model;
    this.#record = model.get("record");
    this.#base = this.#heardOf = this.#record.revision;
    this.status = this.#record.status;
    this.savedAt = this.#record.saved || "";
    this.completedAt = this.#record.completed || "";
    this.#learn();
    for (const [path, value] of Object.entries(model.get("answers"))) this.#put(path, value);
    this.#drafts = new Drafts(this.#record.person, this.#record.case);
    this.#drafts.removeOld();
    this.#listen(window, "pagehide", () => this.#send());
    this.#listen(document, "visibilitychange", () => (document.hidden ? this.#send() : this.#wake()));
    this.#listen(window, "storage", ({ key }) => (!key || key.startsWith(Drafts.PREFIX)) && this.#findOffers());
    this.#listen(window, "beforeunload", (event) => this.pending && !this.keepsCopy && event.preventDefault());
    const take = (message) => this.#take(message);
    model.on("msg:custom", take);
    const learn = () => this.#learn();
    model.on("change:spec", learn);
    this.#closing.push(
      () => model.off("msg:custom", take),
      () => model.off("change:spec", learn),
    );
    this.#watchPage();
    this.#findOffers();
    this.#timers.late = setTimeout(() => this.#findOffers(), 3 * Drafts.BEAT + 500); // of a tab that died a moment ago
  }

  // The questions may change with the age; answers to those that went stay as they are.
  #learn() {
    this.spec = this.#model.get("spec");
    this.#asking.clear();
    for (const section of this.spec.sections)
      for (const question of section.questions) {
        this.#places.set(question.path, { question, section });
        if (question.beside) this.#asking.set(question.beside, question);
      }
  }

  #listen(target, name, listener) {
    target.addEventListener(name, listener);
    this.#closing.push(() => target.removeEventListener(name, listener));
  }

  // The served page looks after its kernel by itself: that it has gone is known here before the next answer.
  #watchPage() {
    const stop = whenLineCloses(({ why }) => {
      this.#over = why === "signedOut" ? "ended" : "lost";
      this.#connect(this.#over);
    });
    this.#closing.push(stop);
  }

  close() {
    this.#send();
    for (const name of Object.keys(this.#timers)) clearTimeout(this.#timers[name]);
    for (const undo of this.#closing) undo();
    this.#drafts.close();
  }

  // ---- reading ----

  get case() {
    return this.#record.case;
  }
  get person() {
    return this.#record.person;
  }
  get revision() {
    return this.#base;
  }

  get(path) {
    return this.#mine(path) ?? (this.#holds(path) ? null : (this.#saved.get(path) ?? null));
  }
  #holds(path) {
    return this.#unsent.has(path) || this.#refused.has(path) || Boolean(this.#flight?.changes.has(path));
  }
  #mine(path) {
    if (this.#unsent.has(path)) return this.#unsent.get(path);
    if (this.#refused.has(path)) return this.#refused.get(path).value;
    return this.#flight?.changes.get(path);
  }
  #put(path, value) {
    if (isEmpty(value)) this.#saved.delete(path);
    else this.#saved.set(path, value);
  }

  // All unsaved answers, the refused ones among them.
  unsaved() {
    const refused = [...this.#refused].map(([path, { value }]) => [path, value]);
    return new Map([...(this.#flight?.changes ?? []), ...refused, ...this.#unsent]);
  }

  // "not asked": what goes with a rating of Part A that is 0; it can be answered all the same.
  state(question) {
    const value = this.get(question.path);
    const number = isEmpty(value) ? null : numberOf(question, value);
    if (number === this.spec.not_known) return "not known";
    if (!isEmpty(number) && !(typeof number === "string" && !number.trim())) return "answered";
    return this.#isAsked(question) ? "open" : "not asked";
  }
  #isAsked({ beside }) {
    if (beside === undefined || beside === null) return true;
    const rated = this.get(beside);
    const severity = rated === null ? null : numberOf({ kind: "severity" }, rated);
    return severity !== 0; // a rating that is not there yet is no 0
  }
  // The question whether something of Part A goes on now, by the path of its rating; null where there is none.
  goesOn(path) {
    return this.#asking.get(path) ?? null;
  }

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

  naming = () => ""; // names answers whose places are not known beforehand

  // The paths of all answers below a place.
  paths(start) {
    const known = new Set([...this.#saved.keys(), ...this.unsaved().keys()].filter((path) => path.startsWith(start)));
    return [...known].sort();
  }

  question(path) {
    return this.#places.get(path)?.question ?? null;
  }

  // How a question is called where its section does not stand beside it.
  name(path) {
    const { question, section } = this.#places.get(path) ?? {};
    if (!question) return this.naming(path) || path;
    const group = section.kind === "functions" ? null : section.groups?.find(({ id }) => id === question.group);
    return group && group.name !== question.name ? `${group.name}: ${question.name}` : question.name;
  }
  sectionName(path) {
    return this.#places.get(path)?.section.name ?? "";
  }

  // An answer in words; "" when there is none.
  say(path, value) {
    if (isEmpty(value)) return "";
    if (this.question(path)?.kind === "signal") return saySignal(value, this.spec.signals);
    const named = (pairs, id) => pairs?.find(([known]) => known === id)?.[1] ?? id;
    const { options, columns = [] } = this.question(path) ?? {};
    const rank = (name) => columns.findIndex(([column]) => column === name); // a row comes back with its keys in any order
    const say = (part, key) => {
      if (Array.isArray(part)) return part.map((item) => say(item)).join("; ");
      if (part && typeof part === "object")
        return Object.entries(part)
          .filter(([, inner]) => !isEmpty(inner))
          .sort(([one], [other]) => rank(one) - rank(other))
          .map(([name, inner]) => say(inner, name))
          .join(", ");
      if (key === "confidence") return named(this.spec.confidence, part);
      if (key === "pattern") return named(this.spec.patterns, part);
      return String(named(key ? columns.find(([column]) => column === key)?.[2] : options, part));
    };
    const number = numberOf(this.question(path) ?? {}, value);
    return number === value || isEmpty(number)
      ? say(value)
      : [number, say({ ...value, [NUMBER_OF[this.question(path).kind]]: null })]
          .filter((part) => part !== "")
          .join(", ");
  }

  problem(path) {
    return this.#refused.get(path)?.message ?? "";
  } // why an answer was not taken
  get pending() {
    return new Set([...(this.#flight?.changes.keys() ?? []), ...this.#unsent.keys()]).size;
  }
  get saving() {
    return Boolean(this.#flight);
  }
  get keepsCopy() {
    return this.#drafts.kept;
  }
  get refused() {
    return [...this.#refused].map(([path, entry]) => ({ path, ...entry }));
  }
  get offers() {
    return this.#offers;
  }

  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  onState(listener) {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }
  #tell(changed, origin) {
    const along = [...changed].map((path) => this.#asking.get(path)?.path).filter(Boolean);
    const touched = along.length ? new Set([...changed, ...along]) : changed;
    for (const listener of [...this.#listeners]) listener(changed, origin, touched);
  }
  #tellState() {
    for (const listener of [...this.#stateListeners]) listener();
  }

  // ---- locks and amendments ----

  get #statusPath() {
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
  get reason() {
    return this.#reason;
  }

  // For a while nothing may be changed, as while scores are on trial.
  paused = false;
  pause(paused) {
    this.paused = paused;
    this.#tellState();
  }

  isLocked(path) {
    if (!this.mayWrite || this.paused) return true;
    if (isOfPlan(path)) return false; // a plan is agreed and followed after completion
    if (this.#reason) return false;
    const number = /^assessments\/([^/]+)\//.exec(path)?.[1];
    if (number !== undefined) return this.#statusOf(number) !== "in-progress";
    const statuses = [...this.#assessments()].map((each) => this.#statusOf(each));
    return (
      !statuses.includes("in-progress") && statuses.some((status) => status === "completed" || status === "amended")
    );
  }
  #statusOf(number) {
    if (number === String(this.#record.assessment)) return this.status;
    return this.#saved.get(`assessments/${number}/status`) ?? "in-progress";
  }
  #assessments() {
    const numbers = new Set([String(this.#record.assessment)]);
    for (const path of this.#saved.keys()) if (path.startsWith("assessments/")) numbers.add(path.split("/")[1]);
    return numbers;
  }

  // From here on every save of this tab carries the reason.
  amend(reason) {
    if (!reason.trim() || !this.mayAmend) return false;
    this.#reason = reason.trim();
    this.retry(this.refused.filter(({ kind }) => kind === "locked").map(({ path }) => path));
    this.#tell(new Set(), "edit");
    this.#tellState();
    return true;
  }
  async endAmendment() {
    if (!(await this.saveNow())) return false;
    this.#reason = "";
    this.#tell(new Set(), "edit");
    this.#tellState();
    return true;
  }

  // ---- changing ----

  set(path, value, { typing = false } = {}) {
    return this.#change(new Map([[path, value]]), "edit", typing);
  }
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
  #step(back) {
    const changes = this.#steps.next(back);
    if (!changes || [...changes.keys()].some((path) => this.isLocked(path))) return false;
    this.#steps.moved(back);
    this.#change(changes, "undo", false);
    return true;
  }

  #change(changes, origin, typing) {
    const made = new Map();
    for (const [path, given] of changes) {
      const value = isEmpty(given) ? null : given;
      const before = this.get(path);
      if (this.isLocked(path)) return false;
      if (!sameAnswer(before, value)) made.set(path, { before, after: value });
    }
    if (!made.size) return false;
    for (const [path, { after }] of made) {
      this.#refused.delete(path);
      this.#queue(path, after);
    }
    this.#keep(); // before anything else
    performance.mark("nmt-edit");
    if (origin !== "undo") this.#steps.add(made, typing);
    this.#relayEdit(made.keys(), typing);
    this.#tell(new Set(made.keys()), origin);
    this.#schedule();
    this.#tellState();
    return true;
  }
  #queue(path, value) {
    this.#unsent.set(path, value);
    const back = !this.#flight?.changes.has(path) && sameAnswer(value, this.#saved.get(path));
    if (back) this.#unsent.delete(path); // as saved: nothing to send
    if (this.#conflicts.has(path) && back) this.#conflicts.delete(path);
  }
  #keep() {
    this.#drafts.keep(this.unsaved(), this.#base);
  }

  // The live map hears of each change at once; of typed text when the hand rests.
  #relayEdit(paths, typing) {
    for (const path of paths) this.#relay.set(path, this.get(path));
    clearTimeout(this.#timers.relay);
    if (typing) this.#timers.relay = setTimeout(() => this.#relayNow(), WAITS.relay);
    else this.#relayNow();
  }
  #relayNow() {
    if (this.#relay.size) this.#post({ type: "edit", changes: Object.fromEntries(this.#relay) });
    this.#relay.clear();
  }

  // ---- saving ----

  #post(message) {
    try {
      this.#model.send(message);
    } catch {
      // a connection that is gone answers nothing: the waiting finds out
    }
  }

  #schedule(wait = WAITS.quiet) {
    if (!this.#unsent.size) this.#firstUnsent = 0;
    if (this.#flight || this.#stopped || !this.#unsent.size) return;
    const now = Date.now();
    this.#firstUnsent ||= now;
    clearTimeout(this.#timers.save);
    this.#timers.save = setTimeout(
      () => this.#send(),
      Math.min(wait, Math.max(0, this.#firstUnsent + WAITS.longest - now)),
    );
  }

  #send(reason = this.#reason) {
    clearTimeout(this.#timers.save);
    if (this.#flight || this.#stopped || !this.#unsent.size) return;
    this.#flight = { edit: makeId(), base: this.#base, changes: this.#unsent, reason, tries: 0 };
    this.#unsent = new Map();
    this.#firstUnsent = 0;
    this.#transmit();
    this.#tellState();
  }

  // The same edit id again: the store makes one revision of it, however often it is asked.
  #transmit() {
    const { edit, base, changes, reason } = this.#flight;
    this.#flight.tries += 1;
    clearTimeout(this.#timers.answer);
    this.#timers.answer = setTimeout(() => this.#overdue(), this.#flight.tries === 1 ? WAITS.answer : WAITS.again);
    this.#post({ type: "save", edit, base, changes: Object.fromEntries(changes), reason });
  }
  #overdue() {
    this.#connect(this.#over || (this.#flight.tries > 1 ? "lost" : "waiting"));
    this.#transmit();
  }
  #connect(connection, message = "") {
    if (this.connection === connection && this.message === message) return;
    this.connection = connection;
    this.message = message;
    this.#tellState();
  }

  saveNow(reason = this.#reason) {
    if (!this.pending) return Promise.resolve(true);
    if (this.#stopped) return Promise.resolve(false);
    const done = new Promise((resolve) => this.#waiters.push(resolve));
    this.#send(reason);
    return done;
  }
  #settle(good) {
    if (good && this.pending) return;
    for (const resolve of this.#waiters.splice(0)) resolve(good);
  }

  // One save with all that is pending. Gives {ok} or {ok: false, why, message}; why: conflict, refused, drafts, locked.
  async complete() {
    if (this.#stopped) return { ok: false, why: "conflict", message: "" };
    if (this.#refused.size) return { ok: false, why: "refused", message: "" };
    if (this.#offers.length) return { ok: false, why: "drafts", message: "" };
    if (this.isClosed || !this.mayWrite) return { ok: false, why: "locked", message: "" };
    this.#unsent.set(this.#statusPath, "completed");
    const ok = await this.saveNow();
    return ok ? { ok } : { ok, why: this.#stopped ? "conflict" : "refused", message: this.message };
  }

  // What looks implausible, from the kernel; null when it does not answer.
  askReview() {
    return new Promise((resolve) => {
      this.#reviewers.push(resolve);
      setTimeout(() => resolve(null), 2 * WAITS.answer);
      this.#relayNow();
      this.#post({ type: "review" });
    });
  }

  // Who comes back to a tab left for a while should see at once whether it is still connected, and up to date.
  #wake() {
    this.#findOffers();
    if (this.#flight || this.#stopped || Date.now() - this.#heardAt < WAITS.asleep) return;
    this.#ask(1);
  }
  #ask(tries) {
    this.#timers.wake = setTimeout(
      () => {
        this.#connect(tries > 1 ? "lost" : "waiting");
        this.#ask(tries + 1);
      },
      tries > 1 ? WAITS.again : WAITS.answer,
    );
    this.#post({ type: "refresh" });
  }

  #take(message) {
    if (!message?.type) return;
    this.#heardAt = Date.now();
    clearTimeout(this.#timers.wake);
    if (["waiting", "lost"].includes(this.connection)) this.#connect("ok");
    const ours = this.#flight && message.edit === this.#flight.edit;
    if (message.type === "saved" && ours) this.#takeSaved(message);
    else if (message.type === "stale" && ours) this.#takeStale(message);
    else if (message.type === "refused" && ours) this.#takeRefused(message);
    else if (message.type === "answers") this.#takeAnswers(message);
    else if (message.type === "changed") this.#takeChanged(message);
    else if (message.type === "review") for (const resolve of this.#reviewers.splice(0)) resolve(message.implausible);
  }

  #land() {
    clearTimeout(this.#timers.answer);
    const flight = this.#flight;
    this.#flight = null;
    return flight;
  }

  // `kept`: what the store writes otherwise than it was typed, such as "9.5 years" for "9,5".
  #takeSaved({ revision, at, status, kept = {} }) {
    const { changes } = this.#land();
    const tidied = Object.keys(kept).filter((path) => !this.#unsent.has(path));
    if (revision >= this.#base) for (const [path, value] of changes) this.#put(path, path in kept ? kept[path] : value);
    this.#base = Math.max(this.#base, revision);
    for (const [path, value] of [...this.#unsent]) this.#queue(path, value);
    this.savedAt = readTime(at) ? at : Date.now();
    this.#keep();
    this.#connect("ok");
    if (tidied.length) this.#tell(new Set(tidied), "kept");
    this.#takeStatus(status);
    if (this.#heardOf > this.#base) this.#post({ type: "refresh" });
    this.#settle(true);
    this.#schedule();
    this.#tellState();
  }
  #takeStatus(status) {
    if (!status || status === this.status) return;
    this.status = status;
    this.#put(this.#statusPath, status);
    if (status === "completed") {
      this.completedAt = Date.now();
      this.#offers = [];
      this.#drafts.removeCase();
    }
    this.#tell(new Set([this.#statusPath]), "theirs");
    this.#tellState();
  }

  // `problems`: {path: message} where it is known which answers were not taken; the others are sent once more.
  #takeRefused({ kind, message, path, retry, problems = {} }) {
    if (retry) {
      this.#flight.tries = 0;
      clearTimeout(this.#timers.answer);
      this.#timers.answer = setTimeout(() => this.#transmit(), WAITS.again);
      this.#connect(kind, message);
      return;
    }
    const { changes } = this.#land();
    const known = Object.keys(problems).filter((each) => changes.has(each));
    const blamed = known.length ? known : changes.has(path) ? [path] : [...changes.keys()];
    for (const [each, value] of changes) {
      if (this.#unsent.has(each)) continue; // corrected meanwhile
      if (!blamed.includes(each)) this.#unsent.set(each, value);
      else if (each !== this.#statusPath) this.#refused.set(each, { value, kind, message: problems[each] ?? message });
    }
    this.#unsent.delete(this.#statusPath); // nothing is completed around an answer that was not taken
    this.connection = "ok";
    this.message = message;
    this.#keep();
    this.#settle(false);
    this.#tell(new Set(blamed), "refused");
    this.#schedule();
    this.#tellState();
  }

  // Refused answers: once more, or back to what is saved.
  retry(paths) {
    for (const path of paths) {
      const entry = this.#refused.get(path);
      this.#refused.delete(path);
      if (entry) this.#queue(path, entry.value);
    }
    this.#keep();
    this.#tell(new Set(paths), "edit");
    this.#schedule();
    this.#tellState();
  }
  giveUp(paths) {
    for (const path of paths) this.#refused.delete(path);
    this.#keep();
    this.#steps.forget(new Set(paths));
    this.#relayEdit(paths, false);
    this.#tell(new Set(paths), "undo");
    this.#tellState();
  }

  // ---- what others saved ----

  #takeStale({ revision, theirs }) {
    const { changes } = this.#land();
    this.#unsent = new Map([...changes, ...this.#unsent]);
    this.#unsent.delete(this.#statusPath);
    this.#takeTheirs(new Map(Object.entries(theirs)), revision);
    this.#settle(false);
  }
  #takeChanged({ revision, by, at }) {
    if (revision <= this.#base) return;
    this.#heardOf = Math.max(this.#heardOf, revision);
    this.#changer = { by, at };
    if (!this.#flight) this.#post({ type: "refresh" }); // else the save's own answer tells
  }
  #changer = { by: "", at: "" };

  #takeAnswers({ revision, answers, status }) {
    if (this.#flight || revision < this.#base) return;
    const theirs = new Map();
    for (const path of new Set([...this.#saved.keys(), ...Object.keys(answers)])) {
      const value = answers[path] ?? null;
      if (!sameAnswer(value, this.#saved.get(path))) theirs.set(path, { value, ...this.#changer });
    }
    if (revision > this.#base) this.#takeTheirs(theirs, revision);
    else for (const [path, { value }] of theirs) this.#put(path, value); // the store's own spelling of what is saved
    this.#takeStatus(status);
  }

  #takeTheirs(theirs, revision) {
    const taken = new Set();
    const told = { by: "", at: "", count: theirs.size };
    for (const [path, { value, by, at }] of theirs) {
      const base = this.#conflicts.get(path)?.base ?? this.#saved.get(path) ?? null;
      this.#put(path, value);
      if (by && !told.by.split(", ").includes(by)) told.by += told.by ? `, ${by}` : by;
      if (at > told.at) told.at = at;
      if (!this.#holds(path)) taken.add(path);
      else if (sameAnswer(this.#mine(path), value)) {
        for (const map of [this.#unsent, this.#refused, this.#conflicts]) map.delete(path);
      } else this.#conflicts.set(path, { theirs: value ?? null, by, at, base });
    }
    this.#base = this.#heardOf = Math.max(this.#heardOf, revision);
    const count = told.count + (this.#stopped?.count ?? 0);
    this.#stopped = this.#unsent.size || this.#conflicts.size ? { ...told, count } : null;
    if (!this.#stopped && told.count) this.news = told;
    this.#keep();
    this.#show(taken);
    this.#takeStatus(theirs.get(this.#statusPath)?.value);
    this.#tellState();
  }
  #show(taken) {
    if (!taken.size) return;
    this.#steps.forget(taken);
    this.#relayEdit(taken, false);
    this.#tell(taken, "theirs");
  }

  get elsewhere() {
    return this.#stopped;
  }
  conflict() {
    return [...this.#conflicts].map(([path, { theirs, by, at, base }]) => ({
      path,
      mine: this.get(path),
      theirs,
      by,
      at,
      base,
    }));
  }
  // {path: "mine" | "theirs"} for each conflict; then what is mine is saved on top of theirs.
  resolve(choices = {}) {
    if (!this.#stopped || [...this.#conflicts.keys()].some((path) => !["mine", "theirs"].includes(choices[path])))
      return false;
    const given = [...this.#conflicts.keys()].filter((path) => choices[path] === "theirs");
    for (const [path, { value }] of [...this.#refused]) {
      if (choices[path] === "mine") this.#queue(path, value);
      if (choices[path]) this.#refused.delete(path);
    }
    this.#goOn(given);
    return true;
  }
  #goOn(given) {
    for (const path of given) this.#unsent.delete(path);
    this.#conflicts.clear();
    this.#stopped = null;
    this.#keep();
    this.#show(new Set(given));
    this.#send();
    this.#tellState();
  }

  get copyName() {
    return `my-answers-${this.case}.json`;
  }
  // My version as a file; taken out of the form when the person says that they have it.
  async keepCopy(confirm) {
    const made = new Date().toISOString();
    const answers = [...this.unsaved()].map(([path, answer]) => ({ question: this.name(path), path, answer }));
    const { case: id, assessment } = this.#record;
    downloadText(this.copyName, JSON.stringify({ case: id, assessment, revision: this.#base, made, answers }, null, 2));
    if (!(await confirm())) return false;
    const mine = [...this.unsaved().keys()];
    this.#refused.clear();
    this.#goOn(mine);
    return true;
  }

  // ---- drafts of tabs that died ----

  async #findOffers() {
    const drafts = await this.#drafts.left();
    this.#offers = drafts
      .map(({ key, at, changes }) => {
        const unlike =
          (now) =>
          ([path, value]) =>
            path !== this.#statusPath && !sameAnswer(value, now(path));
        // what was typed on another screen of the same case is offered there
        const own = Object.entries(changes).filter(([path]) => isOfPlan(path) === Boolean(this.#record.plan));
        const unsaved = own.filter(unlike((path) => this.#saved.get(path)));
        if (!unsaved.length && own.length === Object.keys(changes).length) this.#drafts.remove(key); // all was saved after all
        const answers = unsaved.filter(unlike((path) => this.get(path))).map(([path, value]) => ({ path, value }));
        return { key, at, answers };
      })
      .filter(({ answers }) => answers.length);
    this.#tellState();
  }

  // False when they are locked: an amendment comes first.
  putBack(key) {
    const offer = this.#offers.find((each) => each.key === key);
    if (!offer || offer.answers.some(({ path }) => this.isLocked(path))) return false;
    this.#change(new Map(offer.answers.map(({ path, value }) => [path, value])), "draft", false);
    if (this.keepsCopy) this.discard(key);
    else this.#forgetOffer(key); // two copies are too much for this browser: the old one stays until all is saved
    return true;
  }
  discard(key) {
    this.#drafts.remove(key);
    this.#forgetOffer(key);
  }
  #forgetOffer(key) {
    this.#offers = this.#offers.filter((each) => each.key !== key);
    this.#tellState();
  }
}
