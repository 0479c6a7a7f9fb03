// The connection to the kernel: sends a save again until it is answered, and knows the state of the connection.

import { whenLineCloses } from "../kernel_line.js";
import { WAITS } from "./waits.js";

/**
 * @import { SavingMessage } from "./protocol.d.ts"
 * @import { Flight } from "./queue.js"
 */

export class Line {
  #model;
  #tell;
  #over = ""; // why nothing is answered any more, as a connection
  #heardAt = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #answer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #wake;
  #stop;

  connection = "ok"; // ok, waiting, lost, or why the store refused: full, readonly, busy, gone, broken, ended
  message = ""; // the kernel's words on it

  /**
   * @param {{ send: (message: SavingMessage) => void }} model
   * @param {() => void} tell called when the state of the connection changes
   */
  constructor(model, tell) {
    this.#model = model;
    this.#tell = tell;
    // The served page looks after its kernel by itself: that it has gone is known here before the next answer.
    this.#stop = whenLineCloses(
      ({ why }) => {
        this.#over = why === "signedOut" ? "ended" : "lost";
        this.connect(this.#over);
      },
      () => {
        this.#over = "";
        this.#ask(1);
      },
    );
  }

  /** @param {SavingMessage} message */
  post(message) {
    try {
      this.#model.send(message);
    } catch {
      // a connection that is gone answers nothing: the waiting finds out
    }
  }

  /**
   * Every attempt has the same edit id, so the store makes only one revision.
   * @param {Flight} flight
   */
  transmit(flight) {
    const { edit, base, changes, reason } = flight;
    flight.tries += 1;
    clearTimeout(this.#answer);
    this.#answer = setTimeout(() => this.#overdue(flight), flight.tries === 1 ? WAITS.answer : WAITS.again);
    this.post({ type: "save", edit, base, changes: Object.fromEntries(changes), reason });
  }

  /** @param {Flight} flight */
  #overdue(flight) {
    this.connect(this.#over || (flight.tries > 1 ? "lost" : "waiting"));
    this.transmit(flight);
  }

  /**
   * The store could not save and may be able to soon.
   * @param {Flight} flight
   * @param {string} kind
   * @param {string} message
   */
  retry(flight, kind, message) {
    flight.tries = 0;
    clearTimeout(this.#answer);
    this.#answer = setTimeout(() => this.transmit(flight), WAITS.again);
    this.connect(kind, message);
  }

  /** A save has been answered. */
  answered() {
    clearTimeout(this.#answer);
  }

  /**
   * @param {string} connection
   * @param {string} [message]
   */
  connect(connection, message = "") {
    if (this.connection === connection && this.message === message) return;
    this.connection = connection;
    this.message = message;
    this.#tell();
  }

  /** The kernel sent something. */
  heard() {
    this.#heardAt = Date.now();
    clearTimeout(this.#wake);
    if (["waiting", "lost"].includes(this.connection)) this.connect("ok");
  }

  /** A person who returns to a tab should see at once whether it is connected and up to date. */
  wake() {
    if (Date.now() - this.#heardAt >= WAITS.asleep) this.#ask(1);
  }

  /** @param {number} tries */
  #ask(tries) {
    this.#wake = setTimeout(
      () => {
        this.connect(tries > 1 ? "lost" : "waiting");
        this.#ask(tries + 1);
      },
      tries > 1 ? WAITS.again : WAITS.answer,
    );
    this.post({ type: "refresh" });
  }

  close() {
    clearTimeout(this.#answer);
    clearTimeout(this.#wake);
    this.#stop();
  }
}
