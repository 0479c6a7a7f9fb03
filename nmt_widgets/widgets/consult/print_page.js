// A page made to be printed: shown as it will be on paper, and printed by itself.

import { makeElement } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { sendIfOpen, whenLineCloses } from "../shared/kernel_line.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { PrintReply, PrintTraits, PrintWish } from "./protocol.d.ts"
 */

/** @param {Props<PrintTraits, PrintWish, PrintReply>} props */
function render({ model, el }) {
  el.classList.add("nmt-print-page");
  const words = model.get("words");
  const print = makeElement("button", { type: "button", class: "nmt-button", text: words.print });
  const save = makeElement("button", { type: "button", class: "nmt-button is-plain", text: words.save });
  const bar = makeElement("div", { class: "nmt-toolbar nmt-print-bar" }, print, save);
  const frame = makeElement("iframe", { title: words.title, sandbox: "allow-same-origin allow-modals" });
  const notice = makeElement("p", { class: "nmt-alert is-notice nmt-print-notice", role: "status" });
  el.append(bar, notice, frame);
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = `${page.scrollHeight + 4}px`;
  };
  frame.addEventListener("load", fit);
  /** @type {string | null} */
  let over = null; // the page's words, once nobody can be asked whether a paper may still be handed out
  function draw() {
    const html = over === null ? model.get("html") : "";
    frame.srcdoc = html;
    frame.hidden = print.disabled = save.disabled = !html;
    notice.textContent = html ? "" : (over ?? model.get("notice"));
    notice.hidden = !notice.textContent;
  }
  /**
   * Asks first: whoever opened the page may have signed out meanwhile.
   * @param {PrintWish} message
   */
  const ask = (message) => sendIfOpen(model, message);
  print.addEventListener("click", () => ask({ type: "print" }));
  save.addEventListener("click", () => ask({ type: "save" }));
  /** @param {PrintReply} reply */
  function take({ wish }) {
    if (over !== null || !model.get("html")) return;
    if (wish === "print") {
      frame.contentWindow?.focus();
      frame.contentWindow?.print();
    } else download();
  }
  const download = () => downloadFile(model.get("file"), [model.get("html")], "text/html");
  model.on("change:html change:notice", draw);
  model.on("msg:custom", take);
  draw();
  const stop = whenLineCloses(({ text }) => {
    over = text;
    draw();
  });
  return () => {
    stop();
    model.off("msg:custom", take);
    model.off("change:html change:notice", draw);
  };
}

export default { render };
