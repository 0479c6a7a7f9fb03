// The hand-outs in the lobby: each to look at and print, and as a PDF that the kernel makes.

import { makeButton, makeElement } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { sendIfOpen, whenLineCloses } from "../shared/kernel_line.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { PresenterModel } from "./behaviours.js"
 * @import { Looks } from "./looks.js"
 * @import { Deck, PresenterReply } from "./protocol.d.ts"
 */

const LONGEST = 180_000; // ms until a PDF is given up

export class HandOutFiles {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} the timers of the PDFs that are being made, by kind */
  making = new Map();
  status = "";
  isTrouble = false;
  over = ""; // the page's words, once nothing can be made here any more
  draw = () => {};

  /**
   * @param {PresenterModel} model
   * @param {Deck} deck
   * @param {Looks} looks
   */
  constructor(model, deck, looks) {
    this.model = model;
    this.looks = looks;
    this.words = deck.words.page;
    this.hear = this.hear.bind(this);
    model.on("msg:custom", this.hear);
    this.stop = whenLineCloses(({ text }) => {
      this.over = text;
      for (const kind of [...this.making.keys()]) this.end(kind, this.over, true);
    });
  }

  /** @param {string} kind */
  ask(kind) {
    if (this.making.has(kind)) return;
    if (this.over) return this.say(this.over, true);
    this.making.set(
      kind,
      setTimeout(() => this.end(kind, this.words.pdf_lost, true), LONGEST),
    );
    this.say(fillWords(this.words.pdf_making, { name: this.words.hand_outs[kind] }));
    sendIfOpen(this.model, { type: "hand-out", kind, palette: this.looks.palette });
  }

  /**
   * @param {PresenterReply} reply
   * @param {DataView<ArrayBuffer>[]} buffers
   */
  hear(reply, buffers) {
    if (reply.type !== "hand-out" || !this.making.has(reply.kind)) return;
    const { kind, name = "", problem } = reply;
    if (problem) return this.end(kind, fillWords(this.words.pdf_failed, { reason: problem }), true);
    downloadFile(name, [buffers[0]], "application/pdf");
    this.end(kind, fillWords(this.words.pdf_done, { file: name }));
  }

  /**
   * @param {string} kind
   * @param {string} text
   * @param {boolean} [isTrouble]
   */
  end(kind, text, isTrouble = false) {
    clearTimeout(this.making.get(kind));
    this.making.delete(kind);
    this.say(text, isTrouble);
  }

  /**
   * @param {string} text
   * @param {boolean} [isTrouble]
   */
  say(text, isTrouble = false) {
    this.status = text;
    this.isTrouble = isTrouble;
    this.draw();
  }

  /**
   * The part of the lobby with the hand-outs. The lobby is made anew each time it is shown; the files go on.
   * @param {(kind: string) => void} show
   */
  part(show) {
    const { words } = this;
    const part = makeElement("section", { class: "nmt-hand-outs", "aria-label": words.hand_out });
    const row = makeElement("div", { class: "nmt-lobby-row" });
    const status = makeElement("p", { class: "nmt-quiet", role: "status" });
    /** @type {Map<string, HTMLButtonElement>} */
    const buttons = new Map();
    for (const [kind, name] of Object.entries(words.hand_outs)) {
      const pair = makeElement("span", { class: "nmt-tool-pair" });
      pair.append(makeButton("nmt-button is-plain", name, () => show(kind)));
      if (this.model.get("makes_files")) {
        const button = makeButton("nmt-button is-plain", words.pdf, () => this.ask(kind));
        buttons.set(kind, button);
        pair.append(button);
      }
      row.append(pair);
    }
    part.append(makeElement("h2", { text: words.hand_out }), row, status);
    this.draw = () => {
      for (const [kind, button] of buttons) {
        const isMade = this.making.has(kind);
        button.textContent = isMade ? words.pdf_waiting : words.pdf;
        button.setAttribute("aria-label", `${button.textContent}: ${words.hand_outs[kind]}`);
        button.setAttribute("aria-disabled", String(isMade));
      }
      status.textContent = this.status;
      status.classList.toggle("is-trouble", this.isTrouble);
    };
    this.draw();
    return part;
  }

  close() {
    for (const timer of this.making.values()) clearTimeout(timer);
    this.stop();
    this.model.off("msg:custom", this.hear);
  }
}
