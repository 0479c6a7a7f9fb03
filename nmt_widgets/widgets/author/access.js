// The answer a list is: some stand within another, as the scenes do in the presentation.

import { isEmpty } from "../shared/values.js";

/** @import { Answers } from "../shared/answers/answers.js" */

/**
 * @param {Answers} answers
 * @param {{ path: string, within: string | undefined }} parts
 */
export function accessOf(answers, { path, within }) {
  return {
    get: () => (within ? answers.get(path)?.[within] : answers.get(path)) ?? [],
    /**
     * @param {any[]} list
     * @param {boolean} typing
     */
    set: (list, typing) => answers.set(path, isEmpty(list) ? null : within ? { [within]: list } : list, { typing }),
    locked: () => answers.isLocked(path),
    undo: () => answers.undo(),
  };
}
