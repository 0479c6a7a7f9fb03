// Ctrl+Z and Ctrl+Y in a whole form; in a text field the browser's own undo does it.

import { findAllIn, isTextField, targetOf } from "../dom.js";

/** @import { Answers } from "./answers.js" */

/**
 * Listens for the keys; returns a function that stops this.
 * @param {Answers} answers
 * @param {() => Element | null} findRoot the form; where it is the only one of its page, keys pressed nowhere count too
 */
export function listenForUndo(answers, findRoot) {
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || isTextField(event.target))
      return;
    const isNowhere = event.target === document.body && findAllIn(document, "[data-undo]").length === 1;
    if (!isNowhere && !findRoot()?.contains(targetOf(event))) return;
    const pressed = event.key.toLowerCase();
    const back = pressed === "z" && !event.shiftKey;
    if (!back && pressed !== "z" && pressed !== "y") return;
    event.preventDefault();
    if (back) answers.undo();
    else answers.redo();
  }
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
