// The map is one tab stop: arrow keys move between boxes by their position, Enter or Space opens, Escape closes.

import { claimKeys, makeElement } from "./dom.js";
import { digitReader } from "./form/rating.js";
import { boxesIn, neighbour, placeRing, repaint } from "./map/boxes.js";
import { fitsWide, parse, patch, unpack } from "./map/drawing.js";
import { makePanel } from "./map/panel.js";
import { fillWords } from "./words.js";

/**
 * @import { MapMessage, MapReply, MapScore, MapTraits } from "./map/protocol.d.ts"
 * @import { Box } from "./map/boxes.js"
 */

const ROOM_BESIDE = 1100; // px from which a panel lies over the right of the map; else it stands below
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {import("./model.d.ts").Props<MapTraits, MapMessage, MapReply>} props */
function render({ model, el }) {
  el.classList.add("nmt-brain-map", "nmt-scheme");
  claimKeys(el);
  const stage = makeElement("div", { class: "nmt-map-stage" });
  const spoken = makeElement("p", { class: "nmt-unseen", role: "status" });
  const panel = makePanel(model.get("words"), shut);
  el.append(stage, panel.side, spoken);

  let opened = ""; // the page leads: an echo of the kernel's must not shut what was opened meanwhile
  /** @type {Box | null} */
  let current = null; // the box that holds the tab stop
  const drawings = { wide: "", tall: "" };
  let turns = 0; // counts drawings: one may take longer to unpack than the next
  let isWide = true;
  let edit = 0;
  /** @type {Map<string, { score: MapScore, edit: number }>} */
  const pending = new Map(); // set on the page, not drawn by the kernel yet
  const digit = digitReader();

  const boxes = () => boxesIn(stage);
  /** @param {Event} event */
  const boxOf = ({ target }) => {
    const box = target instanceof Element ? target.closest(".nmt-box") : null;
    return box instanceof SVGElement ? box : null;
  };
  /**
   * @param {Box} a
   * @param {Box} b
   */
  const isSame = (a, b) => a.dataset.function === b.dataset.function && a.dataset.column === b.dataset.column;
  /** @param {string} id */
  const clientBox = (id) => boxes().find((box) => box.dataset.function === id && box.dataset.column === "client");

  // ---- the drawing ----

  /**
   * Makes the boxes of a drawing operable; done before it is carried over, so that only what is new changes the page.
   * @param {Element} svg
   */
  function makeOperable(svg) {
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", model.get("label"));
    svg.removeAttribute("aria-labelledby");
    svg.querySelector(":scope > title")?.remove(); // a tooltip over the whole map would only be in the way
    const all = boxesIn(svg);
    const stop = all.find((box) => current && isSame(box, current)) ?? all[0];
    for (const box of all) {
      box.setAttribute("role", "button");
      box.setAttribute("tabindex", box === stop ? "0" : "-1");
      mark(box);
    }
    placeRing(svg, stop);
  }

  function draw() {
    const room = stage.clientWidth;
    if (!room) return; // drawn once it has a size
    const [wide, tall] = [parse(drawings.wide), parse(drawings.tall)];
    if (!wide) return;
    const height = Number.parseFloat(getComputedStyle(stage).getPropertyValue("max-height")) || Infinity;
    isWide = !tall || fitsWide(wide, tall, { width: room, height }, isWide);
    stage.dataset.form = isWide ? "wide" : "tall";
    el.dataset.panel = el.clientWidth >= ROOM_BESIDE ? "beside" : "below";
    const fresh = isWide || !tall ? wide : tall;
    makeOperable(fresh);
    const old = stage.querySelector("svg");
    if (old) patch(old, fresh);
    else {
      stage.append(fresh);
      el.classList.remove("nmt-is-unready");
      performance.mark("nmt-map");
    }
    current = boxes().find((box) => box.getAttribute("tabindex") === "0") ?? null;
    for (const [id, { score }] of pending) paint(id, score);
  }

  const rename = () => stage.querySelector("svg")?.setAttribute("aria-label", model.get("label"));

  async function read() {
    turns += 1;
    const turn = turns;
    el.classList.toggle("nmt-is-unready", model.get("svg").byteLength > 0 && !stage.querySelector("svg"));
    const [wide, tall] = await Promise.all([unpack(model.get("svg")), unpack(model.get("svg_tall"))]);
    if (turn !== turns) return;
    Object.assign(drawings, { wide, tall });
    draw();
  }

  function dress() {
    const theme = model.get("theme");
    if (theme === "auto") delete el.dataset.scheme;
    else el.dataset.scheme = theme;
    el.style.setProperty("--map-height", model.get("height") || "none");
  }

  // ---- opening a box ----

  /** @param {Box} box */
  function mark(box) {
    const is = String(box.dataset.function === opened);
    box.setAttribute(model.get("details") ? "aria-expanded" : "data-selected", is);
  }

  function bringIntoSight() {
    if (el.dataset.panel === "below") panel.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} id */
  function nameOf(id) {
    const { names } = model.get("scoring");
    return names?.[id] ?? clientBox(id)?.getAttribute("aria-label") ?? "";
  }

  /**
   * @param {string} id
   * @param {boolean} clicked
   */
  function open(id, clicked) {
    opened = id;
    boxes().forEach(mark);
    if (model.get("details")) {
      if (id) {
        panel.open(nameOf(id));
        panel.show(scoreOf(id));
        bringIntoSight();
      } else panel.close();
    }
    if (clicked) {
      model.set("selected", id);
      model.save_changes();
    }
    model.send({ type: "open", function: id, clicked });
  }

  function shut() {
    open("", true);
    current?.focus();
  }

  function follow() {
    if (model.get("selected") !== opened) open(model.get("selected"), false);
  }

  // ---- setting a score ----

  /**
   * @param {string} id
   * @returns {MapScore}
   */
  function scoreOf(id) {
    const box = clientBox(id);
    if (box?.dataset.state === "not-known") return "not known";
    return box?.dataset.score ? Number(box.dataset.score) : null;
  }

  /**
   * @param {string} id
   * @param {MapScore} score
   */
  function paint(id, score) {
    const box = clientBox(id);
    const { steps, names, say } = model.get("scoring");
    if (!box || !steps) return;
    const step = steps.find((known) => known.score === score);
    const state = step ? "scored" : score === null ? "open" : "not-known";
    repaint(box, state, step ? { ...step, share: step.score / steps[steps.length - 1].score } : {});
    const pattern = { scored: say.box, open: say.box_open, "not-known": say.box_not_known }[state];
    const top = steps[steps.length - 1].score;
    box.setAttribute("aria-label", fillWords(pattern, { name: names[id], score, top, band: step?.band_word }));
  }

  /**
   * @param {string} id
   * @param {MapScore} score
   */
  function put(id, score) {
    edit += 1;
    pending.set(id, { score, edit });
    paint(id, score);
    spoken.textContent = clientBox(id)?.getAttribute("aria-label") ?? "";
    if (id === opened) panel.show(score);
    model.send({ type: "score", edit, function: id, score });
  }

  /** @param {KeyboardEvent} event */
  function typed({ key }) {
    const id = current?.dataset.column === "client" ? current.dataset.function : "";
    const { steps } = model.get("scoring");
    if (!id || !steps || model.get("readonly")) return false;
    if (key === "Backspace" || key === "Delete") put(id, null);
    else if (key === "0" || key.toLowerCase() === "k") {
      const ten = key === "0" ? digit(key, id, [steps[0].score, steps[steps.length - 1].score]) : null;
      put(id, ten ?? "not known");
    } else if (/^[1-9]$/.test(key)) {
      const number = digit(key, id, [steps[0].score, steps[steps.length - 1].score]);
      if (number !== null) put(id, number);
    } else return false;
    return true;
  }

  function allow() {
    const scoring = model.get("readonly") ? null : model.get("scoring");
    panel.allow(scoring?.steps ? scoring : null, (score) => put(opened, score));
    if (opened) panel.show(scoreOf(opened));
  }

  /** @param {MapReply} message */
  function hear(message) {
    if (message?.type === "panel" && message.function === opened) {
      panel.fill(message.title, message.html);
      bringIntoSight();
    } else if (message?.type === "scored") {
      for (const [id, known] of pending) if (known.edit <= message.edit) pending.delete(id);
    }
  }

  // ---- keys and clicks ----

  /** @param {Box | null | undefined} box */
  function move(box) {
    if (!box) return;
    current?.setAttribute("tabindex", "-1");
    current = box;
    box.setAttribute("tabindex", "0");
    if (box.ownerSVGElement) placeRing(box.ownerSVGElement, box);
    box.focus();
  }

  stage.addEventListener("click", (event) => {
    const box = boxOf(event);
    if (!box) return;
    move(box);
    open(box.dataset.function ?? "", true);
  });
  stage.addEventListener("focusin", (event) => {
    const box = boxOf(event);
    if (box && box !== current) move(box);
  });
  stage.addEventListener("keydown", (event) => {
    const box = boxOf(event);
    if (!box || event.altKey || event.ctrlKey || event.metaKey) return;
    if (ARROWS[event.key]) move(neighbour(boxes(), box, ARROWS[event.key]));
    else if (event.key === "Home") move(boxes()[0]);
    else if (event.key === "End") move(boxes().at(-1));
    else if (event.key === "Enter" || event.key === " ") {
      open(box.dataset.function ?? "", true);
      panel.focus();
    } else if (event.key === "Escape") open("", true);
    else if (!typed(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  /** @param {KeyboardEvent} event */
  function onEscape(event) {
    if (event.key !== "Escape" || panel.element.hidden) return;
    event.stopPropagation();
    shut();
  }
  document.addEventListener("keydown", onEscape); // wherever the focus has gone meanwhile

  // The page has both maps: which one fits the widget never waits for the kernel.
  const watch = new ResizeObserver(draw);
  watch.observe(stage);
  /** @type {[string, () => void][]} */
  const listeners = [
    ["change:svg change:svg_tall", read],
    ["change:label", rename],
    ["change:selected", follow],
    ["change:readonly change:scoring", allow],
    ["change:theme change:height", dress],
  ];
  for (const [names, act] of listeners) model.on(/** @type {`change:${string}`} */ (names), act);
  model.on("msg:custom", hear);
  dress();
  allow();
  read();
  return () => {
    watch.disconnect();
    document.removeEventListener("keydown", onEscape);
    for (const [names, act] of listeners) model.off(/** @type {`change:${string}`} */ (names), act);
    model.off("msg:custom", hear);
  };
}

export default { render };
