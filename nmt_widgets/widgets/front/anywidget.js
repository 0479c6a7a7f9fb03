// The contract of anywidget: a widget's own module with `initialize` and `render`, its style, both exchangeable at any time.

import { makeId } from "./line.js";

/** @import { Experimental, Host } from "@anywidget/types" */
/** @import { Hear, Model } from "./model.js" */

const REFERENCE = "anywidget:";
const ANSWER_WITHIN = 3000; // ms

/**
 * @typedef {{
 *   initialize?(props: object): unknown,
 *   render?(props: object): unknown,
 * }} Widget
 */

export class Live {
  #model;
  #stop = new AbortController();
  /** @type {Set<() => void>} */
  #redraws = new Set();
  /** What `initialize` gives to other widgets. @type {unknown} */
  exports;
  /** @type {Promise<Widget>} */
  ready;

  /** @param {Model} model */
  constructor(model) {
    this.#model = model;
    loadStyle(model.get("_css"), model.get("_anywidget_id"));
    this.ready = this.#load();
    model.on("change:_css", () => loadStyle(model.get("_css"), model.get("_anywidget_id")));
    model.on("change:_esm", () => {
      this.#stop.abort();
      this.#stop = new AbortController();
      this.ready = this.#load();
      for (const redraw of this.#redraws) redraw();
    });
    model.on("destroy", () => this.#stop.abort());
  }

  /**
   * Draws the widget in an element, again whenever its module is exchanged.
   * @param {HTMLElement} el
   * @param {AbortSignal} signal ends this
   */
  draw(el, signal) {
    const redraw = () => this.#draw(el, AbortSignal.any([signal, this.#stop.signal]));
    this.#redraws.add(redraw);
    signal.addEventListener("abort", () => this.#redraws.delete(redraw));
    return redraw();
  }

  /** @param {HTMLElement} el @param {AbortSignal} signal */
  async #draw(el, signal) {
    const widget = await this.ready;
    if (signal.aborted) return;
    el.replaceChildren();
    const owner = {};
    const props = { model: modelFor(this.#model, owner), el, signal, host: hostOf(this.#model, signal) };
    const clean = await widget.render?.({ ...props, experimental: experimentalOf(this.#model) });
    whenAborted(signal, () => {
      this.#model.off(null, null, owner);
      return callIfFunction(clean);
    });
  }

  async #load() {
    const { signal } = this.#stop;
    const owner = {};
    const widget = await importWidget(this.#model.get("_esm"));
    const props = { model: modelFor(this.#model, owner), signal, experimental: experimentalOf(this.#model) };
    const result = await widget.initialize?.(props);
    this.exports = typeof result === "object" && result !== null ? result : undefined;
    whenAborted(signal, () => {
      this.#model.off(null, null, owner);
      return callIfFunction(result);
    });
    return widget;
  }
}

/** @param {AbortSignal} signal @param {() => unknown} act */
function whenAborted(signal, act) {
  if (signal.aborted) act();
  else signal.addEventListener("abort", act);
}

/** @param {unknown} value */
const callIfFunction = (value) => typeof value === "function" && value();

/**
 * What a module sees of a model; its listeners end with their owner.
 * @param {Model} model
 * @param {object} owner
 */
function modelFor(model, owner) {
  return {
    get: model.get.bind(model),
    set: model.set.bind(model),
    save_changes: model.save_changes.bind(model),
    send: model.send.bind(model),
    /** @type {(names: string, hear: Hear) => void} */
    on: (names, hear) => model.on(names, hear, owner),
    /** @type {(names?: string | null, hear?: Hear | null) => void} */
    off: (names, hear) => model.off(names, hear, owner),
    widget_manager: model.widget_manager,
  };
}

/** @param {Model} model @returns {Experimental} */
function experimentalOf(model) {
  /** @type {Experimental["invoke"]} */
  const invoke = (name, msg, { buffers = [], signal = AbortSignal.timeout(ANSWER_WITHIN) } = {}) => {
    const id = makeId();
    const owner = {};
    return new Promise((resolve, reject) => {
      whenAborted(signal, () => {
        model.off(null, null, owner);
        reject(signal.reason);
      });
      /** @type {(message: { id?: string, response?: unknown }, answers: DataView[]) => void} */
      const hear = (message, answers) => {
        if (message.id !== id) return;
        model.off(null, null, owner);
        resolve(/** @type {[never, DataView[]]} */ ([message.response, answers]));
      };
      model.on("msg:custom", /** @type {Hear} */ (hear), owner);
      const bytes = /** @type {DataView<ArrayBuffer>[]} */ (buffers);
      model.send({ id, kind: "anywidget-command", name, msg }, undefined, bytes);
    });
  };
  return { invoke };
}

/**
 * How a module reaches other widgets, by the references in its state.
 * @param {Model} model
 * @param {AbortSignal} signal
 * @returns {Host}
 */
function hostOf(model, signal) {
  const { manager } = model;
  /** @param {string} reference */
  const modelOf = (reference) => manager.find(reference.slice(REFERENCE.length));
  return /** @type {Host} */ ({
    async getModel(/** @type {string} */ reference) {
      const other = await modelOf(reference);
      const owner = {};
      whenAborted(signal, () => other.off(null, null, owner));
      return modelFor(other, owner);
    },
    async getWidget(/** @type {string} */ reference) {
      const live = manager.live(await modelOf(reference));
      await live.ready;
      return {
        exports: live.exports,
        render: (/** @type {{ el: HTMLElement, signal?: AbortSignal }} */ place) =>
          live.draw(place.el, place.signal ?? signal),
      };
    },
  });
}

/** @param {string} text or address */
const isAddress = (text) => /^https?:\/\//.test(text);

/** @param {string} source */
async function importWidget(source) {
  const address = isAddress(source) ? source : URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const module = await import(address);
  if (address !== source) URL.revokeObjectURL(address);
  if (module.render) return module;
  return /** @type {Widget} */ (typeof module.default === "function" ? await module.default() : module.default);
}

/** @param {string} style rules, or the address of a sheet @param {string} id of the kind of widget */
function loadStyle(style, id) {
  if (!style) return;
  const former = document.getElementById(id);
  const element = isAddress(style)
    ? Object.assign(document.createElement("link"), { rel: "stylesheet", href: style })
    : Object.assign(document.createElement("style"), { textContent: style });
  element.id = id;
  if (former) former.replaceWith(element);
  else document.head.append(element);
}
