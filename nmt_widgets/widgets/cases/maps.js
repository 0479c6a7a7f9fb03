// The maps of the cards that are in view, a few at a time: what is typed meanwhile is answered in between.

import { sendIfOpen } from "../shared/kernel_line.js";

/** @import { CaseEntry, CaseListMessage } from "./protocol.d.ts" */

const AT_A_TIME = 4;
const MOST_MAPS = 200;

/**
 * @param {{ send(message: CaseListMessage): void }} model
 * @param {() => boolean} isBusy whether the list waits for something more urgent
 */
export function makeMaps(model, isBusy) {
  /** @type {Map<string, string>} */
  const maps = new Map(); // by state of a map
  /** @type {Map<Element, CaseEntry>} */
  const places = new Map();
  /** @type {Set<Element>} */
  const visible = new Set();
  /** @type {Map<string, CaseEntry>} */
  let sent = new Map();

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target);
    ask();
  });

  function ask() {
    if (sent.size || isBusy()) return;
    const lacking = [...visible].flatMap((place) => {
      const entry = places.get(place);
      return entry && !maps.has(entry.map) ? entry : [];
    });
    sent = new Map(lacking.slice(0, AT_A_TIME).map((entry) => [entry.case, entry]));
    if (sent.size) sendIfOpen(model, { type: "maps", cases: [...sent.keys()] });
  }
  /** @param {Element} place */
  function draw(place) {
    const svg = maps.get(places.get(place)?.map ?? "");
    if (svg !== undefined && !place.firstElementChild) place.innerHTML = svg;
  }
  return {
    ask,
    /** The cards are drawn anew. */
    clear() {
      observer.disconnect();
      places.clear();
      visible.clear();
    },
    /**
     * @param {HTMLElement} place
     * @param {CaseEntry} entry
     */
    add(place, entry) {
      places.set(place, entry);
      draw(place);
      observer.observe(place);
    },
    /** @param {Record<string, string>} answer */
    take(answer) {
      for (const [id, entry] of sent) maps.set(entry.map, answer[id] ?? "");
      sent = new Map();
      for (const key of [...maps.keys()].slice(0, Math.max(0, maps.size - MOST_MAPS))) maps.delete(key);
      for (const place of places.keys()) draw(place);
      ask();
    },
    close: () => observer.disconnect(),
  };
}
