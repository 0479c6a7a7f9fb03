// A button that asks for a report, shows how far it is, and hands the files over.

import { makeButton, makeElement } from "./dom.js";
import { downloadFile } from "./download.js";
import { sendIfOpen, whenLineCloses } from "./kernel_line.js";

/**
 * @import { Props } from "./model.d.ts"
 * @import { ReportFile, ReportMessage, ReportReply, ReportTraits } from "./protocol.d.ts"
 */

/**
 * The window is opened by the click itself, before the file is here: browsers stop one that opens later.
 * @param {DataView<ArrayBuffer>} bytes
 * @param {{ type: string }} parts
 * @param {Window} opened
 */
function show(bytes, { type }, opened) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  opened.location.replace(url);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @param {Props<ReportTraits, ReportMessage, ReportReply>} props */
function render({ model, el }) {
  /** @type {Map<string, Window>} */
  const waiting = new Map();
  const make = makeElement("button", { type: "button", class: "nmt-button" });
  const status = makeElement("span", { class: "nmt-status", role: "status" });
  const bar = makeElement("progress", { max: 1 });
  const files = makeElement("span", { class: "nmt-files" });
  const box = makeElement("div", { class: "nmt-report-maker" }, make, bar, status, files);
  el.append(box);

  /** @type {string | null} */
  let over = null; // the page's words, once nothing can be made or handed over here
  const stop = whenLineCloses(({ text }) => {
    over = text;
    for (const opened of waiting.values()) opened.close();
    waiting.clear();
    draw();
  });

  /** @param {ReportMessage} message */
  const ask = (message) => sendIfOpen(model, message);

  make.addEventListener("click", () => {
    if (model.get("state") !== "running" && over === null) ask({ type: "make" });
  });

  function draw() {
    const state = over !== null ? "failed" : model.get("state");
    const words = model.get("words");
    box.dataset.state = state;
    make.textContent = state === "running" ? words.running : state === "idle" ? words.make : words.again;
    make.setAttribute("aria-disabled", String(state === "running" || over !== null));
    bar.hidden = state !== "running";
    bar.value = model.get("progress");
    bar.setAttribute("aria-label", words.running);
    status.textContent = over ?? model.get("message");
    const list = state === "done" || state === "older" ? model.get("files") : [];
    /** @param {ReportFile} file */
    const open = ({ name }) => {
      const opened = window.open("", "_blank");
      if (!opened) return;
      opened.opener = null;
      waiting.set(name, opened);
      ask({ type: "fetch", name });
    };
    const opens = list
      .filter((file) => file.open)
      .map((file) => makeButton("nmt-button nmt-open", words.open, () => open(file)));
    const downloads = list.map(({ name, label, size }) =>
      makeButton("nmt-button is-plain nmt-file", label, () => ask({ type: "fetch", name }), {
        "data-file": name,
        title: `${name}, ${size}`,
        "aria-label": `${words.download}: ${label}, ${size}`,
      }),
    );
    files.replaceChildren(...opens, ...downloads);
  }
  /**
   * @param {ReportReply} reply
   * @param {DataView<ArrayBuffer>[]} buffers
   */
  function take(reply, buffers) {
    if (reply.type === "refused") {
      waiting.get(reply.name)?.close();
      waiting.delete(reply.name);
      return;
    }
    const file = model.get("files").find(({ name }) => name === reply.name);
    if (!file) return;
    const opened = waiting.get(file.name);
    waiting.delete(file.name);
    if (opened) show(buffers[0], file, opened);
    else downloadFile(file.name, [buffers[0]], file.type);
  }

  const changes = "change:state change:message change:progress change:files";
  model.on(changes, draw);
  model.on("msg:custom", take);
  draw();
  return () => {
    stop();
    model.off(changes, draw);
    model.off("msg:custom", take);
  };
}

export default { render };
