// An interactive chart: plotly draws it in the page, from a figure made in Python, with its table beneath.

import { makeElement } from "./dom.js";
import { sendIfOpen } from "./kernel_line.js";

/** @import { LibraryMessage, LibraryReply } from "./protocol.d.ts" */

/**
 * @typedef {{ figure: string, title: string, description: string, table: string, table_words: string }} Traits
 */

/**
 * One plotly for the whole page: the first chart near the screen asks the kernel for it.
 * @template Told what its widget is sent, other messages among it
 * @param {import("./model.d.ts").Model<Traits, LibraryMessage, Told>} model
 * @returns {Promise<NmtPlotly>}
 */
function plotly(model) {
  globalThis.nmtPlotly ??= new Promise((resolve) => {
    if (globalThis.Plotly) return resolve(globalThis.Plotly);
    /** @type {(message: Told, buffers: DataView<ArrayBuffer>[]) => void} */
    const take = (message, buffers) => {
      const reply = /** @type {Partial<LibraryReply>} */ (message);
      if (reply?.type !== "plotly") return;
      model.off("msg:custom", take);
      const script = document.createElement("script");
      script.src = reply.address ?? URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" }));
      script.onload = () => globalThis.Plotly && resolve(globalThis.Plotly);
      document.head.append(script);
    };
    model.on("msg:custom", take);
    sendIfOpen(model, { type: "plotly" });
  });
  return globalThis.nmtPlotly;
}

const NARROW = 480; // below this width a chart takes its layout for phones

const CONFIG = { displaylogo: false, responsive: true, displayModeBar: false, showTips: false };

/**
 * The drawing and its table, for a widget to lay out; they follow its model until `stop` is called. Without a figure
 * both are hidden.
 * @template Told
 * @param {import("./model.d.ts").Model<Traits, LibraryMessage, Told>} model
 */
export function makeChart(model) {
  const plot = makeElement("div", { class: "nmt-chart", role: "img" });
  const summary = makeElement("summary");
  const table = makeElement("div", { class: "nmt-table" });
  const more = makeElement("details", { class: "nmt-more is-quiet" }, summary, table);

  let near = false;
  let isNarrow = false;
  async function draw() {
    const figure = model.get("figure");
    plot.hidden = more.hidden = !figure;
    if (!figure) return;
    const { data, layout } = JSON.parse(figure);
    const wasNarrow = isNarrow;
    isNarrow = plot.clientWidth < NARROW;
    const fitted = isNarrow ? { ...layout, ...layout.meta?.narrow } : layout;
    plot.style.minHeight = `${fitted.height ?? 320}px`;
    if (!near) return;
    const Plotly = await plotly(model);
    // the margins of the other layout would stay
    const paint = isNarrow === wasNarrow ? Plotly.react : Plotly.newPlot;
    if (plot.isConnected && model.get("figure") === figure) await paint(plot, data, fitted, CONFIG);
    plot.dataset.drawn = "true";
  }
  function words() {
    plot.setAttribute("aria-label", model.get("description"));
    summary.textContent = model.get("table_words");
    table.innerHTML = model.get("table");
  }
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      near = true;
      draw();
    },
    { rootMargin: "400px" },
  );

  const fit = new ResizeObserver(() => {
    if (plot.clientWidth && plot.clientWidth < NARROW !== isNarrow) draw();
  });

  model.on("change:figure", draw);
  model.on("change:description change:table", words);
  words();
  draw();
  watch.observe(plot);
  fit.observe(plot);
  const soon = setTimeout(() => {
    near = true;
    draw();
  }, 1200); // by then the map is there; who scrolls finds the charts ready
  return {
    plot,
    more,
    stop() {
      watch.disconnect();
      fit.disconnect();
      clearTimeout(soon);
      model.off("change:figure", draw);
      model.off("change:description change:table", words);
      globalThis.Plotly?.purge(plot);
    },
  };
}

/** @param {import("./model.d.ts").Props<Traits, LibraryMessage, LibraryReply>} props */
function render({ model, el }) {
  const heading = makeElement("h2");
  const chart = makeChart(model);
  el.append(makeElement("figure", { class: "nmt-card nmt-chart-card" }, heading, chart.plot, chart.more));
  const name = () => {
    heading.textContent = model.get("title");
  };
  model.on("change:title", name);
  name();
  return () => {
    chart.stop();
    model.off("change:title", name);
  };
}

export default { render };
