// The presenter as a whole. Everything it shows came with the page: next, back and jump never wait for the kernel.

import { findAllIn, makeButton, makeElement, targetOf } from "../shared/dom.js";
import { fillWords, useLocale } from "../shared/words.js";
import { clockTime } from "./clock.js";
import { makeGuessing, showGuesses } from "./guessing.js";
import { showHandOut } from "./hand_out.js";
import { HandOutFiles } from "./hand_out_files.js";
import { makeLobby } from "./lobby.js";
import { MODELS } from "./models.js";
import { NotesWindow } from "./notes_window.js";
import { makeHelp, makeJump, makeRestart } from "./overlays.js";
import { paletteRules } from "./palettes.js";
import { Position } from "./position.js";
import { makeSceneView } from "./scene_view.js";

/**
 * @import { AnyModel, RenderProps } from "@anywidget/types"
 * @import { Deck } from "./protocol.d.ts"
 */

/** @typedef {"palette" | "scheme"} Look */

class Looks {
  /**
   * @param {Deck} deck
   * @param {HTMLElement} element
   */
  constructor(deck, element) {
    this.element = element;
    this.palette = this.read("palette", Object.keys(deck.palettes));
    this.scheme = this.read("scheme", ["auto", "light", "dark"]);
    this.apply();
  }

  /**
   * @param {Look} name
   * @param {string[]} known
   */
  read(name, known) {
    const kept = localStorage.getItem(`nmt-present-${name}`);
    return kept !== null && known.includes(kept) ? kept : known[0];
  }

  /**
   * @param {Look} name
   * @param {string} value
   */
  set(name, value) {
    this[name] = value;
    localStorage.setItem(`nmt-present-${name}`, value);
    this.apply();
  }

  apply() {
    this.element.dataset.palette = this.palette;
    this.element.dataset.scheme = this.scheme;
  }

  turn() {
    const dark = this.scheme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : this.scheme === "dark";
    this.set("scheme", dark ? "light" : "dark");
  }
}

/** @type {Record<string, (view: any, scene: any, position: Position, model: any) => any>} */
const BEHAVIOURS = {
  /**
   * @param {any} view
   * @param {any} scene
   * @param {any} position
   * @param {AnyModel} model
   */
  guess: (view, scene, position, model) => makeGuessing(view, scene, position, model),
  ...Object.fromEntries(Object.entries(MODELS).map(([panel, make]) => [`panel-${panel}`, make])),
};

/** @param {RenderProps<{ deck: Deck, has_audience: boolean, makes_files: boolean, invitation: string, code: string, way_back: boolean }>} props */
function render({ model, el }) {
  useLocale(model);
  const deck = model.get("deck");
  const words = deck.words.page;
  const position = new Position(deck);
  const root = makeElement("div", { class: "nmt-presenter", lang: document.documentElement.lang || "en" });
  const looks = new Looks(deck, root);
  const style = makeElement("style", { text: paletteRules(deck.palettes) });
  const stage = makeElement("section", {
    class: "nmt-stage",
    "aria-label": fillWords(words.label, { title: deck.title }),
  });
  const holder = makeElement("div", { class: "nmt-stage-scene" });
  const blank = makeElement("div", { class: "nmt-blank", "aria-hidden": "true" });
  const tools = makeElement("nav", { class: "nmt-tools", "aria-label": words.help });
  const place = makeElement("span", { class: "nmt-place" });
  const clock = makeElement("span", { class: "nmt-stage-clock" });
  const live = makeElement("p", { class: "nmt-live nmt-unseen", "aria-live": "polite" });
  const notes = new NotesWindow(deck, position);
  const files = new HandOutFiles(model, deck, looks);
  stage.append(holder, place, clock, tools, blank);
  root.append(style, stage, live);
  el.append(root);

  /** @type {any} */
  let view = null;
  /** @type {any} */
  let behaviour = null;
  /** @type {any} */
  let overlay = null;
  /** @type {any} */
  let lobby = null;
  let shown = "";
  let hasClock = sessionStorage.getItem("nmt-present-clock") === "yes";
  let idle = 0;

  function makeScene() {
    behaviour?.close();
    view = makeSceneView(position.scene, words);
    holder.replaceChildren(view.element);
    behaviour = BEHAVIOURS[position.scene.kind]?.(view, position.scene, position, model) ?? null;
    for (const one of findAllIn(view.body, "[data-go]"))
      one.addEventListener("click", () => position.go(Number(one.dataset.go)));
    for (const one of findAllIn(view.body, "[data-toggle]"))
      one.addEventListener("click", () =>
        one.setAttribute("aria-pressed", String(one.getAttribute("aria-pressed") !== "true")),
      );
    if (["map", "change"].includes(position.scene.kind)) showGuesses(view, position, words);
  }

  function draw() {
    root.toggleAttribute("data-on", position.isOn);
    root.toggleAttribute("data-blank", position.isBlank);
    document.documentElement.classList.toggle("nmt-is-presenting", position.isOn);
    stage.hidden = !position.isOn;
    if (!position.isOn) {
      if (!overlay) showLobby();
      return;
    }
    lobby?.element.remove();
    lobby = null;
    const { scene } = position;
    const isNew = shown !== scene.id;
    if (isNew) {
      makeScene();
      shown = scene.id;
    }
    if (isNew) {
      behaviour?.step(position.step); // what it writes has to fit, too
      view.fit(position.step);
    } else view.apply(position.step);
    behaviour?.step(position.step);
    if (isNew) {
      if (!overlay) view.heading.focus({ preventScroll: true });
    }
    place.textContent = position.isPanel
      ? ""
      : fillWords(words.page_number, { number: position.number, count: deck.scenes.length });
    const said = fillWords(words.scene, { number: position.number, count: deck.scenes.length, title: scene.title });
    live.textContent = position.isBlank
      ? words.blanked
      : scene.steps
        ? `${said}, ${fillWords(words.step, { step: position.step + 1, count: scene.steps + 1 })}`
        : said;
  }

  function showLobby(message = "") {
    lobby?.element.remove();
    lobby = makeLobby(deck, position, looks, files, acts);
    root.append(lobby.element);
    lobby.say(message);
    shown = "";
    lobby.focus();
  }

  function closeOverlay() {
    overlay?.element.remove();
    overlay = null;
    root.removeAttribute("data-prints");
    document.documentElement.classList.remove("nmt-is-printing");
    if (position.isOn) view?.heading.focus({ preventScroll: true });
    else showLobby();
  }

  /** @param {any} made */
  function open(made) {
    overlay?.element.remove();
    overlay = made;
    root.append(made.element);
    made.focus();
  }

  const acts = {
    start: () => {
      position.start();
      root.requestFullscreen?.().catch(() => {}); // where it is not allowed, the page alone will do
    },
    restart: () => position.restart(),
    /** @param {any} at */
    jump: (at) => position.jump(at),
    notes() {
      if (notes.open()) return;
      if (position.isOn) live.textContent = words.notes_blocked;
      else showLobby(words.notes_blocked);
    },
    help: () => open(makeHelp(deck, closeOverlay)),
    leave: model.get("way_back") ? () => model.send({ type: "leave" }) : null,
    /** @param {string} kind */
    handOut: (kind) => {
      root.setAttribute("data-prints", "");
      document.documentElement.classList.add("nmt-is-printing");
      open(showHandOut(deck, kind, closeOverlay));
      overlay.fit();
    },
  };

  /** @type {Record<string, () => void>} */

  const keys = {
    ArrowRight: () => position.next(),
    PageDown: () => position.next(),
    " ": () => position.next(),
    ArrowLeft: () => position.back(),
    PageUp: () => position.back(),
    Home: () => position.jump(0),
    End: () => position.jump(deck.scenes.length - 1),
    b: () => position.blank(),
    ".": () => position.blank(),
    a: () => position.all(),
    j: () => open(makeJump(deck, position, closeOverlay)),
    n: () => acts.notes(),
    c: () => turnClock(),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.().catch(() => {})),
    r: () => open(makeRestart(deck, position, closeOverlay)),
    h: () => acts.handOut("answers"),
    d: () => looks.turn(),
    "?": () => acts.help(),
    Escape: () => (position.isBlank ? position.blank() : position.leave()),
  };

  function turnClock() {
    hasClock = !hasClock;
    sessionStorage.setItem("nmt-present-clock", hasClock ? "yes" : "no");
    tick();
  }

  function tick() {
    clock.hidden = !hasClock;
    if (hasClock) clock.textContent = clockTime(Math.max(0, (Date.now() - position.began) / 1000));
  }

  /**
   * A key belongs to the control it is pressed in, unless a clicker sent it.
   * @param {any} event
   */
  function isTaken(event) {
    const control = targetOf(event).closest?.("button, select, input, textarea, a");
    if (!control || !root.contains(control)) return false;
    if (["PageUp", "PageDown", "Escape"].includes(event.key)) return false;
    if (control.matches("button")) return [" ", "Enter"].includes(event.key);
    return true;
  }

  /** @param {any} event */
  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (overlay) {
      if (event.key !== "Escape") return;
      event.preventDefault();
      closeOverlay();
      return;
    }
    if (isTaken(event)) return;
    if (!position.isOn) {
      if (!["PageDown", "Enter"].includes(event.key)) return;
      event.preventDefault();
      acts.start();
      return;
    }
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function onMove() {
    root.setAttribute("data-moved", "");
    clearTimeout(idle);
    idle = setTimeout(() => root.removeAttribute("data-moved"), 2500);
  }

  for (const [text, act] of [
    [words.back, () => position.back()],
    [words.next, () => position.next()],
    [words.jump, keys.j],
    [words.blank, keys.b],
    [words.notes, keys.n],
    [words.hand_out, keys.h],
    [words.help, keys["?"]],
    [words.close, () => position.leave()],
  ])
    tools.append(makeButton("nmt-button is-plain", text, act));
  blank.addEventListener("click", () => position.blank());

  const onSize = () => {
    view?.fit(position.step);
    overlay?.fit?.();
  };
  const ticking = setInterval(tick, 1000);
  document.addEventListener("keydown", onKey);
  root.addEventListener("pointermove", onMove);
  // The stage may get its size after it was drawn: what was measured before says nothing.
  const sized = new ResizeObserver(onSize);
  sized.observe(stage);
  position.on(draw);
  draw();
  tick();
  document.fonts?.ready.then(onSize);
  Object.assign(root, { presenter: { position, notes } }); // for tests and for whoever scripts a page
  return () => {
    clearInterval(ticking);
    document.removeEventListener("keydown", onKey);
    sized.disconnect();
    document.documentElement.classList.remove("nmt-is-presenting", "nmt-is-printing");
    behaviour?.close();
    notes.close();
    files.close();
  };
}

export default { render };
