// Where a client stands: domains, ratio, relationships and history as bars, each with its figure in words.

import { makeElement } from "../shared/dom.js";

/**
 * @import { RenderProps } from "@anywidget/types"
 * @import { BarGroup } from "./protocol.d.ts"
 */

/** @param {RenderProps<{ groups: BarGroup[] }>} props */
function render({ model, el }) {
  el.classList.add("nmt-standing");
  const rows = new Map();

  // A bar: how far it goes, the range around it, marks on its way, and where it was before a change.
  function makeBar() {
    const bar = makeElement("div", { class: "nmt-measure nmt-bar-track", "aria-hidden": "true" });
    const zone = makeElement("div", { class: "nmt-bar-range" });
    const value = makeElement("div", { class: "nmt-bar-value" });
    const was = makeElement("div", { class: "nmt-bar-was" });
    bar.append(value, zone, was);
    const marks = new Map();
    return {
      bar,
      /** @param {{ share: number, low: number, high: number, before: any, limits: number[] }} props */
      show({ share, low, high, before, limits }) {
        value.style.width = `${100 * (share ?? 0)}%`;
        zone.hidden = low === null || low === undefined;
        if (!zone.hidden) {
          zone.style.left = `${100 * low}%`;
          zone.style.width = `${100 * Math.max(high - low, 0.004)}%`;
        }
        was.hidden = before === null || before === undefined || before === share;
        if (!was.hidden) was.style.left = `${100 * before}%`;
        for (const [at, limit] of limits.entries()) {
          if (!marks.has(at)) {
            marks.set(at, makeElement("div", { class: "nmt-bar-limit" }));
            bar.append(marks.get(at));
          }
          marks.get(at).style.left = `${100 * limit}%`;
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
          const [label, figure, said, made] = [
            makeElement("dt", { class: form === "nmt-alone" ? "nmt-unseen" : "" }),
            makeElement("dd", { class: "nmt-bar-figure" }),
            makeElement("dd", { class: "nmt-standing-said" }),
            makeBar(),
          ];
          list.append(makeElement("div", { class: "nmt-bar-row" }, label, figure, made.bar, said));
          rows.set(id, { label, figure, said, made });
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
        row.said.textContent = bar.said;
        row.made.bar.dataset.tone = bar.tone ?? "";
        row.made.show(bar);
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
