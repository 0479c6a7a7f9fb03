// A button that saves the opened case as a file.

import { makeButton, makeElement } from "../shared/dom.js";
import { downloadFile } from "../shared/download.js";
import { sendIfOpen } from "../shared/kernel_line.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { AskCaseFile, CaseFileReply, CaseFileTraits } from "./protocol.d.ts"
 */

/** @param {Props<CaseFileTraits, AskCaseFile, CaseFileReply>} props */
function render({ model, el }) {
  const words = model.get("words");
  const status = makeElement("span", { class: "nmt-quiet", role: "status" });
  const button = makeButton("nmt-button is-plain", words.save, () => sendIfOpen(model, { type: "case-file" }));
  el.append(makeElement("div", { class: "nmt-toolbar" }, button, status));

  /** @param {CaseFileReply} reply */
  function take({ name, text, problem }) {
    if (name && text) downloadFile(name, [text], "application/yaml");
    status.textContent = problem ?? fillWords(words.done, { name: name ?? "" });
  }
  model.on("msg:custom", take);
  return () => model.off("msg:custom", take);
}

export default { render };
