// A finding about many clients: the sentence, the picture with its table, what it rests on, and the caveat.

import { makeChart } from "../shared/chart.js";
import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { sendIfOpen } from "../shared/kernel_line.js";
import { makePng } from "../shared/png.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { FindingMessage, FindingReply, FindingTraits } from "./protocol.d.ts"
 */

/** @param {Props<FindingTraits, FindingMessage, FindingReply>} props */
function render({ model, el }) {
  el.classList.add("nmt-finding");
  const words = model.get("words");
  const name = makeElementId();
  const title = makeElement("h3", { id: name });
  const sentence = makeElement("p", { class: "nmt-finding-sentence" });
  const basis = makeElement("p", { class: "nmt-quiet" });
  const caveat = makeElement("p", { class: "nmt-quiet" });
  const status = makeElement("span", { class: "nmt-quiet", role: "status" });
  const slide = makeButton("nmt-button is-plain is-small", words.slide, () => {
    if (slide.getAttribute("aria-disabled") === "true") return;
    busy(true);
    status.textContent = words.drawing;
    sendIfOpen(model, { type: "slide" });
  });
  const tools = makeElement("div", { class: "nmt-toolbar" }, slide, status);
  const chart = makeChart(model);
  el.append(
    makeElement(
      "article",
      { class: "nmt-card", "aria-labelledby": name },
      makeElement("div", { class: "nmt-finding-words" }, title, sentence, basis, caveat, tools),
      makeElement("div", { class: "nmt-finding-picture" }, chart.plot, chart.more),
    ),
  );

  /** @param {boolean} isBusy */
  const busy = (isBusy) => slide.setAttribute("aria-disabled", String(isBusy));
  function draw() {
    title.textContent = model.get("title");
    sentence.textContent = model.get("sentence");
    basis.textContent = model.get("basis");
    caveat.textContent = model.get("caveat");
    slide.setAttribute("aria-label", `${words.slide}: ${model.get("title")}`);
    tools.hidden = !model.get("figure");
    el.toggleAttribute("data-empty", !model.get("figure"));
    status.textContent = "";
  }
  /**
   * @param {FindingReply} reply
   * @param {DataView<ArrayBuffer>[]} buffers
   */
  async function take(reply, buffers) {
    if (reply.type !== "slide") return;
    const picture = reply.name ? await makePng(buffers[0], 1) : null;
    if (picture && reply.name) downloadFile(reply.name, [picture], "image/png");
    status.textContent = picture ? words.saved : (reply.problem ?? words.unsaved);
    busy(false);
  }
  const changes = "change:title change:sentence change:basis change:caveat change:figure";
  model.on(changes, draw);
  model.on("msg:custom", take);
  draw();
  return () => {
    chart.stop();
    model.off(changes, draw);
    model.off("msg:custom", take);
  };
}

export default { render };
