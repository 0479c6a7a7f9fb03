// The button beside a screen's heading, and the key that opens its help with the glossary. The terms are fetched when it
// is first opened.

import { claimKeys, isTextField, makeElement } from "./dom.js";
import { makeGlossaryDialog } from "./glossary_dialog.js";
import { GLOSSARY_REQUEST } from "./glossary_request.js";
import { sendIfOpen, whenLineCloses } from "./kernel_line.js";
import { useLocale } from "./words.js";

/**
 * @import { Props } from "./model.d.ts"
 * @import { GlossaryMessage, GlossaryReply, ScreenHelp, Words } from "./protocol.d.ts"
 */

const PATIENCE = 5000; // ms after which a kernel that does not answer is reported

/** @param {Props<{ words: Words, help: ScreenHelp | null }, GlossaryMessage, GlossaryReply>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  const help = model.get("help");
  const dialog = makeGlossaryDialog(words, help);
  const name = help ? help.words.open : words.open;
  const button = makeElement(
    "button",
    {
      type: "button",
      class: "nmt-button is-plain is-round nmt-glossary-button",
      title: name,
      "aria-label": name,
      "aria-haspopup": "dialog",
      "aria-keyshortcuts": "?",
      on: { click: open },
    },
    makeElement("span", { text: "?", "aria-hidden": "true" }),
  );
  el.classList.add("nmt-glossary");
  el.append(button);
  claimKeys(el);

  let hasTerms = false;
  let isClosed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  function open() {
    dialog.open(el);
    if (hasTerms || isClosed) return;
    dialog.report(words.loading);
    clearTimeout(waiting);
    waiting = setTimeout(() => dialog.report(words.silent), PATIENCE);
    sendIfOpen(model, { type: "terms" });
  }

  /** @param {GlossaryReply} reply */
  function hear(reply) {
    if (reply.type !== "terms") return;
    clearTimeout(waiting);
    if (reply.problem) return dialog.report(reply.problem);
    hasTerms = true;
    dialog.fill(reply.terms);
  }

  const stopWaiting = whenLineCloses((over) => {
    isClosed = true;
    clearTimeout(waiting);
    if (!hasTerms) dialog.report(over.text);
  });

  /**
   * Whether an event is of this screen. A served page has one screen; a notebook may have several, and keys of its own.
   * @param {EventTarget | null} target
   */
  function isHere(target) {
    return target instanceof Node && Boolean(el.closest(".nmt-frame")?.contains(target));
  }
  // A presentation shows its own keys at "?": a room sees nothing that the speaker did not choose.
  function isBusy() {
    return (
      document.documentElement.classList.contains("nmt-is-presenting") ||
      document.querySelector(':modal, [aria-modal="true"]') !== null
    );
  }
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== "?" || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTextField(event.target) || isBusy() || !(globalThis.nmtPage || isHere(event.target))) return;
    event.preventDefault();
    open();
  }
  /** @param {Event} event */
  function onRequest(event) {
    if (isHere(event.target)) open();
  }

  // on the window: every part of the page that has a use for the key comes first
  addEventListener("keydown", onKey);
  document.addEventListener(GLOSSARY_REQUEST, onRequest);
  model.on("msg:custom", hear);
  return () => {
    removeEventListener("keydown", onKey);
    document.removeEventListener(GLOSSARY_REQUEST, onRequest);
    model.off("msg:custom", hear);
    stopWaiting();
    clearTimeout(waiting);
  };
}

export default { render };
