// The hand-outs as the lobby offers them: each to look at and print, and as a PDF that the kernel makes and hands over.

import { makeButton, makeElement } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { sendIfOpen, whenLineCloses } from "../shared/kernel_line.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { AnyModel } from "@anywidget/types"
 * @import { Deck } from "./protocol.d.ts"
 */

const LONGEST = 180_000; // ms until a PDF is given up

export class HandOutFiles {
  /**
   * @param {AnyModel} model
   * @param {Deck} deck
   * @param {any} looks
   */
  constructor(model, deck, looks) {
    this.model = model;
    this.looks = looks;
    this.words = deck.words.page;
    this.making = new Map(); // kind to its timer
    this.said = "";
    this.isTrouble = false;
    this.hear = this.hear.bind(this);
    this.draw = () => {};
    model.on("msg:custom", this.hear);
    this.over = ""; // the page's words, once nothing is made here any more
    this.stop = whenLineCloses((said) => {
      this.over = said.text;
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
   * @param {any} message
   * @param {DataView<ArrayBuffer>[]} buffers
   */
  hear(message, buffers) {
    if (message?.type !== "hand-out" || !this.making.has(message.kind)) return;
    if (message.problem)
      return this.end(message.kind, fillWords(this.words.pdf_failed, { reason: message.problem }), true);
    downloadFile(message.name, [buffers[0]], "application/pdf");
    this.end(message.kind, fillWords(this.words.pdf_done, { file: message.name }));
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
    this.said = text;
    this.isTrouble = isTrouble;
    this.draw();
  }

  /**
   * The lobby is made anew each time it is come back to; the files go on.
   * @param {any} show
   */
  part(show) {
    const { words } = this;
    const part = makeElement("section", { class: "nmt-hand-outs", "aria-label": words.hand_out });
    const row = makeElement("div", { class: "nmt-lobby-row" });
    const status = makeElement("p", { class: "nmt-quiet", role: "status" });
    const buttons = new Map();
    for (const [kind, name] of Object.entries(words.hand_outs)) {
      const pair = makeElement("span", { class: "nmt-tool-pair" });
      pair.append(makeButton("nmt-button is-plain", name, () => show(kind)));
      if (this.model.get("makes_files")) {
        buttons.set(
          kind,
          makeButton("nmt-button is-plain", words.pdf, () => this.ask(kind)),
        );
        pair.append(buttons.get(kind));
      }
      row.append(pair);
    }
    part.append(makeElement("h3", { text: words.hand_out }), row, status);
    this.draw = () => {
      for (const [kind, button] of buttons) {
        const isMade = this.making.has(kind);
        button.textContent = isMade ? words.pdf_waiting : words.pdf;
        button.setAttribute("aria-label", `${button.textContent}: ${words.hand_outs[kind]}`);
        button.setAttribute("aria-disabled", String(isMade));
      }
      status.textContent = this.said;
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
