// One trainee's curve over cases: the distance from the reference case by case, the functions that drift, and the table.

import { makeElement, makeSvg } from "../shared/dom.js";
import { makeCell, makeStackedTable } from "../shared/stacked_table.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { CurvePoint, CurveRows } from "./protocol.d.ts"
 */

const NARROW = matchMedia("(width <= 640px)"); // there its words would be too small in the wide drawing
const HEIGHT = 200;
const LEFT = 34;
const FOOT = 26;
const TOP = 12;

/** @param {CurveRows} curve */
function makeChart({ points, limits, description }) {
  const width = NARROW.matches ? 320 : 640;
  const highest = Math.max(...points.map(({ value, high }) => high ?? value), ...limits, 1);
  const top = Math.ceil(highest * 2) / 2;
  /** @param {number} value */
  const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - FOOT);
  /** @param {number} at */
  const x = (at) => LEFT + ((at + 0.5) / points.length) * (width - LEFT - 8);
  const chart = makeSvg("svg", {
    class: "nmt-log-plot",
    viewBox: `0 0 ${width} ${HEIGHT}`,
    role: "img",
    "aria-label": description,
  });
  const steps = top > 2 ? 1 : 0.5;
  for (let value = 0; value <= top; value += steps) {
    chart.append(
      makeSvg("line", { class: "nmt-log-plot-grid", x1: LEFT, x2: width, y1: y(value), y2: y(value) }),
      makeSvg("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, String(value)),
    );
  }
  for (const limit of limits)
    chart.append(makeSvg("line", { class: "nmt-log-plot-limit", x1: LEFT, x2: width, y1: y(limit), y2: y(limit) }));
  chart.append(
    makeSvg("polyline", {
      class: "nmt-log-plot-line",
      points: points.map(({ value }, at) => `${x(at)},${y(value)}`).join(" "),
    }),
  );
  points.forEach(({ value, low, high }, at) => {
    if (low !== null && high !== null)
      chart.append(makeSvg("line", { class: "nmt-log-plot-range", x1: x(at), x2: x(at), y1: y(low), y2: y(high) }));
    chart.append(
      makeSvg("circle", { class: "nmt-log-plot-point", cx: x(at), cy: y(value), r: 5 }),
      makeSvg("text", { x: x(at), y: HEIGHT - 6, "text-anchor": "middle" }, at + 1),
    );
  });
  return chart;
}

/** @param {Words} words */
export function makeCurve(words) {
  const element = makeElement("section", { class: "nmt-log-curve" });
  /** @param {CurvePoint} point @param {number} at */
  function caseRow({ day, case: title, distance, bias, band }, at) {
    const row = makeElement("tr");
    row.append(...[at + 1, day, title, distance, bias, band].map(makeCell));
    return row;
  }
  /** @type {CurveRows | null} */
  let latest = null;
  /** @param {CurveRows | null} curve */
  function draw(curve) {
    latest = curve;
    element.hidden = !curve;
    if (!curve) return element.replaceChildren();
    const { columns, drift_columns: drifts } = words;
    const drifting = curve.drifting.map(({ function: name, way, mean, interval, cases }) => {
      const row = makeElement("tr", {}, makeElement("th", { scope: "row", text: name }));
      row.append(...[way, interval ? `${mean} ${interval}` : mean, cases].map(makeCell));
      return row;
    });
    const parts = [
      makeElement("h2", { text: curve.title, tabindex: "-1" }),
      makeElement("p", { class: "nmt-quiet", text: words.lead }),
      makeElement("div", { class: "nmt-log-chart" }, makeChart(curve)),
      makeElement("p", { text: curve.sentence }),
      ...(drifting.length
        ? [makeStackedTable([drifts.function, drifts.way, drifts.mean, drifts.cases], drifting, words.drift_title)]
        : []),
      makeElement(
        "details",
        { class: "nmt-more" },
        makeElement("summary", { text: words.as_table }),
        makeStackedTable(
          [columns.number, columns.day, columns.case, columns.distance, columns.bias, columns.band],
          curve.points.map(caseRow),
          curve.title,
        ),
      ),
    ];
    element.replaceChildren(...parts);
  }
  const redraw = () => draw(latest);
  NARROW.addEventListener("change", redraw);
  return {
    element,
    draw,
    close: () => NARROW.removeEventListener("change", redraw),
    focus: () => element.querySelector("h2")?.focus({ preventScroll: true }),
  };
}
