// The boxes of a map: which one lies next to another, and how one looks with another score.

import { findAllIn, findIn, makeSvg, partIn } from "../dom.js";

/** @import { Found } from "../dom.js" */

/** @typedef {SVGElement} Box */

/** @param {Box} box */
function centre(box) {
  const { left, top, width, height } = box.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

/**
 * The nearest box that way; a step aside costs more than a step ahead, so that rows and columns are kept.
 * @param {Box[]} boxes
 * @param {Box} from
 * @param {[number, number]} way
 */
export function neighbour(boxes, from, [dx, dy]) {
  const [x, y] = centre(from);
  /** @type {Box | null} */
  let best = null;
  let least = Infinity;
  for (const box of boxes) {
    if (box === from) continue;
    const [bx, by] = centre(box);
    const ahead = (bx - x) * dx + (by - y) * dy;
    const aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
    if (ahead < 4 || (dx && aside > 8)) continue;
    const cost = ahead + 2 * aside;
    if (cost >= least) continue;
    best = box;
    least = cost;
  }
  return best;
}

/**
 * The looks of a box: in the colour of its step, hatched where it is not known, dashed where it is open.
 * @param {Element} box
 * @param {"scored" | "not-known" | "open"} state
 * @param {{ score?: number, colour?: string, ink?: string, share?: number }} look
 */
export function repaint(box, state, { score, colour = "none", ink = "currentColor", share = 0 }) {
  const fill = partIn(box, ".nmt-fill");
  const hatch = box.closest("svg")?.querySelector("pattern")?.id;
  fill.setAttribute("fill", state === "not-known" && hatch ? `url(#${hatch})` : colour);
  fill.setAttribute("stroke", state === "scored" ? "#16181D" : "currentColor");
  fill.setAttribute("stroke-opacity", state === "scored" ? ".28" : ".6");
  if (state === "open") fill.setAttribute("stroke-dasharray", "5 4");
  else fill.removeAttribute("stroke-dasharray");
  box.setAttribute("fill", ink);
  partIn(box, ".nmt-digit").textContent = state === "scored" ? String(score) : state === "open" ? "" : "?";
  const [track, gauge] = [".nmt-track", ".nmt-gauge"].map((part) => findIn(box, part));
  gauge?.setAttribute("width", String(Number(track?.getAttribute("width")) * share));
  box.setAttribute("data-state", state);
  box.setAttribute("data-score", state === "scored" ? String(score) : "");
}

/**
 * The boxes of a map as it stands on the page.
 * @param {ParentNode} stage
 * @returns {Box[]}
 */
export function boxesIn(stage) {
  return findAllIn(stage, ".nmt-box").map((box) => /** @type {Box} */ (/** @type {unknown} */ (box)));
}

const RING_ROOM = 5; // between a box and the ring around it

/**
 * Puts the ring of the focus around a box, over all others: the last element of the drawing.
 * @param {Element} svg
 * @param {Element | null | undefined} box
 */
export function placeRing(svg, box) {
  let ring = svg.querySelector(":scope > .nmt-box-ring");
  if (!ring) {
    ring = makeSvg("rect", { class: "nmt-box-ring", x: -RING_ROOM, y: -RING_ROOM });
    svg.append(ring);
  }
  const fill = box && findIn(box, ".nmt-fill");
  if (!fill) return;
  ring.setAttribute("transform", box.getAttribute("transform") ?? "");
  for (const [side, room] of Object.entries({ width: 2 * RING_ROOM, height: 2 * RING_ROOM, rx: RING_ROOM }))
    ring.setAttribute(side, String(Number(fill.getAttribute(side)) + room));
}
