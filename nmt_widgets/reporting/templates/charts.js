// Draws the charts of a report: each has its figure beside it as JSON.
/** @type {NodeListOf<HTMLScriptElement>} */
const sources = document.querySelectorAll("script[data-for]");
for (const { dataset, textContent } of sources) {
  const { data, layout } = JSON.parse(textContent ?? "");
  const config = { displaylogo: false, displayModeBar: false, responsive: true };
  const isNarrow = (document.getElementById(dataset.for ?? "")?.clientWidth ?? 0) < 480;
  const fitted = isNarrow ? { ...layout, ...layout.meta?.narrow } : layout;
  globalThis.Plotly?.newPlot(dataset.for ?? "", data, fitted, config);
}
