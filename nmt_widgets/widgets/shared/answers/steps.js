// Whole changes, forth and back; typing in one place is one step until it pauses.

import { WAITS } from "./waits.js";

const UNDO_STEPS = 500;

export class Steps {
  #done = [];
  #undone = [];

  add(changes, typing) {
    const last = this.#done.at(-1);
    const now = Date.now();
    const [path] = changes.keys();
    const goesOn =
      typing && last?.typing && changes.size === 1 && last.changes.has(path) && now - last.at < WAITS.typing;
    if (goesOn) last.changes.get(path).after = changes.get(path).after;
    else this.#done.push({ changes, typing });
    this.#done.at(-1).at = now;
    this.#undone = [];
    if (this.#done.length > UNDO_STEPS) this.#done.shift();
  }

  get canUndo() {
    return this.#done.length > 0;
  }
  get canRedo() {
    return this.#undone.length > 0;
  }

  // The changes of one step back (or forth), still to be made; moved() says that they were.
  next(back) {
    const step = (back ? this.#done : this.#undone).at(-1);
    return step && new Map([...step.changes].map(([path, { before, after }]) => [path, back ? before : after]));
  }
  moved(back) {
    const [from, to] = back ? [this.#done, this.#undone] : [this.#undone, this.#done];
    to.push({ ...from.pop(), typing: false });
  }

  // Somebody else's answer stands there now: going back over it would take it away unseen.
  forget(paths) {
    const apart = ({ changes }) => ![...changes.keys()].some((path) => paths.has(path));
    this.#done = this.#done.filter(apart);
    this.#undone = this.#undone.filter(apart);
  }
}
