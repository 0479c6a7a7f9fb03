// How an attempt stands to the reference: sentences first, then the figures behind them, then another attempt.

function render({ model, el }) {
  const words = model.get("words");
  el.classList.add("nmt-readings");
  const said = makeElement("section", "nmt-readings-said");
  said.append(makeElement("h2", "", words.summary));
  const [first, ...rest] = model.get("sentences");
  said.append(makeElement("p", "nmt-readings-first", first ?? ""));
  const list = makeElement("ul");
  list.append(...rest.map((sentence) => makeElement("li", "", sentence)));
  said.append(list);

  const progress = model.get("progress");
  if (progress.length) {
    const steps = makeElement("ol", "nmt-readings-progress", "", { "aria-label": words.progress });
    for (const { label, said: near } of progress) {
      const item = makeElement("li");
      item.append(makeElement("b", "", label), makeElement("span", "", near));
      steps.append(item);
    }
    said.append(makeElement("h3", "", words.progress), steps);
  }
  if (model.get("again")) {
    const name = makeId(); // pressed twice it is one attempt
    const again = makeElement("button", "nmt-primary", words.again, { type: "button" });
    again.addEventListener("click", () => model.send({ type: "again", edit: name }));
    const line = makeElement("p", "nmt-readings-again");
    line.append(again, makeElement("small", "", words.again_note));
    said.append(line);
  }

  const figures = makeElement("section", "nmt-readings-figures");
  const terms = makeElement("dl");
  for (const { name, value, range, band, said: meaning } of model.get("figures")) {
    const figure = makeElement("div");
    const title = makeElement("dt", "", name);
    if (band) title.append(makeElement("small", "", band));
    const number = makeElement("dd", "nmt-figure-value");
    number.append(makeElement("b", "", value), makeElement("small", "", range));
    figure.append(title, number, makeElement("dd", "nmt-figure-said", meaning));
    terms.append(figure);
  }
  figures.append(makeElement("h2", "", words.figures), terms);
  el.append(said, figures);
}

export default { render };
