// What is not saved yet, in localStorage: one entry a tab. An entry whose tab has died is what may be offered back.

import { makeId } from "../values.js";

export class Drafts {
  static PREFIX = "nmt-draft:";
  static DAYS = 14;
  static BEAT = 2000;

  constructor(person, caseId) {
    this.tab = makeId();
    this.case = caseId;
    this.start = `${Drafts.PREFIX}${encodeURIComponent(person)}:${encodeURIComponent(caseId)}:`;
    this.key = this.start + this.tab;
    this.kept = true; // whether the last thing to keep was kept
    this.text = null;
    if (navigator.locks) {
      const held = new Promise((free) => (this.free = free));
      navigator.locks.request(this.key, () => held).catch(() => {});
    } else {
      this.beating = setInterval(() => this.text && this.write(), Drafts.BEAT);
    }
  }

  keep(changes, revision) {
    this.text = changes.size ? { at: Date.now(), revision, changes: Object.fromEntries(changes) } : null;
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
      this.kept = true;
    } catch {
      this.kept = false; // full, or a private window that refuses
    }
    return this.kept;
  }

  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(Drafts.PREFIX));
    } catch {
      return [];
    }
  }

  read(key) {
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      return Number.isFinite(draft?.at) && typeof draft.changes === "object" ? draft : null;
    } catch {
      return null;
    }
  }

  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // what cannot be reached cannot be read either
    }
  }

  removeOld() {
    const oldest = Date.now() - Drafts.DAYS * 86_400_000;
    for (const key of this.keys()) if (key !== this.key && !(this.read(key)?.at > oldest)) this.remove(key);
  }

  async live() {
    const held = navigator.locks ? new Set((await navigator.locks.query()).held.map(({ name }) => name)) : null;
    return (key) => (held ? held.has(key) : Date.now() - (this.read(key)?.beat ?? 0) < 3 * Drafts.BEAT);
  }

  // Drafts of dead tabs of the same person and case, the newest first.
  async left() {
    const isLive = await this.live();
    const keys = this.keys().filter((key) => key.startsWith(this.start) && key !== this.key && !isLive(key));
    const drafts = keys.map((key) => ({ key, ...this.read(key) }));
    return drafts.filter(({ changes }) => changes).sort((one, other) => other.at - one.at);
  }

  // After completion: everybody's drafts of this case. A tab still open removes its own when it has saved.
  async removeCase() {
    const isLive = await this.live();
    const part = encodeURIComponent(this.case);
    for (const key of this.keys()) if (key.split(":")[2] === part && !isLive(key)) this.remove(key);
  }

  close() {
    clearInterval(this.beating);
    this.free?.();
  }
}
