// Begins a hand-out's page: the presenter's own scripts stand before this one.
const { deck, kind, palette } = JSON.parse(document.getElementById("hand-out").textContent);
const root = makeElement("div", "nmt-presenter", "", { "data-prints": "", "data-palette": palette, "data-scheme": "light" });
const handOut = makeHandOut(deck, kind);
root.append(makeElement("style", "", paletteRules(deck.palettes)), handOut.element);
document.querySelector("main").append(root);
handOut.fit();
document.documentElement.removeAttribute("data-unfinished");
