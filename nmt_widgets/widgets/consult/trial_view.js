// "What if": another score for any function, without touching the record; and the smallest changes that would matter.

import { findIn, focusIndex, makeElement } from "../shared/dom.js";
import { fillWords, useLocale } from "../shared/words.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { TrialFunction, TrialTraits } from "./protocol.d.ts"
 */

/** @param {Props<TrialTraits>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-what-if");
  const title = makeElement("h2", { text: words.title });
  const hint = makeElement("p", { class: "nmt-quiet", text: words.hint });
  const picker = makeElement("div", { class: "nmt-what-if-picker" });
  const changed = makeElement("div", { class: "nmt-what-if-changed" });
  const plan = makeElement("div", { class: "nmt-what-if-plan" });
  const effects = makeElement(
    "div",
    { class: "nmt-what-if-effects", role: "status" },
    makeElement("h3", { text: words.effects }),
    plan,
  );
  const leverage = makeElement("section", { class: "nmt-leverage" });
  const tray = makeElement(
    "div",
    { class: "nmt-tray" },
    picker,
    makeElement("div", { class: "nmt-tray-side" }, changed, effects),
  );
  el.append(tray, makeElement("section", { class: "nmt-what-if-head" }, title, hint), leverage);

  const functions = () => model.get("functions");
  /** @param {string} id */
  const byId = (id) => functions().find((known) => known.id === id);
  /** @param {TrialFunction} tried */
  const scoreNow = ({ id, score }) => model.get("changes")[id] ?? score;

  /** @param {Record<string, number>} changes */
  function put(changes) {
    performance.mark("nmt-what-if");
    model.set("changes", changes);
    model.save_changes();
    draw();
  }
  /**
   * @param {string} id
   * @param {number | null} score
   */
  function set(id, score) {
    const changes = { ...model.get("changes") };
    if (score === null || score === byId(id)?.score) delete changes[id];
    else changes[id] = score;
    put(changes);
  }

  function drawPicker() {
    const selected = byId(model.get("selected"));
    if (!selected) return picker.replaceChildren();
    const { colours, inks, low } = model.get("steps");
    const now = scoreNow(selected);
    const group = makeElement("div", {
      class: "nmt-steps",
      role: "radiogroup",
      "aria-label": fillWords(words.steps, { name: selected.name }),
    });
    const buttons = colours.map((colour, at) => {
      const step = low + at;
      const chosen = step === now;
      const button = makeElement("button", {
        type: "button",
        role: "radio",
        "aria-checked": String(chosen),
        tabindex: chosen || (now === null && at === 0) ? "0" : "-1",
        style: `background:${colour};color:${inks[at]}`,
        class: step === selected.score ? "nmt-step nmt-step-recorded" : "nmt-step",
        title: selected.anchors[step] ?? "",
        text: String(step),
      });
      button.addEventListener("click", () => set(selected.id, step));
      return button;
    });
    group.append(...buttons);
    group.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      const at = focusIndex(buttons);
      if (!move || at < 0) return;
      event.preventDefault();
      const next = Math.min(Math.max(at + move, 0), buttons.length - 1);
      set(selected.id, low + next);
    });
    const anchors = Object.keys(selected.anchors)
      .map(Number)
      .sort((a, b) => a - b);
    // what the step looks like, or those it lies between
    const near =
      now === null ? [] : [...new Set([anchors.findLast((step) => step <= now), anchors.find((step) => step >= now)])];
    picker.replaceChildren(
      makeElement("h3", { text: selected.name }),
      makeElement("p", {
        class: "nmt-quiet",
        text: fillWords(words.recorded[selected.state], { score: selected.score ?? "" }),
      }),
      group,
      ...near
        .filter((step) => step !== undefined)
        .map((step) =>
          makeElement("p", {
            class: "nmt-anchor",
            text: fillWords(words.looks, { step, text: selected.anchors[step] }),
          }),
        ),
    );
  }

  function drawChanged() {
    const changes = Object.entries(model.get("changes"));
    if (!changes.length) return changed.replaceChildren();
    const list = makeElement("ul", { "aria-label": words.changes });
    for (const [id, score] of changes) {
      const tried = byId(id);
      if (!tried) continue;
      const change = fillWords(words.change, { name: tried.name, before: tried.score ?? words.none, after: score });
      const back = makeElement("button", {
        type: "button",
        "aria-label": fillWords(words.take_back, { name: tried.name }),
        text: "×",
      });
      back.addEventListener("click", () => set(id, tried.score));
      list.append(makeElement("li", { class: "nmt-chip" }, makeElement("span", { text: change }), back));
    }
    changed.replaceChildren(list);
  }

  function drawEffects() {
    const sentences = model.get("effects");
    effects.hidden = !Object.keys(model.get("changes")).length;
    const list = makeElement("ul", {}, ...sentences.map((text) => makeElement("li", { text })));
    plan.replaceChildren(sentences.length ? list : makeElement("p", { text: words.no_effects }));
  }

  function drawLeverage() {
    const ways = model.get("leverage");
    leverage.replaceChildren(
      makeElement("h3", { text: words.leverage }),
      makeElement("p", { class: "nmt-quiet", text: words.leverage_note }),
    );
    if (!ways.length) leverage.append(makeElement("p", { text: words.no_leverage }));
    for (const way of ways) {
      const button = makeElement("button", {
        type: "button",
        class: "nmt-button is-plain",
        text: words.try,
        "aria-label": fillWords(words.try_label, { title: way.title }),
      });
      button.addEventListener("click", () => put(way.changes));
      leverage.append(
        makeElement(
          "div",
          { class: "nmt-way" },
          makeElement("div", {}, makeElement("b", { text: way.title }), makeElement("p", { text: way.summary })),
          button,
        ),
      );
    }
  }

  function drawTray() {
    tray.hidden = !byId(model.get("selected")) && !Object.keys(model.get("changes")).length;
  }

  // A redraw must not take the focus away from the step or the button somebody is on.
  function draw() {
    const inPicker = picker.contains(document.activeElement);
    drawPicker();
    drawChanged();
    effects.hidden = !Object.keys(model.get("changes")).length; // what it says follows from the kernel
    drawTray();
    if (inPicker) findIn(picker, '[tabindex="0"]')?.focus();
  }
  function select() {
    drawPicker();
    drawTray();
    findIn(picker, '[tabindex="0"]')?.focus({ preventScroll: true });
  }

  /** @type {[keyof TrialTraits, () => void][]} */
  const listeners = [
    ["selected", select],
    ["changes", draw],
    ["functions", draw],
    ["effects", drawEffects],
    ["leverage", drawLeverage],
  ];
  for (const [name, act] of listeners) model.on(`change:${name}`, act);
  draw();
  drawLeverage();
  return () => {
    for (const [name, act] of listeners) model.off(`change:${name}`, act);
  };
}

export default { render };
