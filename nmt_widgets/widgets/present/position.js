// Where the presentation is: scene, step, blank or not, since when. Kept in this tab, so that a reload returns to it.

/**
 * @import { Deck } from "./protocol.d.ts"
 * @import { RoomAnswers } from "./room_answers.js"
 */

/**
 * @typedef {{ session: string, isOn: boolean, isBlank: boolean, began: number, guesses: Record<string, number[]>,
 *   from: number, step: number, scene: string }} Bookmark
 */

export class Position {
  /** @type {Set<() => void>} */
  listeners = new Set();
  /** @type {Set<() => void>} */
  whispered = new Set();
  at = 0;
  step = 0;
  /** @type {Record<string, Record<string, number>>} how many of the audience gave each score, by place; not kept */
  answers = {};
  /** @type {RoomAnswers | null} what the room answers; null where nobody can be asked */
  room = null;

  /** @param {Deck} deck */
  constructor(deck) {
    this.deck = deck;
    this.scenes = [...deck.scenes, ...deck.panels];
    this.key = `nmt-present:${deck.id}`;
    const bookmark = this.read();
    this.session = bookmark.session ?? Math.random().toString(36).slice(2, 10);
    this.isOn = bookmark.isOn ?? false;
    this.isBlank = bookmark.isBlank ?? false;
    this.began = bookmark.began ?? 0;
    this.guesses = bookmark.guesses ?? {};
    this.from = bookmark.from ?? 0; // the scene a panel was opened from
    const [id, step] = decodeURIComponent(location.hash.slice(1)).split(".");
    const linked = this.indexOf(id);
    if (linked >= 0) this.take(linked, Number(step));
    else this.take(this.indexOf(bookmark.scene), bookmark.step ?? 0);
    if (linked >= 0 && !this.isOn) this.begin();
  }

  /** @returns {Partial<Bookmark>} */
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? "{}") ?? {};
    } catch {
      return {};
    }
  }

  /** @param {string | undefined} id */
  indexOf(id) {
    return this.scenes.findIndex((scene) => scene.id === id);
  }

  /**
   * @param {number} at
   * @param {number} step
   */
  take(at, step) {
    this.at = at >= 0 && at < this.scenes.length ? at : 0;
    this.step = Math.min(Math.max(Math.trunc(step) || 0, 0), this.scene.steps);
  }

  get scene() {
    return this.scenes[this.at];
  }

  get isPanel() {
    return this.at >= this.deck.scenes.length;
  }

  get number() {
    return this.isPanel ? this.from + 1 : this.at + 1;
  }

  get following() {
    if (this.isPanel) return this.scenes[this.from];
    return this.deck.scenes[this.at + 1] ?? null;
  }

  /** @param {() => void} listener */
  on(listener) {
    this.listeners.add(listener);
  }

  /** @param {() => void} listener */
  off(listener) {
    this.listeners.delete(listener);
  }

  /** Tells the speaker's window alone that there is news. */
  whisper() {
    for (const listener of this.whispered) listener();
  }

  tell() {
    const { session, isOn, isBlank, began, guesses, from, step } = this;
    /** @type {Bookmark} */
    const bookmark = { session, isOn, isBlank, began, guesses, from, step, scene: this.scene.id };
    sessionStorage.setItem(this.key, JSON.stringify(bookmark));
    const hash = isOn ? `#${this.scene.id}${step ? `.${step}` : ""}` : "";
    history.replaceState(history.state, "", location.pathname + location.search + hash);
    for (const listener of this.listeners) listener();
  }

  begin() {
    this.isOn = true;
    this.isBlank = false;
    if (!this.began) this.began = Date.now();
  }

  start() {
    this.begin();
    this.tell();
  }

  leave() {
    this.isOn = false;
    this.isBlank = false;
    this.tell();
  }

  restart() {
    this.take(0, 0);
    this.guesses = {};
    this.answers = {};
    this.room?.close();
    this.room?.forget();
    this.began = Date.now();
    this.begin();
    this.tell();
  }

  resetClock() {
    this.began = Date.now();
    this.tell();
  }

  blank() {
    this.isBlank = !this.isBlank;
    this.tell();
  }

  next() {
    if (this.isBlank) return this.blank();
    if (this.step < this.scene.steps) this.step += 1;
    else if (this.isPanel) this.take(this.from, this.scenes[this.from].steps);
    else if (this.at < this.deck.scenes.length - 1) this.take(this.at + 1, 0);
    else return;
    this.tell();
  }

  back() {
    if (this.isBlank) return this.blank();
    if (this.step > 0) this.step -= 1;
    else if (this.isPanel) this.take(this.from, this.scenes[this.from].steps);
    else if (this.at > 0) this.take(this.at - 1, Infinity);
    else return;
    this.tell();
  }

  /**
   * @param {number} at
   * @param {number} [step]
   */
  jump(at, step = 0) {
    if (at >= this.deck.scenes.length && !this.isPanel) this.from = this.at;
    this.begin();
    this.take(at, step);
    this.tell();
  }

  /** @param {number} step */
  go(step) {
    this.take(this.at, step);
    this.tell();
  }

  all() {
    this.go(this.scene.steps);
  }
}
