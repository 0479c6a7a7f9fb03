// How a class scored each function: a strip of dots, a dot a rater; the median, the reference and what was agreed as marks.

import { findAllIn, focusedElement, focusIndex, makeElement, makeSvg, targetOf } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { BoardFunction, BoardData } from "./protocol.d.ts"
 */

const CELL = 44; // width of a score's place on the strip
const FOOT = 14; // height below the dots, for the reference's mark

/**
 * Dots beside each other, and how large they are: the smaller, the more of them have to share a place.
 * @param {number} fullest
 */
function dotSizes(fullest) {
  const perRow = fullest <= 8 ? 4 : fullest <= 18 ? 5 : 6;
  const pitch = (CELL - 2) / perRow;
  return { perRow, pitch, radius: Math.min(4.6, pitch / 2 - 0.4) };
}

/**
 * A strip is as high as the fullest place of the whole class needs, so that strips can be compared.
 * @param {SVGElement} svg
 * @param {BoardFunction} scored
 * @param {number} fullest
 * @param {number} lowest
 */
function drawStrip(svg, scored, fullest, lowest) {
  const { perRow, pitch, radius } = dotSizes(fullest);
  const height = Math.max(1, Math.ceil(fullest / perRow)) * pitch + FOOT + 3;
  const steps = scored.counts.length;
  /** @param {number} score */
  const at = (score) => (score - lowest + 0.5) * CELL;
  svg.setAttribute("viewBox", `0 0 ${steps * CELL} ${height}`);
  const shapes = [];
  for (let step = 0; step < steps; step += 1) {
    const x = step * CELL;
    shapes.push(
      makeSvg("line", { class: "nmt-strip-grid", x1: x + CELL / 2, x2: x + CELL / 2, y1: 2, y2: height - 2 }),
    );
    const count = scored.counts[step];
    for (let dot = 0; dot < count; dot += 1) {
      const level = Math.floor(dot / perRow);
      const beside = Math.min(perRow, count - level * perRow);
      const cx = x + CELL / 2 + ((dot % perRow) - (beside - 1) / 2) * pitch;
      shapes.push(
        makeSvg("circle", { class: "nmt-strip-dot", cx, cy: height - FOOT - pitch * (level + 0.5), r: radius }),
      );
    }
  }
  if (scored.median !== null)
    shapes.push(
      makeSvg("line", {
        class: "nmt-strip-median",
        x1: at(scored.median),
        x2: at(scored.median),
        y1: 1,
        y2: height - 1,
      }),
    );
  if (scored.reference !== null) {
    const x = at(scored.reference);
    shapes.push(
      makeSvg("path", { class: "nmt-strip-reference", d: `M${x} ${height - FOOT + 0.5}l6.5 6.5l-6.5 6.5l-6.5 -6.5z` }),
    );
  }
  if (scored.agreed !== null)
    shapes.push(
      makeSvg("rect", {
        class: "nmt-strip-agreed",
        x: at(scored.agreed) - 9,
        y: 1.5,
        width: 18,
        height: height - 3,
        rx: 4,
      }),
    );
  svg.replaceChildren(...shapes);
}

/**
 * @param {Words} words
 * @param {(id: string) => void} choose
 */
export function makeStrips(words, choose) {
  const element = makeElement("div", { class: "nmt-strips", role: "group", "aria-label": words.label });
  const axis = makeElement("div", { class: "nmt-strip-axis", "aria-hidden": "true" });
  const list = makeElement("div", { class: "nmt-strip-rows" });
  element.append(axis, list);
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  const rows = new Map();

  /** @param {BoardFunction} scored */
  function makeRow(scored) {
    const row = makeElement("div", { class: "nmt-strip-row", "data-function": scored.id });
    const name = makeElement("button", { class: "nmt-strip-name", type: "button", tabindex: "-1" });
    name.append(
      makeElement("small", { text: String(scored.number) }),
      makeElement("span", { text: scored.name.replaceAll("/", "/\u200b") }),
    );
    name.addEventListener("click", () => choose(scored.id));
    const svg = makeSvg("svg", { role: "img" });
    const side = makeElement("span", { class: "nmt-strip-side" });
    row.append(name, svg, side);
    return { row, name, svg, side };
  }
  /** @param {BoardFunction} scored */
  function rowOf(scored) {
    const row = rows.get(scored.id) ?? makeRow(scored);
    rows.set(scored.id, row);
    return row;
  }
  const names = () => [...findAllIn(list, ".nmt-strip-name")];
  /** @param {HTMLElement | undefined} name */
  function focusOn(name) {
    for (const other of names()) other.tabIndex = other === name ? 0 : -1;
  }
  list.addEventListener("focusin", (event) => targetOf(event).matches(".nmt-strip-name") && focusOn(targetOf(event)));
  list.addEventListener("keydown", (event) => {
    const all = names();
    const from = focusIndex(all);
    /** @type {Record<string, number>} */
    const ways = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: all.length - 1 };
    const to = ways[event.key];
    if (from < 0 || to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
  });

  return {
    element,
    /**
     * @param {BoardFunction[]} functions
     * @param {number} lowest
     */
    draw(functions, lowest) {
      const fullest = Math.max(0, ...functions.flatMap(({ counts }) => counts));
      axis.replaceChildren(...functions[0].counts.map((_, at) => makeElement("span", { text: String(at + lowest) })));
      for (const scored of functions) {
        const { row, svg, side } = rowOf(scored);
        drawStrip(svg, scored, fullest, lowest);
        svg.setAttribute("aria-label", fillWords(words.strip, { name: scored.name, said: scored.description }));
        row.toggleAttribute("data-listed", scored.listed);
        side.textContent = scored.apart;
      }
      const ordered = functions.map((scored) => rowOf(scored).row);
      // rows that stand where they should are not moved: moving one would take the keyboard away from it
      if (ordered.some((row, at) => list.children[at] !== row)) {
        const focused = list.contains(document.activeElement) ? focusedElement() : null;
        list.replaceChildren(...ordered);
        focused?.focus({ preventScroll: true });
      }
      if (!names().some((name) => name.tabIndex === 0)) focusOn(names()[0]);
    },
    /** @param {string} id */
    mark(id) {
      for (const [at, { row, name }] of rows) {
        row.toggleAttribute("data-chosen", at === id);
        name.setAttribute("aria-pressed", String(at === id));
      }
    },
  };
}

/**
 * @param {Words} words
 * @param {BoardData} board
 */
export function makeKey(words, board) {
  const key = makeElement("p", { class: "nmt-strip-key" });
  const parts = [
    ["dot", words.key_dot],
    ["median", words.key_median],
    ["agreed", words.key_consensus],
  ];
  if (board.reference_shown) parts.push(["reference", words.key_reference]);
  for (const [sign, text] of parts) {
    const part = makeElement("span");
    part.append(makeElement("i", { class: `nmt-key-${sign}` }), text);
    key.append(part);
  }
  return key;
}
