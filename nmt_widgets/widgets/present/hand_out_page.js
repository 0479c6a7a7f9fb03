// The page of a hand-out, from which a PDF is printed.

import { makeElement, partIn } from "../shared/dom.js";
import { makeHandOut } from "./hand_out.js";
import { paletteRules } from "./palettes.js";

/** @import { Deck } from "./protocol.d.ts" */

/** @type {{ deck: Deck, kind: string, palette: string }} */
const { deck, kind, palette } = JSON.parse(partIn(document, "#hand-out").textContent ?? "");
const root = makeElement("div", {
  class: "nmt-presenter",
  "data-prints": "",
  "data-palette": palette,
  "data-scheme": "light",
});
const handOut = makeHandOut(deck, kind);
root.append(makeElement("style", { text: paletteRules(deck.palettes) }), handOut.element);
partIn(document, "main").append(root);
handOut.fit();
document.documentElement.removeAttribute("data-unfinished");
