// Requests to the kernel, the next when the last is answered: typing waits for nothing else, and nothing is asked in vain.

import { sendIfOpen } from "../shared/kernel_line.js";
import { makeId } from "../shared/values.js";

/** @import { CaseListMessage, Query } from "./protocol.d.ts" */

/**
 * @param {{ send(message: CaseListMessage): void }} model
 * @param {(busy: boolean) => void} onBusy
 */
export function makeAsking(model, onBusy) {
  let request = "";
  /** @type {Query | null} */
  let next = null;

  function go() {
    if (request || !next) return;
    const query = next;
    [request, next] = [makeId(), null];
    onBusy(true);
    sendIfOpen(model, { type: "list", request, query });
  }
  return {
    /** @param {Query} query */
    ask(query) {
      next = query;
      go();
    },
    /**
     * What the list shows has come; it says which request it answers.
     * @param {string} answers
     */
    answer(answers) {
      if (answers === request) request = "";
      go();
      if (!request) onBusy(false);
    },
    /** Whether an answer is to come. */
    get busy() {
      return request !== "";
    },
  };
}
