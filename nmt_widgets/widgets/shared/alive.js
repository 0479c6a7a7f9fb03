// What waits until a page can be seen: a served page first shows a picture of itself.

/** @param {() => void} act */
export function whenSeen(act) {
  const wait = globalThis.nmtPage?.whenAlive ?? requestAnimationFrame;
  wait(act);
}
