// The state of one widget on the page, with the methods that Jupyter's own models have.

import { putBuffers, takeBuffers } from "./buffers.js";
import { isEqual } from "./equality.js";

/** @import { State } from "./buffers.js" */
/** @import { Bytes, Message } from "./frames.js" */
/** @import { Manager } from "./manager.js" */

/**
 * A listener may be typed by the events it looks for alone, hence the form of this type.
 * @typedef {{ hear(...parts: unknown[]): void }["hear"]} Hear
 * @typedef {{ module: string, name: string }} Kind
 */

const REFERENCE = "IPY_MODEL_";
const REFERENCES = new Set(["layout", "style"]); // traits whose widget is meant by their value

/** @param {string} reference to a widget, as it stands in the state of another one */
export const idOf = (reference) => reference.slice(REFERENCE.length);

export class Model {
  /** @type {{ name: string, hear: Hear, owner: unknown }[]} */
  #listeners = [];
  #state;
  /** @type {Set<string>} */
  #unsaved = new Set(); // changed on the page since the last save
  /** @type {State} */
  #waiting = {}; // saved while the kernel works on an earlier change
  /** @type {string | null} */
  #sent = null; // the message with the change the kernel works on
  /** @type {Map<string, string>} */
  #echoes = new Map(); // by trait, the message whose echo will be the newest
  /** @type {Promise<unknown>} */
  #heard = Promise.resolve();

  /**
   * @param {Manager} manager
   * @param {string} id
   * @param {Kind} kind
   * @param {State} state
   */
  constructor(manager, id, kind, state) {
    this.manager = manager;
    this.widget_manager = manager.forModules;
    this.model_id = id;
    this.kind = kind;
    this.#state = state;
  }

  /**
   * @template Value
   * @param {string} name
   * @returns {Value} of the type that who asks for it expects
   */
  get(name) {
    const value = this.#state[name];
    const isReference = typeof value === "string" && REFERENCES.has(name);
    return /** @type {Value} */ (isReference ? this.manager.models.get(idOf(value)) : value);
  }

  /** All traits. */
  get state() {
    return this.#state;
  }

  /**
   * @param {string | State} name a trait, or several with their values
   * @param {unknown} [value]
   */
  set(name, value) {
    for (const changed of this.#change(typeof name === "string" ? { [name]: value } : name)) this.#unsaved.add(changed);
  }

  /**
   * @param {string} names of events, with spaces between them
   * @param {Hear} hear
   * @param {unknown} [owner]
   */
  on(names, hear, owner) {
    for (const name of names.split(" ")) this.#listeners.push({ name, hear, owner });
  }

  /**
   * Ends what `on` began; what is left out stands for all.
   * @param {string | null} [names]
   * @param {Hear | null} [hear]
   * @param {unknown} [owner]
   */
  off(names, hear, owner) {
    const ended = names?.split(" ");
    this.#listeners = this.#listeners.filter(
      (listener) =>
        (ended && !ended.includes(listener.name)) ||
        (hear && hear !== listener.hear) ||
        (owner && owner !== listener.owner),
    );
  }

  /** Sends what was set since the last time; while the kernel is at work, only the last value of each trait. */
  // biome-ignore lint/style/useNamingConvention: the name is of the contract
  save_changes() {
    for (const name of this.#unsaved) this.#waiting[name] = structuredClone(this.#state[name]);
    this.#unsaved.clear();
    this.#save();
  }

  /**
   * Sends a message of the widget's own.
   * @param {unknown} content
   * @param {unknown} [_callbacks] are not called
   * @param {Bytes[]} [buffers]
   */
  send(content, _callbacks, buffers = []) {
    this.manager.tell(this.model_id, { method: "custom", content }, buffers);
  }

  /**
   * Takes a message of the kernel, after those that came before it.
   * @param {Message} message
   * @param {Promise<unknown>} ready when the widget can take it
   */
  hear(message, ready) {
    this.#heard = Promise.allSettled([this.#heard, ready]).then(() => this.#take(message));
  }

  /** @param {State} state of the kernel */
  take(state) {
    const changed = this.#change(state);
    for (const name of changed) this.#unsaved.delete(name);
  }

  /** The connection was made again: what the kernel had to say about earlier changes is lost. */
  forgetSent() {
    this.#sent = null;
    this.#echoes.clear();
    this.#save();
  }

  /** The kernel has closed the widget. */
  close() {
    this.#tell("destroy", this);
    this.#listeners = [];
  }

  /** @param {Message} message */
  #take({ content: { data }, buffers, parent_header: parent }) {
    if (data.method === "custom") return this.#tell("msg:custom", data.content, buffers);
    putBuffers(data.state, data.buffer_paths ?? [], buffers);
    if (data.method === "echo_update") this.#dropOldEchoes(data.state, parent.msg_id);
    this.take(data.state);
  }

  /**
   * Of traits that the page has changed, the kernel repeats each value; only the repetition of the last one counts.
   * @param {State} state
   * @param {string | undefined} id of the message that is repeated
   */
  #dropOldEchoes(state, id) {
    for (const name of Object.keys(state)) {
      const expected = this.#echoes.get(name);
      if (expected === undefined) continue;
      if (expected === id) this.#echoes.delete(name);
      if (expected !== id || name in this.#waiting) delete state[name];
    }
  }

  #save() {
    const names = Object.keys(this.#waiting);
    if (this.#sent !== null || names.length === 0) return;
    const { state, paths, buffers } = takeBuffers(this.#waiting);
    this.#waiting = {};
    const id = this.manager.tell(this.model_id, { method: "update", state, buffer_paths: paths }, buffers, () => {
      if (this.#sent !== id) return;
      this.#sent = null;
      this.#save();
    });
    this.#sent = id;
    for (const name of names) this.#echoes.set(name, id);
  }

  /** @param {State} state @returns {string[]} the traits that have another value now */
  #change(state) {
    const changed = Object.keys(state).filter((name) => !isEqual(this.#state[name], state[name]));
    for (const name of changed) this.#state[name] = state[name];
    for (const name of changed) this.#tell(`change:${name}`, this, state[name]);
    if (changed.length) this.#tell("change", this);
    return changed;
  }

  /** @param {string} event @param {...unknown} parts */
  #tell(event, ...parts) {
    for (const { name, hear, owner } of [...this.#listeners]) if (name === event) hear.apply(owner, parts);
  }
}
