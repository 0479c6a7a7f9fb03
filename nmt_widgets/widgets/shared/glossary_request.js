// How another widget opens the glossary of the screen it stands on.

export const GLOSSARY_REQUEST = "nmt:glossary";

/**
 * What opens the glossary; null where an element stands on no screen, as in a notebook of one's own.
 * @param {HTMLElement} element
 */
export function glossaryOpener(element) {
  if (!element.closest(".nmt-frame")) return null;
  return () => element.dispatchEvent(new CustomEvent(GLOSSARY_REQUEST, { bubbles: true }));
}
