// One plotly for the whole page: the first chart near the screen asks the kernel for it.
function plotly(model) {
  window.nmtPlotly ??= new Promise((resolve) => {
    if (window.Plotly) return resolve(window.Plotly);
    const take = (content, buffers) => {
      if (content?.type !== "plotly") return;
      model.off("msg:custom", take);
      const script = document.createElement("script");
      script.src = URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" }));
      script.onload = () => resolve(window.Plotly);
      document.head.append(script);
    };
    model.on("msg:custom", take);
    model.send({ type: "plotly" });
  });
  return window.nmtPlotly;
}

const CONFIG = { displaylogo: false, responsive: true, displayModeBar: false, showTips: false };

function render({ model, el }) {
  const figure = document.createElement("figure");
  figure.className = "nmt-chart-card";
  const heading = document.createElement("h2");
  const plot = document.createElement("div");
  plot.className = "nmt-chart";
  plot.setAttribute("role", "img");
  const more = document.createElement("details");
  const summary = document.createElement("summary");
  const table = document.createElement("div");
  table.className = "nmt-table";
  more.append(summary, table);
  figure.append(heading, plot, more);
  el.append(figure);

  let near = false;
  async function draw() {
    const { data, layout } = JSON.parse(model.get("figure"));
    plot.style.minHeight = `${layout.height ?? 320}px`;
    if (!near) return;
    const Plotly = await plotly(model);
    if (plot.isConnected) await Plotly.react(plot, data, layout, CONFIG);
    plot.dataset.drawn = "true";
  }
  function words() {
    heading.textContent = model.get("title");
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

  model.on("change:figure", draw);
  model.on("change:title change:description change:table", words);
  words();
  draw();
  watch.observe(plot);
  const soon = setTimeout(() => {
    near = true;
    draw();
  }, 1200); // by then the map is there; who scrolls finds the charts ready
  return () => {
    watch.disconnect();
    clearTimeout(soon);
    model.off("change:figure", draw);
    model.off("change:title change:description change:table", words);
    window.Plotly?.purge(plot);
  };
}

export default { render };
