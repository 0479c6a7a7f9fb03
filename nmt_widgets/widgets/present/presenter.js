// A presentation. Everything it shows came with the page: next, back and jump never wait for the kernel.

import { findAllIn, makeButton, makeElement, targetOf } from "../shared/dom.js";
import { glossaryOpener } from "../shared/glossary_request.js";
import { fillWords, useLocale } from "../shared/words.js";
import { makeBehaviour } from "./behaviours.js";
import { clockTime } from "./clock.js";
import { offerGuessTable } from "./guess_table.js";
import { showGuesses } from "./guessing.js";
import { showHandOut } from "./hand_out.js";
import { HandOutFiles } from "./hand_out_files.js";
import { makeLobby } from "./lobby.js";
import { Looks } from "./looks.js";
import { NotesWindow } from "./notes_window.js";
import { makeHelp, makeJump, makeRestart } from "./overlays.js";
import { paletteRules } from "./palettes.js";
import { Position } from "./position.js";
import { RoomAnswers } from "./room_answers.js";
import { makeSceneView } from "./scene_view.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { Behaviour } from "./behaviours.js"
 * @import { Acts, Lobby } from "./lobby.js"
 * @import { Overlay } from "./overlays.js"
 * @import { SceneView } from "./scene_view.js"
 * @import { PresenterMessage, PresenterReply, PresenterTraits, RoomData } from "./protocol.d.ts"
 */

/** @param {Props<PresenterTraits, PresenterMessage, PresenterReply>} props */
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
  const live = makeElement("p", { class: "nmt-unseen", "aria-live": "polite" });
  const roomPanel = deck.panels.find(({ kind }) => kind === "room");
  if (roomPanel) position.room = new RoomAnswers(model, position, /** @type {RoomData} */ (roomPanel.data).words);
  const notes = new NotesWindow(deck, position, root);
  const files = new HandOutFiles(model, deck, looks);
  stage.append(holder, place, clock, tools, blank);
  root.append(style, stage, live);
  el.append(root);

  /** @type {{ view: SceneView, behaviour: Behaviour | null, id: string } | null} */
  let current = null;
  /** @type {Overlay | null} */
  let overlay = null;
  /** @type {Lobby | null} */
  let lobby = null;
  let hasClock = sessionStorage.getItem("nmt-present-clock") === "yes";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idle;

  function makeScene() {
    const { scene } = position;
    current?.behaviour?.close();
    const view = makeSceneView(scene);
    holder.replaceChildren(view.element);
    const behaviour = makeBehaviour(view, scene, position, model);
    for (const button of findAllIn(view.body, "[data-go]"))
      button.addEventListener("click", () => position.go(Number(button.dataset.go)));
    for (const button of findAllIn(view.body, "[data-toggle]"))
      button.addEventListener("click", () =>
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true")),
      );
    if (["map", "change"].includes(scene.kind))
      offerGuessTable(view, showGuesses(view, position, words), words, (makeTable) => open(makeTable(closeOverlay)));
    return { view, behaviour, id: scene.id };
  }
  const focusScene = () => current?.view.heading.focus({ preventScroll: true });

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
    if (current?.id === scene.id) current.view.apply(position.step);
    else {
      current = makeScene();
      current.behaviour?.step(position.step); // what it writes has to fit, too
      current.view.fit(position.step);
      if (!overlay) focusScene();
    }
    current.behaviour?.step(position.step);
    place.textContent = position.isPanel
      ? ""
      : fillWords(words.page_number, { number: position.number, count: deck.scenes.length });
    const name = fillWords(words.scene, { number: position.number, count: deck.scenes.length, title: scene.title });
    live.textContent = position.isBlank
      ? words.blanked
      : scene.steps
        ? `${name}, ${fillWords(words.step, { step: position.step + 1, count: scene.steps + 1 })}`
        : name;
  }

  function showLobby(message = "") {
    current?.behaviour?.close();
    current = null;
    lobby?.element.remove();
    lobby = makeLobby(deck, position, looks, files, acts);
    root.append(lobby.element);
    lobby.say(message);
    lobby.focus();
  }

  function closeOverlay() {
    overlay?.element.remove();
    overlay = null;
    root.removeAttribute("data-prints");
    document.documentElement.classList.remove("nmt-is-printing");
    if (position.isOn) focusScene();
    else showLobby();
  }

  /** @param {Overlay} next */
  function open(next) {
    overlay?.element.remove();
    overlay = next;
    root.append(next.element);
    next.focus();
  }

  /** @type {Acts} */
  const acts = {
    start: () => {
      position.start();
      root.requestFullscreen?.().catch(() => {}); // where it is not allowed, the page alone will do
    },
    restart: () => position.restart(),
    jump: (at) => position.jump(at),
    notes() {
      if (notes.open()) return;
      if (position.isOn) live.textContent = words.notes_blocked;
      else showLobby(words.notes_blocked);
    },
    help: () => open(makeHelp(deck, closeOverlay, glossaryOpener(root))),
    leave: model.get("way_back") ? () => model.send({ type: "leave" }) : null,
    handOut: (kind) => {
      root.setAttribute("data-prints", "");
      document.documentElement.classList.add("nmt-is-printing");
      const handOut = showHandOut(deck, kind, closeOverlay);
      open(handOut);
      handOut.fit();
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
   * @param {KeyboardEvent} event
   */
  function isTaken(event) {
    const control = targetOf(event).closest?.("button, select, input, textarea, a");
    if (!control || !root.contains(control)) return false;
    if (["PageUp", "PageDown", "Escape"].includes(event.key)) return false;
    if (control.matches("button")) return [" ", "Enter"].includes(event.key);
    return true;
  }

  /** @param {KeyboardEvent} event */
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

  /** @type {[text: string, act: () => void][]} */
  const buttons = [
    [words.back, () => position.back()],
    [words.next, () => position.next()],
    [words.jump, keys.j],
    [words.blank, keys.b],
    [words.notes, keys.n],
    [words.hand_out, keys.h],
    [words.help, keys["?"]],
    [words.close, () => position.leave()],
  ];
  for (const [text, act] of buttons) tools.append(makeButton("nmt-button is-plain", text, act));
  blank.addEventListener("click", () => position.blank());

  const onSize = () => {
    current?.view.fit(position.step);
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
    current?.behaviour?.close();
    notes.close();
    position.room?.stop();
    files.close();
  };
}

export default { render };
