// The connection to the kernel. A served page reports when it has closed; a notebook's page never does.

/**
 * Calls `hear` when the connection closes, or at once if it is closed, and `back` if it could not be reached and is
 * there again. Returns a function that stops this.
 * @param {(over: NmtLineOver) => void} hear
 * @param {() => void} [back]
 */
export function whenLineCloses(hear, back = () => {}) {
  return globalThis.nmtPage?.whenOver(hear, back) ?? (() => {});
}

/**
 * Sends a message. On a closed connection nothing happens: the page reports that itself.
 * @template Sent
 * @param {{ send(message: Sent): void }} model
 * @param {Sent} message
 */
export function sendIfOpen(model, message) {
  try {
    model.send(message);
  } catch {
    // the page itself reports a closed connection
  }
}
