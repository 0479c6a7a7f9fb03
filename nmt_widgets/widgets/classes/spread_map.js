// How far apart the class is, on the map: each box leads to its function.

import { findAllIn, focusIndex, makeElement, targetOf } from "../shared/dom.js";

/** @param {(id: string) => void} choose */
export function makeSpreadMap(choose) {
  const picture = makeElement("div", { class: "nmt-class-map-picture" });
  const key = makeElement("figcaption", { class: "nmt-quiet" });
  const element = makeElement("figure", { class: "nmt-class-map" }, picture, key);
  let current = "";
  const boxes = () => [...findAllIn(picture, "[data-function]")];
  /** @param {HTMLElement | undefined} box */
  function focusOn(box) {
    for (const other of boxes()) other.tabIndex = other === box ? 0 : -1;
  }
  /** @param {Event} event */
  const boxOf = (event) => /** @type {HTMLElement | null} */ (targetOf(event).closest("[data-function]"));
  picture.addEventListener("click", (event) => {
    const id = boxOf(event)?.dataset.function;
    if (id) choose(id);
  });
  picture.addEventListener("focusin", (event) => focusOn(boxOf(event) ?? undefined));
  picture.addEventListener("keydown", (event) => {
    const all = boxes();
    const from = focusIndex(all);
    const id = all[from]?.dataset.function;
    if (id && [" ", "Enter"].includes(event.key)) {
      event.preventDefault();
      return choose(id);
    }
    /** @type {Record<string, number>} */
    const ways = {
      ArrowDown: from + 1,
      ArrowRight: from + 1,
      ArrowUp: from - 1,
      ArrowLeft: from - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = ways[event.key];
    if (from < 0 || to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
  });

  return {
    element,
    /**
     * @param {string} svg
     * @param {string} words
     * @param {string} label
     */
    draw(svg, words, label) {
      element.hidden = !svg;
      key.textContent = words;
      if (svg === current) return;
      current = svg;
      const at = focusIndex(boxes());
      picture.innerHTML = svg; // made by the workbook, every text in it escaped
      const map = picture.firstElementChild;
      map?.setAttribute("role", "group");
      map?.setAttribute("aria-label", label);
      for (const box of boxes()) box.setAttribute("role", "button");
      focusOn(boxes()[Math.max(at, 0)]);
      if (at >= 0) boxes()[at]?.focus({ preventScroll: true });
    },
    /** @param {string} id */
    mark(id) {
      for (const box of boxes()) box.setAttribute("aria-pressed", String(box.dataset.function === id));
    },
  };
}
