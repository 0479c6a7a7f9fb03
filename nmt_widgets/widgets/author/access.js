// The answer a list is; some stand within another, as the scenes do in the presentation.

import { isEmpty } from "../shared/values.js";

/**
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { Entry } from "./protocol.d.ts"
 */

/**
 * Where the entries of a list are kept; `undo` takes the last change back, where that is possible.
 * @typedef {{ get(): Entry[], set(list: Entry[], typing: boolean): void, locked(): boolean, undo?(): void }} ListAccess
 */

/**
 * @param {Answers} answers
 * @param {{ path: string, within?: string }} place
 * @returns {ListAccess}
 */
export function accessOf(answers, { path, within }) {
  return {
    get() {
      const answer = answers.get(path);
      return (within ? answer?.[within] : answer) ?? [];
    },
    set(list, typing) {
      answers.set(path, isEmpty(list) ? null : within ? { [within]: list } : list, { typing });
    },
    locked: () => answers.isLocked(path),
    undo: () => answers.undo(),
  };
}
