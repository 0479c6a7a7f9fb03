// Where a client stands: domains, ratio, relationships and history as bars, each with its figure in words.

import { makeElement } from "../shared/dom.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { StandingTraits, SummaryBar } from "./protocol.d.ts"
 */

/** @param {Props<StandingTraits>} props */
function render({ model, el }) {
  el.classList.add("nmt-standing");
  /** @type {Map<string, { label: HTMLElement, figure: HTMLElement, remark: HTMLElement, bar: ReturnType<typeof makeBar> }>} */
  const rows = new Map();

  // A bar: how far it goes, the range around it, marks on its way, and where it was before a change.
  function makeBar() {
    const element = makeElement("div", { class: "nmt-measure nmt-bar-track", "aria-hidden": "true" });
    const zone = makeElement("div", { class: "nmt-bar-range" });
    const value = makeElement("div", { class: "nmt-bar-value" });
    const was = makeElement("div", { class: "nmt-bar-was" });
    element.append(value, zone, was);
    /** @type {HTMLElement[]} */
    const marks = [];
    return {
      element,
      /** @param {SummaryBar} bar */
      show({ share, low, high, before, limits, tone }) {
        element.dataset.tone = tone;
        value.style.width = `${100 * (share ?? 0)}%`;
        zone.hidden = low === null || high === null;
        zone.style.left = `${100 * (low ?? 0)}%`;
        zone.style.width = `${100 * Math.max((high ?? 0) - (low ?? 0), 0.004)}%`;
        was.hidden = before === null || before === share;
        was.style.left = `${100 * (before ?? 0)}%`;
        for (const [at, limit] of limits.entries()) {
          marks[at] ??= makeElement("div", { class: "nmt-bar-limit" });
          marks[at].style.left = `${100 * limit}%`;
          element.append(marks[at]);
        }
      },
    };
  }

  function draw() {
    const groups = model.get("groups");
    if (rows.size === 0) {
      for (const { name, note, bars, form } of groups) {
        const list = makeElement("dl");
        for (const { id } of bars) {
          const label = makeElement("dt", { class: form === "nmt-alone" ? "nmt-unseen" : "" });
          const figure = makeElement("dd", { class: "nmt-bar-figure" });
          const remark = makeElement("dd", { class: "nmt-standing-said" });
          const bar = makeBar();
          list.append(makeElement("div", { class: "nmt-bar-row" }, label, figure, bar.element, remark));
          rows.set(id, { label, figure, remark, bar });
        }
        const section = makeElement("section", { class: form }, makeElement("h3", { text: name }), list);
        if (note) section.append(makeElement("p", { class: "nmt-quiet", text: note }));
        el.append(section);
      }
    }
    for (const { bars } of groups)
      for (const bar of bars) {
        const row = rows.get(bar.id);
        if (!row) continue;
        row.label.textContent = bar.name;
        row.figure.textContent = bar.figure;
        row.remark.textContent = bar.remark;
        row.bar.show(bar);
      }
    performance.mark("nmt-standing");
  }
  function renew() {
    const ids = model.get("groups").flatMap(({ bars }) => bars.map(({ id }) => id));
    if (ids.join() !== [...rows.keys()].join()) {
      rows.clear();
      el.replaceChildren();
    }
    draw();
  }
  model.on("change:groups", renew);
  renew();
  return () => model.off("change:groups", renew);
}

export default { render };
