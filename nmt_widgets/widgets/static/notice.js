function render({ model, el }) {
  el.classList.add("nmt-notice-bar");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = model.get("button");
  button.addEventListener("click", () => {
    model.set("pressed", model.get("pressed") + 1);
    model.save_changes();
  });
  el.append(said, button);
  function draw() {
    said.textContent = model.get("text");
    el.hidden = !model.get("text");
  }
  model.on("change:text", draw);
  draw();
  return () => model.off("change:text", draw);
}

export default { render };
