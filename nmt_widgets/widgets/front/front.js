// The front end of a screen: draws the widgets among the outputs of its cells, and connects them with the kernel. A page
// with an output or a widget that it cannot draw is given to Voila's own script.

import { makeElement, partIn } from "../shared/dom.js";
import { Line } from "./line.js";
import { Manager } from "./manager.js";
import { makeView } from "./views.js";

/** @import { View } from "./views.js" */

const OUTPUT = 'script[type="application/vnd.voila.cell-output+json"]';
const VIEW = "application/vnd.jupyter.widget-view+json";

const config = JSON.parse(partIn(document, "#jupyter-config-data").textContent);
const base = new URL(config.baseUrl, location.href);
/** @type {[Element, Element, View][]} */
const places = []; // the outputs with the places that have taken theirs
let isVoilas = false;

const line = new Line(new URL(`api/kernels/${config.kernelId}`, base), {
  hear: (message) => manager.hear(message),
  reopened: () => manager.reload(),
});
const manager = new Manager(line, giveToVoila);

function giveToVoila() {
  if (isVoilas) return;
  isVoilas = true;
  line.close();
  for (const [output, place, view] of places) {
    view.remove();
    place.replaceWith(output);
  }
  nmtPage?.useVoila();
}

/** @param {Element} output of a cell */
const widgetIn = (output) => JSON.parse(output.textContent).data?.[VIEW]?.model_id;

async function open() {
  const outputs = [...document.querySelectorAll(OUTPUT)];
  if (!outputs.every(widgetIn)) return giveToVoila();
  await manager.load();
  for (const output of outputs) {
    if (isVoilas) return;
    const model = manager.models.get(widgetIn(output));
    if (!model) {
      output.remove(); // the kernel has closed it since
      continue;
    }
    const view = makeView(model);
    const place = makeElement("div", { class: "lm-Widget lm-Panel jp-OutputArea-output" }, view.element);
    output.replaceWith(place);
    places.push([output, place, view]);
  }
}

// a server that cannot be reached for a while may come back
nmtPage?.whenOver(({ why }) => why !== "unreachable" && line.close());
addEventListener("pagehide", () => {
  if (!isVoilas) navigator.sendBeacon(new URL(`voila/api/shutdown/${config.kernelId}`, base));
});
open();
