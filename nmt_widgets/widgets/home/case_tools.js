// The line above an opened case: links to the parts of the page, its print, and the map as a picture.

import { findIn, makeButton, makeElement } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { sendIfOpen, whenLineCloses } from "../shared/kernel_line.js";
import { makePng } from "../shared/png.js";
import { printableDetails } from "../shared/printing.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { CaseMessage, CaseReply, CaseToolsTraits } from "./protocol.d.ts"
 */

const SHARPNESS = 2; // pixels of the picture for one of the map

/** @param {Props<CaseToolsTraits, CaseMessage, CaseReply>} props */
function render({ model, el }) {
  el.classList.add("nmt-case-tools");
  const words = model.get("words");
  const links = makeElement("nav", { class: "nmt-toolbar", "aria-label": words.parts });
  const problem = makeElement("p", { class: "nmt-alert", role: "status" });
  /** @param {CaseMessage} message */
  const ask = (message) => sendIfOpen(model, message);
  /**
   * @param {string} text
   * @param {CaseMessage} message
   */
  const makeTool = (text, message) => makeButton("nmt-button is-plain is-small", text, () => ask(message));
  const picture = makeElement(
    "div",
    { class: "nmt-toolbar", role: "group", "aria-label": words.picture },
    makeTool(words.svg, { type: "picture", form: "svg" }),
    makeTool(words.png, { type: "picture", form: "png" }),
  );
  const print = makeTool(words.print, { type: "print" });
  el.append(makeElement("div", { class: "nmt-toolbar nmt-case-tools-line" }, links, print, picture), problem);

  /** @param {string} part */
  function go(part) {
    const place = findIn(document, `.nmt-part-${part}`);
    if (!place) return;
    const heading = findIn(place, "h2, [tabindex='0']") ?? place;
    if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
    place.scrollIntoView({ block: "start" });
    heading.focus({ preventScroll: true });
  }
  function draw() {
    links.replaceChildren(
      ...model.get("parts").map(([part, text]) => makeButton("nmt-button is-quiet", text, () => go(part))),
    );
  }
  const say = (text = model.get("problem")) => {
    problem.textContent = text;
  };
  /**
   * @param {CaseReply} reply
   * @param {DataView<ArrayBuffer>[]} buffers
   */
  async function take(reply, [svg]) {
    if (reply.type === "print") globalThis.print();
    else if (reply.form === "svg") downloadFile(`${reply.name}.svg`, [svg], "image/svg+xml");
    else {
      const png = await makePng(svg, SHARPNESS);
      if (png) downloadFile(`${reply.name}.png`, [png], "image/png");
    }
  }

  const release = printableDetails(document);
  const stop = whenLineCloses(({ text }) => say(text));
  const onProblem = () => say();
  model.on("change:parts", draw);
  model.on("change:problem", onProblem);
  model.on("msg:custom", take);
  draw();
  say();
  return () => {
    release();
    stop();
    model.off("change:parts", draw);
    model.off("change:problem", onProblem);
    model.off("msg:custom", take);
  };
}

export default { render };
