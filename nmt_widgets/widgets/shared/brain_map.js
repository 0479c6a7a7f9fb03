// The map is one tab stop: arrow keys move between boxes by their position, Enter or Space opens, Escape closes.

import { makeButton, makeElement } from "./dom.js";

// On a narrow window the words in the boxes of the wide map would be too small to read.
const narrow = window.matchMedia("(width <= 960px)");
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {{ svg: string, svg_tall: string, details: Record<string, string>, label: string, close_words: string,
 *   opened: string }} Traits
 * @typedef {SVGElement} Box
 */

/** @param {Box} box */
function centre(box) {
  const { left, top, width, height } = box.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

/**
 * The nearest box that way; a step aside costs more than a step ahead, so that rows and columns are kept.
 * @param {Box[]} boxes
 * @param {Box} from
 * @param {[number, number]} way
 */
function neighbour(boxes, from, [dx, dy]) {
  const [x, y] = centre(from);
  /** @type {Box | null} */
  let best = null;
  let least = Infinity;
  for (const box of boxes) {
    if (box === from) continue;
    const [bx, by] = centre(box);
    const ahead = (bx - x) * dx + (by - y) * dy;
    const aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
    if (ahead < 4 || (dx && aside > 8)) continue;
    const cost = ahead + 2 * aside;
    if (cost >= least) continue;
    best = box;
    least = cost;
  }
  return best;
}

/** @param {string} svg */
function parse(svg) {
  return new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
}

/**
 * Same boxes: carry attributes and words over, so that colours move. Anything else: replace the whole map.
 * @param {Element} old
 * @param {Element} fresh
 */
function patch(old, fresh) {
  const other = old.tagName === "svg" && old.getAttribute("viewBox") !== fresh.getAttribute("viewBox");
  if (other || old.tagName !== fresh.tagName || old.children.length !== fresh.children.length) {
    old.replaceWith(fresh);
    return;
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "tabindex" && name !== "role") old.removeAttribute(name);
  }
  if (old.children.length === 0) {
    if (old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
    return;
  }
  const others = [...fresh.children]; // a child that is replaced leaves them
  for (const [at, child] of [...old.children].entries()) patch(child, others[at]);
}

/** @param {import("./model.d.ts").Props<Traits>} props */
function render({ model, el }) {
  el.classList.add("nmt-brain-map");
  const stage = makeElement("div", { class: "nmt-map-stage" });
  const labelled = { role: "dialog", "aria-labelledby": "nmt-panel-title" };
  const panel = makeElement("section", { class: "nmt-panel", hidden: true, ...labelled });
  el.append(stage, panel);

  let opened = ""; // the page leads: an echo of the kernel's must not shut what was opened meanwhile
  /** @type {Box | null} */
  let current = null; // the box that holds the tab stop
  /** @returns {Box[]} */
  const boxes = () => [...stage.querySelectorAll(".nmt-box")].filter((box) => box instanceof SVGElement);
  /** @param {Event} event */
  const boxOf = ({ target }) => {
    const box = target instanceof Element ? target.closest(".nmt-box") : null;
    return box instanceof SVGElement ? box : null;
  };
  /** @param {Box} box */
  const sameAs = (box) =>
    boxes().find((b) => b.dataset.function === box.dataset.function && b.dataset.column === box.dataset.column);

  function settle() {
    const svg = stage.querySelector("svg");
    if (!svg) return;
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", model.get("label"));
    svg.removeAttribute("aria-labelledby");
    svg.querySelector(":scope > title")?.remove(); // a tooltip over the whole map would only be in the way
    current = (current && sameAs(current)) || boxes()[0] || null;
    for (const box of boxes()) {
      box.setAttribute("role", "button");
      box.setAttribute("tabindex", box === current ? "0" : "-1");
      box.setAttribute("aria-expanded", String(box.dataset.function === opened));
    }
  }

  /** @param {string} svg */
  function show(svg) {
    const fresh = parse(svg);
    if (fresh.querySelector("parsererror") || fresh.tagName !== "svg") return;
    const old = stage.querySelector("svg");
    if (!old) stage.append(fresh);
    else {
      fresh.querySelector(":scope > title")?.remove();
      patch(old, fresh);
    }
    settle();
  }

  /** @param {Box | null | undefined} box */
  function move(box) {
    if (!box) return;
    current?.setAttribute("tabindex", "-1");
    current = box;
    box.setAttribute("tabindex", "0");
    box.focus();
  }

  /** @param {string} id */
  function open(id) {
    opened = id;
    fill();
    model.set("opened", id);
    model.save_changes();
  }

  function fill() {
    for (const box of boxes()) box.setAttribute("aria-expanded", String(box.dataset.function === opened));
    const html = model.get("details")[opened];
    panel.hidden = !html;
    if (!html) return;
    panel.innerHTML = html;
    panel.querySelector("h2")?.setAttribute("id", "nmt-panel-title");
    panel.prepend(makeButton("nmt-button is-plain nmt-close", model.get("close_words"), shut));
  }

  function shut() {
    open("");
    current?.focus();
  }

  stage.addEventListener("click", (event) => {
    const box = boxOf(event);
    if (!box) return;
    move(box);
    open(box.dataset.function ?? "");
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
      open(box.dataset.function ?? "");
      panel.querySelector("button")?.focus();
    } else if (event.key === "Escape") open("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  /** @param {KeyboardEvent} event */
  function onEscape(event) {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    shut();
  }
  document.addEventListener("keydown", onEscape); // wherever the focus has gone meanwhile

  // The page has both maps: which one fits its window never waits for the kernel.
  const onSvg = () => show((narrow.matches && model.get("svg_tall")) || model.get("svg"));
  narrow.addEventListener("change", onSvg);
  model.on("change:svg change:svg_tall", onSvg);
  model.on("change:details", fill);
  onSvg();
  fill();
  performance.mark("nmt-map");
  return () => {
    document.removeEventListener("keydown", onEscape);
    narrow.removeEventListener("change", onSvg);
    model.off("change:svg change:svg_tall", onSvg);
    model.off("change:details", fill);
  };
}

export default { render };
