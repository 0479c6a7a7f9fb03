// What is not saved yet, in localStorage: one entry a tab. An entry whose tab has died is what may be offered back.

import { makeId } from "../values.js";

/** @import { Answer, Answers } from "./protocol.d.ts" */

/**
 * `before` has the saved answer of each changed one, as it was when it was changed.
 * @typedef {{ at: number, revision: number, changes: Answers, before?: Answers, beat?: number }} Draft
 */

export class Drafts {
  static PREFIX = "nmt-draft:";
  static DAYS = 14;
  static BEAT = 2000;

  /** @type {Draft | null} */
  text = null;
  /** @type {() => void} lets the lock go that says that this tab lives */
  free = () => {};
  /** @type {ReturnType<typeof setInterval> | undefined} */
  beating;

  /**
   * @param {string} person
   * @param {string} caseId
   */
  constructor(person, caseId) {
    this.tab = makeId();
    this.case = caseId;
    this.start = `${Drafts.PREFIX}${encodeURIComponent(person)}:${encodeURIComponent(caseId)}:`;
    this.key = this.start + this.tab;
    this.earlier = this.#follow(); // the draft of the page that this tab showed before
    this.isKept = true; // whether the last thing to keep was kept
    if (navigator.locks) {
      /** @type {Promise<void>} */
      const lock = new Promise((free) => {
        this.free = free;
      });
      navigator.locks.request(this.key, () => lock).catch(() => {});
    } else {
      this.beating = setInterval(() => this.text && this.write(), Drafts.BEAT);
    }
  }

  /** Has the next page of this tab know its draft; returns that of the page before. */
  #follow() {
    try {
      const earlier = sessionStorage.getItem(this.start) ?? "";
      sessionStorage.setItem(this.start, this.key);
      return earlier;
    } catch {
      return ""; // a private window that refuses
    }
  }

  /**
   * @param {Map<string, Answer>} changes
   * @param {number} revision
   * @param {ReadonlyMap<string, Answer> | null} saved null where a page that is loaded again has to ask
   */
  keep(changes, revision, saved) {
    const before = saved && Object.fromEntries([...changes.keys()].map((path) => [path, saved.get(path) ?? null]));
    const text = { at: Date.now(), revision, changes: Object.fromEntries(changes) };
    this.text = changes.size ? { ...text, ...(before && { before }) } : null;
    return this.write();
  }

  write() {
    try {
      if (this.text)
        localStorage.setItem(
          this.key,
          JSON.stringify(navigator.locks ? this.text : { ...this.text, beat: Date.now() }),
        );
      else localStorage.removeItem(this.key);
      this.isKept = true;
    } catch {
      this.isKept = false; // full, or a private window that refuses
    }
    return this.isKept;
  }

  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(Drafts.PREFIX));
    } catch {
      return [];
    }
  }

  /**
   * @param {string} key
   * @returns {Draft | null}
   */
  read(key) {
    try {
      const draft = JSON.parse(localStorage.getItem(key) ?? "null");
      return Number.isFinite(draft?.at) && typeof draft.changes === "object" ? draft : null;
    } catch {
      return null;
    }
  }

  /** @param {string} key */
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // what cannot be reached cannot be read either
    }
  }

  removeOld() {
    const oldest = Date.now() - Drafts.DAYS * 86_400_000;
    for (const key of this.keys()) if (key !== this.key && !((this.read(key)?.at ?? 0) > oldest)) this.remove(key);
  }

  /** Whether the tab of a draft is still open. */
  async live() {
    const open = navigator.locks ? new Set((await navigator.locks.query()).held?.map(({ name }) => name)) : null;
    /** @param {string} key */
    const isLive = (key) => (open ? open.has(key) : Date.now() - (this.read(key)?.beat ?? 0) < 3 * Drafts.BEAT);
    return isLive;
  }

  // Drafts of dead tabs of the same person and case, the newest first.
  async left() {
    const isLive = await this.live();
    const keys = this.keys().filter((key) => key.startsWith(this.start) && key !== this.key && !isLive(key));
    const drafts = keys.flatMap((key) => {
      const draft = this.read(key);
      return draft?.changes ? [{ key, ...draft }] : [];
    });
    return drafts.sort((a, b) => b.at - a.at);
  }

  // After completion: everybody's drafts of this case. A tab still open removes its own when it has saved.
  async removeCase() {
    const isLive = await this.live();
    const part = encodeURIComponent(this.case);
    for (const key of this.keys()) if (key.split(":")[2] === part && !isLive(key)) this.remove(key);
  }

  close() {
    clearInterval(this.beating);
    this.free();
  }
}
