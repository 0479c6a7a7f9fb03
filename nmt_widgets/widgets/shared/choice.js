function render({ model, el }) {
  const name = `nmt-choice-${crypto.randomUUID()}`; // each widget has a module of its own, so a counter would repeat
  const group = document.createElement("fieldset");
  group.className = "nmt-choice";
  const legend = document.createElement("legend");
  group.append(legend);
  el.append(group);

  function draw() {
    legend.textContent = model.get("label");
    for (const label of group.querySelectorAll("label")) label.remove();
    for (const [value, words] of model.get("options")) {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name, value });
      input.checked = value === model.get("value");
      input.addEventListener("change", () => {
        model.set("value", value);
        model.save_changes();
      });
      const span = document.createElement("span");
      span.textContent = words;
      label.append(input, span);
      group.append(label);
    }
  }
  function choose() {
    for (const input of group.querySelectorAll("input")) input.checked = input.value === model.get("value");
  }

  model.on("change:options", draw);
  model.on("change:value", choose);
  draw();
  return () => {
    model.off("change:options", draw);
    model.off("change:value", choose);
  };
}

export default { render };
