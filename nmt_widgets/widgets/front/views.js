// The widgets of a page as elements, with the classes that Jupyter gives them.

import { makeElement } from "../shared/dom.js";
import { idOf } from "./model.js";

/** @import { Model } from "./model.js" */
/** @typedef {{ model: Model, element: HTMLElement, remove(): void }} View */
/** @typedef {(model: Model, element: HTMLElement, stop: AbortSignal) => void} Draw */

const TEXT = "jupyter-widgets widget-inline-hbox";
const BOX = "lm-Panel jupyter-widgets widget-container widget-box";

/** By the name of a model: the classes of its element, and how it is drawn. @type {{ [name: string]: [string, Draw] }} */
const KINDS = {
  AnyModel: ["", drawModule],
  BoxModel: [BOX, drawChildren],
  HBoxModel: [`${BOX} widget-hbox`, drawChildren],
  VBoxModel: [`${BOX} widget-vbox`, drawChildren],
  HTMLModel: [`${TEXT} widget-html`, drawMarkup],
  LabelModel: [`${TEXT} widget-label`, drawLabel],
};

/**
 * @param {Model} model
 * @returns {View}
 */
export function makeView(model) {
  const stop = new AbortController();
  const [classes, draw] = KINDS[model.kind.name];
  const element = makeElement("div", { class: `lm-Widget ${classes}`.trim() });
  followCommon(model, element, stop.signal);
  draw(model, element, stop.signal);
  const remove = () => {
    stop.abort();
    element.remove();
  };
  follow(model, "destroy", remove, stop.signal);
  return { model, element, remove };
}

/** @param {Model} model @param {string} names @param {() => void} act @param {AbortSignal} stop */
function follow(model, names, act, stop) {
  model.on(names, act, stop);
  stop.addEventListener("abort", () => model.off(null, act, stop));
}

/** What all widgets have: classes, layout, tooltip, and a place in the order of the tab key. @type {Draw} */
function followCommon(model, element, stop) {
  /** @type {string[]} */
  let classes = [];
  const setClasses = () => {
    element.classList.remove(...classes);
    classes = model.get("_dom_classes") ?? [];
    element.classList.add(...classes);
  };
  const setAttributes = () => {
    /** @type {string | null | undefined} */
    const tooltip = model.get("tooltip");
    /** @type {boolean | null | undefined} */
    const tabbable = model.get("tabbable");
    if (tooltip) element.title = tooltip;
    else element.removeAttribute("title");
    if (typeof tabbable === "boolean") element.tabIndex = tabbable ? 0 : -1;
    else element.removeAttribute("tabindex");
  };
  /** @type {Model | undefined} */
  const layout = model.get("layout");
  const setLayout = () => {
    for (const [name, value] of Object.entries(layout?.state ?? {}))
      if (!name.startsWith("_"))
        element.style.setProperty(name.replaceAll("_", "-"), /** @type {string | null} */ (value));
  };
  setClasses();
  setAttributes();
  setLayout();
  follow(model, "change:_dom_classes", setClasses, stop);
  follow(model, "change:tooltip change:tabbable", setAttributes, stop);
  if (layout) follow(layout, "change", setLayout, stop);
}

/** @type {Draw} */
function drawModule(model, element, stop) {
  model.manager.live(model).draw(element, stop);
}

/** Children that stay in their place, counted from the first one, keep their elements. @type {Draw} */
function drawChildren(model, element, stop) {
  /** @type {View[]} */
  let views = [];
  const draw = () => {
    const { models } = model.manager;
    /** @type {string[]} */
    const references = model.get("children");
    const children = references.flatMap((child) => models.get(idOf(child)) ?? []);
    const other = children.findIndex((child, at) => views[at]?.model !== child);
    const same = other < 0 ? children.length : other;
    for (const view of views.slice(same)) view.remove();
    views = [...views.slice(0, same), ...children.slice(same).map(makeView)];
    element.append(...views.slice(same).map((view) => view.element));
  };
  draw();
  follow(model, "change:children", draw, stop);
  stop.addEventListener("abort", () => {
    for (const view of views) view.remove();
  });
}

/** @type {Draw} */
function drawMarkup(model, element, stop) {
  const content = makeElement("div", { class: "widget-html-content" });
  element.append(content);
  const draw = () => {
    content.innerHTML = model.get("value");
  };
  draw();
  follow(model, "change:value", draw, stop);
}

/** @type {Draw} */
function drawLabel(model, element, stop) {
  const draw = () => {
    element.textContent = model.get("value");
  };
  draw();
  follow(model, "change:value", draw, stop);
}
