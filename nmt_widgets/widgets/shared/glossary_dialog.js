// The dialog of the help: what the screen is for, its keys, and the glossary with a field to search in.

import { claimKeys, makeButton, makeElement, makeElementId } from "./dom.js";
import { searchTerms } from "./glossary_search.js";
import { countWords, fillWords } from "./words.js";

/**
 * @import { GlossaryRow, ScreenHelp, Words } from "./protocol.d.ts"
 */

/** @param {ScreenHelp} help */
function makeHelp(help) {
  const groups = help.keys.flatMap(({ title, keys }) => [
    makeElement("h3", { text: title }),
    makeElement(
      "dl",
      { class: "nmt-keys" },
      ...keys.map(([key, does]) =>
        makeElement(
          "div",
          {},
          makeElement("dt", {}, makeElement("kbd", { text: key })),
          makeElement("dd", { text: does }),
        ),
      ),
    ),
  ]);
  const keys = makeElement(
    "details",
    { class: "nmt-glossary-help-keys" },
    makeElement("summary", { text: help.words.keys_title }),
    ...groups,
  );
  const tour =
    document.getElementById("nmt-tour") &&
    makeElement("button", {
      class: "nmt-button is-quiet",
      type: "button",
      "data-tour": "",
      text: help.words.tour_again,
    });
  return [makeElement("p", { text: help.purpose }), keys, tour];
}

/**
 * @param {Words} words
 * @param {ScreenHelp | null} help
 */
export function makeGlossaryDialog(words, help) {
  const titleId = makeElementId();
  const input = makeElement("input", {
    class: "nmt-input",
    type: "text",
    role: "searchbox",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    maxlength: 80,
    on: { input: () => draw() },
  });
  const status = makeElement("p", { class: "nmt-quiet", role: "status" });
  const list = makeElement("dl", { class: "nmt-glossary-terms" });
  const close = makeButton("nmt-button is-plain is-small", words.close, () => element.close());
  const element = makeElement(
    "dialog",
    { class: "nmt-glossary-dialog", "aria-labelledby": titleId, closedby: "any" },
    makeElement("header", {}, makeElement("h2", { id: titleId, text: help?.title ?? words.title }), close),
    ...(help ? makeHelp(help) : []),
    makeElement(
      "label",
      { class: "nmt-field" },
      makeElement("span", { class: "nmt-field-name", text: words.search }),
      input,
    ),
    status,
    list,
    makeElement("p", { class: "nmt-quiet nmt-glossary-keys", text: words.keys }),
  );
  /** @type {GlossaryRow[]} */
  let rows = [];
  /** @type {Map<string, GlossaryRow>} */
  let byId = new Map();

  claimKeys(element);
  element.addEventListener("close", () => element.remove());
  element.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-tour]")) element.close();
  });
  // The page behind the dialog has keys of its own: what is typed here is not for them.
  element.addEventListener("keydown", (event) => event.stopPropagation());

  /** @param {string} id */
  function go(id) {
    input.value = "";
    draw();
    const term = list.querySelector(`[data-term="${id}"] dt`);
    if (!(term instanceof HTMLElement)) return;
    term.focus({ preventScroll: true });
    term.parentElement?.scrollIntoView({ block: "start" });
  }

  /** @param {GlossaryRow} row */
  function makeTerm(row) {
    const others = row.see.flatMap((id) => byId.get(id) ?? []);
    return makeElement(
      "div",
      { "data-term": row.id },
      makeElement("dt", { text: row.term, tabindex: -1 }),
      row.also.length > 0 &&
        makeElement("dd", { class: "nmt-quiet", text: fillWords(words.also, { names: row.also.join(", ") }) }),
      makeElement("dd", { text: row.text }),
      others.length > 0 &&
        makeElement(
          "dd",
          { class: "nmt-glossary-foot" },
          makeElement("span", { text: words.see }),
          ...others.map((other) => makeButton("nmt-button is-quiet", other.term, () => go(other.id))),
        ),
      makeElement("dd", { class: "nmt-glossary-mark", text: row.mark }),
    );
  }

  function draw() {
    if (!rows.length) return;
    const query = input.value.trim();
    const matches = searchTerms(rows, query);
    list.replaceChildren(...matches.map(makeTerm));
    list.scrollTop = 0;
    if (!query) status.textContent = countWords(words, "count", rows.length);
    else if (matches.length) status.textContent = countWords(words, "matches", matches.length);
    else status.textContent = fillWords(words.none, { query });
  }

  return {
    /**
     * Shows the dialog; it is in the page only while it is open.
     * @param {HTMLElement} parent
     */
    open(parent) {
      if (element.open) return;
      parent.append(element);
      element.showModal();
      input.focus();
      input.select();
    },
    /**
     * Shows why there are no terms, or not yet.
     * @param {string} text
     */
    report(text) {
      status.textContent = text;
    },
    /** @param {GlossaryRow[]} terms */
    fill(terms) {
      rows = terms;
      byId = new Map(terms.map((row) => [row.id, row]));
      draw();
    },
  };
}
