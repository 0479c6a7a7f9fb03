// The line to the kernel: a served page tells its widgets when it has closed for good; a notebook's page never does.

/**
 * Calls `hear` when the line closes, at once if it has; returns what ends that.
 * @param {(over: NmtLineOver) => void} hear
 */
export function whenLineCloses(hear) {
  return globalThis.nmtPage?.whenOver(hear) ?? (() => {});
}

/**
 * Sends a message; on a closed line nothing happens: the page says so at its next look.
 * @template Sent
 * @param {{ send(message: Sent): void }} model
 * @param {Sent} message
 */
export function sendIfOpen(model, message) {
  try {
    model.send(message);
  } catch {
    // the page itself tells of a closed line
  }
}
