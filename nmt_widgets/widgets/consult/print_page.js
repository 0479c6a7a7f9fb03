// A page made to be printed: shown as it will be on paper, and printed by itself.

import { makeElement } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { sendIfOpen, whenLineCloses } from "../shared/kernel_line.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { RenderProps } from "@anywidget/types"
 */

/** @param {RenderProps<{ html: string, notice: string, file: string, words: Words }>} props */
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
   * whoever opened the page may have signed out meanwhile: it is asked first
   * @param {any} message
   */
  const ask = (message) => sendIfOpen(model, message);
  print.addEventListener("click", () => ask({ type: "print" }));
  save.addEventListener("click", () => ask({ type: "save" }));
  /** @param {any} content */
  function take(content) {
    if (content?.type !== "may" || over !== null || !model.get("html")) return;
    if (content.wish === "print") {
      frame.contentWindow?.focus();
      frame.contentWindow?.print();
    } else if (content.wish === "save") keep();
  }
  const keep = () => downloadFile(model.get("file"), [model.get("html")], "text/html");
  for (const name of ["html", "notice"]) model.on(`change:${name}`, draw);
  model.on("msg:custom", take);
  draw();
  const stop = whenLineCloses((said) => {
    over = said.text;
    draw();
  });
  return () => {
    stop();
    model.off("msg:custom", take);
    for (const name of ["html", "notice"]) model.off(`change:${name}`, draw);
  };
}

export default { render };
