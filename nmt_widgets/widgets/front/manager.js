// The widgets of a page: their models, made of what the kernel says, and the messages between the two.

import { Live } from "./anywidget.js";
import { putBuffers } from "./buffers.js";
import { makeId } from "./line.js";
import { Model } from "./model.js";
import { isDrawn } from "./range.js";

/** @import { Bytes, Message } from "./frames.js" */
/** @import { Line } from "./line.js" */
/** @import { State } from "./buffers.js" */
/** @import { Kind } from "./model.js" */

const WIDGET = "jupyter.widget";
const CONTROL = "jupyter.widget.control";
const VERSION = "1.0.0"; // of the protocol by which the states of all widgets are asked for

/**
 * What the modules of widgets see of the manager: anywidget's contract has `get_model`. Jupyter's own manager has more, so
 * a page whose module asks for more is given to Voila, which draws the widget anew; the call is never answered here.
 * @param {Manager} manager
 * @param {() => void} refuse
 */
function forModules(manager, refuse) {
  /** @type {{ [name: string]: unknown }} */
  const known = { get_model: (/** @type {string} */ id) => manager.find(id) };
  return /** @type {{ get_model(id: string): Promise<Model> }} */ (
    new Proxy(known, {
      get(_, name) {
        if (typeof name !== "string" || name === "then" || name in Object.prototype) return undefined;
        if (Object.hasOwn(known, name)) return known[name];
        refuse();
        return () => new Promise(() => {});
      },
    })
  );
}

export class Manager {
  /** @type {Map<string, Model>} */
  models = new Map();
  /** @type {WeakMap<Model, Live>} */
  #lives = new WeakMap();
  /** @type {Map<string, () => void>} */
  #answered = new Map(); // by message, what to do when the kernel has worked on it
  /** @type {{ id: string, take(message: Message | null): void } | null} */
  #control = null;
  #line;
  #refuse;

  /**
   * @param {Pick<Line, "send">} line
   * @param {() => void} refuse called when there is a widget that this page cannot draw
   */
  constructor(line, refuse) {
    this.#line = line;
    this.#refuse = refuse;
    this.forModules = forModules(this, refuse);
  }

  /** @param {string} id of a widget */
  async find(id) {
    const model = this.models.get(id);
    if (!model) throw new Error(`There is no widget ${id}.`);
    return model;
  }

  /** @param {Model} model of an anywidget */
  live(model) {
    const live = this.#lives.get(model);
    if (!live) throw new Error(`The widget ${model.model_id} has no module.`);
    return live;
  }

  /** Asks the kernel for the states of all widgets. */
  async load() {
    const id = makeId();
    /** @type {Promise<Message | null>} */
    const answer = new Promise((take) => {
      const earlier = this.#control; // its answer is lost with the connection that broke meanwhile
      this.#control = {
        id,
        take(message) {
          take(message);
          earlier?.take(message);
        },
      };
    });
    this.#line.send("comm_open", { comm_id: id, target_name: CONTROL, data: {} }, { metadata: { version: VERSION } });
    this.#line.send("comm_msg", { comm_id: id, data: { method: "request_states" } });
    const message = await answer;
    this.#control = null;
    if (!message) return;
    const { states, buffer_paths: paths } = message.content.data;
    putBuffers(states, paths ?? [], message.buffers);
    for (const [id, { model_name: name, model_module: module, state }] of Object.entries(states))
      this.#put(id, { module, name }, state);
    for (const model of this.models.values()) this.#start(model);
  }

  /** The connection was made again: messages may be lost. */
  async reload() {
    this.#answered.clear();
    for (const model of this.models.values()) model.forgetSent();
    await this.load();
  }

  /**
   * Sends a widget's message, and returns its id.
   * @param {string} id
   * @param {{ [field: string]: unknown }} data
   * @param {Bytes[]} buffers
   * @param {() => void} [answered] called when the kernel has worked on it
   */
  tell(id, data, buffers, answered) {
    const message = this.#line.send("comm_msg", { comm_id: id, data }, { buffers });
    if (answered) this.#answered.set(message, answered);
    return message;
  }

  /** @param {Message} message of the kernel */
  hear(message) {
    const { content } = message;
    const id = content.comm_id;
    switch (message.header.msg_type) {
      case "status":
        if (content.execution_state === "idle") this.#finish(message.parent_header.msg_id ?? "");
        return;
      case "comm_open":
        if (content.target_name === WIDGET) this.#open(message);
        return;
      case "comm_close":
        if (id === this.#control?.id) this.#control?.take(null);
        this.models.get(id)?.close();
        this.models.delete(id);
        return;
      case "comm_msg":
        if (id === this.#control?.id) this.#control?.take(message);
        else this.#pass(id, message);
    }
  }

  /** @param {string} id */
  #finish(id) {
    this.#answered.get(id)?.();
    this.#answered.delete(id);
  }

  /** @param {Message} message */
  #open({ content: { comm_id: id, data }, buffers }) {
    putBuffers(data.state, data.buffer_paths ?? [], buffers);
    const { _model_module: module, _model_name: name } = data.state;
    this.#start(this.#put(id, { module: String(module), name: String(name) }, data.state));
  }

  /** @param {string} id @param {Kind} kind @param {State} state */
  #put(id, kind, state) {
    const present = this.models.get(id);
    if (present) {
      present.take(state);
      return present;
    }
    const model = new Model(this, id, kind, state);
    this.models.set(id, model);
    const check = () => isDrawn(kind, model.state) || this.#refuse();
    model.on("change", check);
    check();
    return model;
  }

  /** @param {Model} model */
  #start(model) {
    if (model.kind.module === "anywidget" && !this.#lives.has(model)) this.#lives.set(model, new Live(model));
  }

  /** @param {string} id @param {Message} message */
  #pass(id, message) {
    const model = this.models.get(id);
    if (model) model.hear(message, this.#lives.get(model)?.ready ?? Promise.resolve());
  }
}
