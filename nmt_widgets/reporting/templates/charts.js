// Draws the charts of a report: each has its figure beside it as JSON.
/** @type {NodeListOf<HTMLScriptElement>} */
const sources = document.querySelectorAll("script[data-for]");
for (const { dataset, textContent } of sources) {
  const { data, layout } = JSON.parse(textContent ?? "");
  const config = { displaylogo: false, displayModeBar: false, responsive: true };
  globalThis.Plotly?.newPlot(dataset.for ?? "", data, layout, config);
}
