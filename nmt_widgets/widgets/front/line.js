// The connection of a page to its kernel. What is sent before it stands waits; a broken one is made again.

import { packFrame, readFrame, V1 } from "./frames.js";

/** @import { Bytes, Message } from "./frames.js" */

const FIRST_WAIT = 500; // ms, doubled with each try
const LONGEST_WAIT = 8000; // ms

/** An id as Jupyter makes them; `crypto.randomUUID` is missing where a page does not come by TLS. */
export function makeId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Line {
  #session = makeId();
  #address;
  #hear;
  #reopened;
  #wait = FIRST_WAIT;
  #isClosed = false;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  #waiting = [];

  /**
   * @param {URL} address of the kernel
   * @param {{ hear(message: Message): void, reopened(): void }} listener
   */
  constructor(address, listener) {
    this.#address = new URL(`${address.pathname}/channels?session_id=${this.#session}`, address);
    this.#address.protocol = address.protocol.replace("http", "ws");
    this.#hear = listener.hear;
    this.#reopened = listener.reopened;
    this.#open();
  }

  /**
   * Sends a message, and returns its id. On a connection that is closed for good this is an error.
   * @param {string} kind
   * @param {object} content
   * @param {{ metadata?: Message["metadata"], buffers?: Bytes[] }} [more]
   */
  send(kind, content, { metadata = {}, buffers = [] } = {}) {
    if (this.#isClosed) throw new Error("The connection to the kernel is closed.");
    const header = {
      msg_id: makeId(),
      msg_type: kind,
      session: this.#session,
      username: "",
      date: new Date().toISOString(),
      version: "5.2",
    };
    const frame = packFrame("shell", { header, parent_header: {}, metadata, content }, buffers);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    else this.#waiting.push(frame);
    return header.msg_id;
  }

  close() {
    this.#isClosed = true;
    this.#socket?.close();
  }

  #open() {
    const socket = new WebSocket(this.#address, V1);
    const isAgain = this.#socket !== null;
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#hear(readFrame(data));
    socket.onopen = () => {
      this.#wait = FIRST_WAIT;
      for (const frame of this.#waiting.splice(0)) socket.send(frame);
      if (isAgain) this.#reopened();
    };
    socket.onclose = () => {
      if (this.#isClosed) return;
      setTimeout(() => this.#isClosed || this.#open(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
    };
  }
}
