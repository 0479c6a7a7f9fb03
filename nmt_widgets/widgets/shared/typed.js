// Text that is written and not kept yet stays with this tab: something else looked at, or a reload, loses none.

/** @param {string} key */
export function keepTyped(key) {
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
