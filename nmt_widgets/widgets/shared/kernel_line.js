// The connection to the kernel. A served page reports when it has closed for good; a notebook's page never does.

/**
 * Calls `hear` when the connection closes, or at once if it is closed. Returns a function that stops this.
 * @param {(over: NmtLineOver) => void} hear
 */
export function whenLineCloses(hear) {
  return globalThis.nmtPage?.whenOver(hear) ?? (() => {});
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
