function render({ model, el }) {
  el.classList.add("nmt-alert", "is-notice", "nmt-notice-bar");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nmt-button is-small";
  button.textContent = model.get("button");
  button.addEventListener("click", () => {
    model.set("pressed", model.get("pressed") + 1);
    model.save_changes();
  });
  el.append(said, button);
  function draw() {
    const held = el.contains(document.activeElement);
    said.textContent = model.get("text");
    el.hidden = !model.get("text");
    // its button is gone: go on from the title rather than from the beginning of the page
    if (el.hidden && held) el.closest(".nmt-screen")?.querySelector("h1[tabindex]")?.focus({ preventScroll: true });
  }
  model.on("change:text", draw);
  draw();
  return () => model.off("change:text", draw);
}

export default { render };
