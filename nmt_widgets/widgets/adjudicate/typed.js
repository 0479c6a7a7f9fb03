// Reasons that are written and not kept yet stay with this tab: another difference looked at, or a reload, loses none.

/** @import { PairData } from "./protocol.d.ts" */

/**
 * @param {Pick<PairData, "typed">} pair
 * @param {string} path
 */
export function typedReason(pair, path) {
  const key = `nmt-settle:${pair.typed}:${path}`;
  return {
    get: () => sessionStorage.getItem(key),
    /** @param {string} text */
    set(text) {
      try {
        sessionStorage.setItem(key, text);
      } catch {
        // no room: it stays in the form
      }
    },
    clear: () => sessionStorage.removeItem(key),
  };
}
