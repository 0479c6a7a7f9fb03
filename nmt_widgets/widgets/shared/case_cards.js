function line(className, words) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = words;
  return span;
}

function card(model, { id, title, kind, facts, svg, problem }) {
  const item = document.createElement("li");
  const button = document.createElement(problem ? "div" : "button");
  button.className = "nmt-card";
  if (!problem) {
    button.type = "button";
    button.dataset.case = id;
    button.addEventListener("click", () => {
      model.set("opened", id);
      model.save_changes();
    });
  }
  const picture = document.createElement("span");
  picture.className = "nmt-card-map";
  picture.innerHTML = svg;
  picture.setAttribute("aria-hidden", "true"); // the words beside it name the button
  const words = document.createElement("span");
  words.className = "nmt-card-words";
  words.append(line("nmt-card-title", title), line("nmt-card-kind", kind));
  for (const fact of facts) words.append(line("nmt-card-fact", fact));
  if (problem) words.append(line("nmt-card-problem", problem));
  if (svg) button.append(picture);
  button.append(words);
  item.append(button);
  return item;
}

function render({ model, el }) {
  const list = document.createElement("ul");
  list.className = "nmt-cards";
  el.append(list);
  function draw() {
    list.setAttribute("aria-label", model.get("label"));
    list.replaceChildren(...model.get("cards").map((data) => card(model, data)));
  }
  model.on("change:cards", draw);
  draw();
  return () => model.off("change:cards", draw);
}

export default { render };
