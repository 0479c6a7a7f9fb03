// One case of the list: a title that opens it, a few facts, and what this person can do with it.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { addressOf } from "./query.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { CaseEntry } from "./protocol.d.ts"
 *
 * @typedef {{
 *   words: Words,
 *   screen: string,
 *   open(entry: CaseEntry): void,
 *   file(entry: CaseEntry, act: string): void,
 *   addMap(place: HTMLElement, entry: CaseEntry): void,
 *   more?(entry: CaseEntry): HTMLElement[],
 * }} CardParts
 */

/**
 * A link that also works without scripts; on this screen the case opens in place of the list.
 * @param {CardParts} parts
 * @param {CaseEntry} entry
 * @param {string} screen
 * @param {import("../shared/dom.js").Properties} properties
 */
function makeLink(parts, entry, screen, properties) {
  if (!parts.screen)
    return makeElement("button", { type: "button", ...properties, on: { click: () => parts.open(entry) } });
  const link = makeElement("a", { href: addressOf(screen, { case: entry.case }), ...properties });
  if (screen === parts.screen)
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab
      event.preventDefault();
      parts.open(entry);
    });
  return link;
}

/**
 * @param {CaseEntry} entry
 * @param {CardParts} parts
 */
function makeTitle(entry, parts) {
  if (entry.problem) return makeElement("h3", { class: "nmt-case-title", text: entry.title });
  const link = makeLink(parts, entry, parts.screen, { "data-case": entry.case, text: entry.title });
  return makeElement("h3", { class: "nmt-case-title" }, link);
}

/**
 * @param {CaseEntry} entry
 * @param {CardParts} parts
 */
function makeMenu(entry, parts) {
  const { words } = parts;
  const menu = makeElement(
    "details",
    { class: "nmt-case-menu" },
    makeElement("summary", {
      class: "nmt-button is-quiet",
      text: words.more,
      "aria-label": fillWords(words.action_label, { action: words.more, title: entry.title }),
    }),
    makeElement(
      "div",
      {},
      ...entry.filing.map((act) =>
        makeButton("nmt-button is-quiet", words.filing[act], () => {
          menu.open = false;
          parts.file(entry, act);
        }),
      ),
    ),
  );
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}

/**
 * @param {CaseEntry} entry
 * @param {CardParts} parts
 */
export function makeCard(entry, parts) {
  const { words } = parts;
  const map = entry.map && makeElement("div", { class: "nmt-case-map", "aria-hidden": "true" });
  const actions = parts.screen ? entry.actions : [];
  const links = actions.map(([screen, action]) =>
    makeLink(parts, entry, screen, {
      class: "nmt-button is-quiet",
      text: action,
      "data-screen": screen,
      "aria-label": fillWords(words.action_label, { action, title: entry.title }),
    }),
  );
  const kindId = makeElementId();
  const card = makeElement(
    "li",
    { class: "nmt-card nmt-case", "data-entry": entry.case, "aria-describedby": kindId },
    map,
    makeElement(
      "div",
      { class: "nmt-case-words" },
      makeElement("p", { class: "nmt-case-kind", id: kindId, text: entry.kind }),
      makeTitle(entry, parts),
      entry.lead && makeElement("p", { class: "nmt-case-lead", text: entry.lead }),
      ...entry.facts.map((fact) => makeElement("p", { class: "nmt-case-fact", text: fact })),
      entry.problem && makeElement("p", { class: "nmt-case-problem", text: entry.problem }),
    ),
    entry.filing.length > 0 && makeMenu(entry, parts),
    ...(parts.more?.(entry) ?? []),
    links.length > 0 && makeElement("div", { class: "nmt-case-actions" }, ...links),
  );
  if (map) parts.addMap(map, entry);
  return card;
}
