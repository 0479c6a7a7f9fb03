// Requests to the kernel, the next when the last is answered: typing waits for nothing else, and nothing is asked in vain.

import { makeId } from "./values.js";

/** @typedef {Record<string, string>} Query the query of an address */

/**
 * @param {(request: string, query: Query) => void} send
 * @param {(busy: boolean) => void} onBusy
 */
export function makeAsking(send, onBusy) {
  let request = "";
  /** @type {Query | null} */
  let next = null;

  function go() {
    if (request || !next) return;
    const query = next;
    [request, next] = [makeId(), null];
    onBusy(true);
    send(request, query);
  }
  return {
    /** @param {Query} query */
    ask(query) {
      next = query;
      go();
    },
    /**
     * What is shown has come; it says which request it answers.
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
