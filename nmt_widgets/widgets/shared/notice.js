// A notice over a screen, with one button.

import { makeButton, makeElement } from "./dom.js";

/** @param {import("./model.d.ts").Props<{ text: string, button: string, pressed: number }>} props */
function render({ model, el }) {
  el.classList.add("nmt-alert", "is-notice", "nmt-notice-bar");
  const words = makeElement("span", { role: "status" });
  const button = makeButton("nmt-button is-small", model.get("button"), () => {
    model.set("pressed", model.get("pressed") + 1);
    model.save_changes();
  });
  el.append(words, button);
  function draw() {
    const hasFocus = el.contains(document.activeElement);
    words.textContent = model.get("text");
    el.hidden = !model.get("text");
    // its button is gone: go on from the title rather than from the beginning of the page
    const title = el.closest(".nmt-screen")?.querySelector("h1[tabindex]");
    if (el.hidden && hasFocus && title instanceof HTMLElement) title.focus({ preventScroll: true });
  }
  model.on("change:text", draw);
  draw();
  return () => model.off("change:text", draw);
}

export default { render };
