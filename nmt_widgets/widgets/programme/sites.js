// Sites together: the site's own file to send, and the files of several sites to read.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { downloadText } from "../shared/download.js";
import { sendIfOpen } from "../shared/kernel_line.js";
import { fillWords } from "../shared/words.js";

/**
 * @import { Model, Props } from "../shared/model.d.ts"
 * @import { SiteFile, SiteFileProblem, SiteFileReply, SitesMessage, SitesTraits } from "./protocol.d.ts"
 * @typedef {Model<SitesTraits, SitesMessage, SiteFileReply>} SitesModel
 */

const MOST_FILES = 100;
const MOST_BYTES = 4_000_000;

/** @param {SitesModel} model */
function makeOwnFile(model) {
  const words = model.get("words").own;
  const hint = makeElementId();
  const refusal = makeElement("small", { id: makeElementId(), class: "nmt-sites-refusal", role: "alert" });
  const site = makeElement("input", {
    class: "nmt-input",
    name: "site",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 40,
    required: true,
    "aria-describedby": `${hint} ${refusal.id}`,
  });
  const incidents = makeElement("select", { class: "nmt-input", name: "incidents" });
  const kinds = makeElement(
    "label",
    { class: "nmt-field" },
    makeElement("span", { class: "nmt-field-name", text: words.incidents }),
    incidents,
  );
  const wider = makeElement("input", { type: "checkbox", name: "public" });
  const status = makeElement("p", { class: "nmt-quiet", role: "status" });
  const content = makeElement("ul", { class: "nmt-sites-content" });
  const form = makeElement(
    "form",
    { novalidate: true },
    makeElement(
      "label",
      { class: "nmt-field" },
      makeElement("span", { class: "nmt-field-name", text: words.site }),
      site,
      makeElement("small", { id: hint, text: words.site_hint }),
      refusal,
    ),
    kinds,
    makeElement("label", { class: "nmt-field-option" }, wider, makeElement("span", { text: words.public })),
    makeElement("button", { class: "nmt-button", text: words.write }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    status.textContent = words.writing;
    sendIfOpen(model, {
      type: "write",
      site: site.value.trim(),
      public: wider.checked,
      incidents: incidents.value,
    });
  });
  const none = makeElement("p", { text: words.none });
  const part = makeElement(
    "section",
    { class: "nmt-card is-quiet" },
    makeElement("h3", { text: words.title }),
    makeElement("p", { class: "nmt-quiet", text: words.lead }),
    none,
    form,
    status,
    content,
  );
  return {
    part,
    draw() {
      const options = [["", words.no_incidents], ...model.get("kinds")];
      kinds.hidden = options.length < 2;
      if (incidents.options.length !== options.length)
        incidents.replaceChildren(...options.map(([value, text]) => makeElement("option", { value, text })));
      none.hidden = model.get("own");
      form.hidden = !model.get("own");
      refusal.textContent = model.get("refusal");
      site.setAttribute("aria-invalid", String(Boolean(refusal.textContent)));
      if (refusal.textContent) {
        status.textContent = "";
        site.focus();
      }
      content.replaceChildren(...model.get("content").map((text) => makeElement("li", { text })));
      content.hidden = !content.children.length;
    },
    /** @param {SiteFileReply} reply */
    save({ name, text }) {
      downloadText(name, text);
      status.textContent = fillWords(words.done, { file: name });
    },
  };
}

/** @param {SitesModel} model */
function makeReading(model) {
  const words = model.get("words").read;
  const status = makeElement("p", { role: "status" });
  const report = makeElement("div", { class: "nmt-sites-problems", tabindex: -1 });
  const files = makeElement("ul", { class: "nmt-sites-content" });
  const input = makeElement("input", {
    type: "file",
    accept: ".json,application/json",
    multiple: true,
    class: "nmt-unseen",
    tabindex: -1,
    "aria-hidden": "true",
  });
  const choose = makeButton("nmt-button is-plain", words.choose, () => input.click());

  /** @param {SiteFileProblem[]} problems */
  function show(problems) {
    status.textContent = "";
    const heads = ["file", "line", "what", "remedy"].map((key) =>
      makeElement("th", { text: words[key], scope: "col" }),
    );
    const rows = problems.map(({ file, line, problem, remedy }) =>
      makeElement("tr", {}, ...[file, line ?? "", problem, remedy].map((text) => makeElement("td", { text }))),
    );
    report.hidden = !problems.length;
    report.replaceChildren(
      makeElement("p", { class: "nmt-alert", text: words.refused }),
      makeElement(
        "div",
        { class: "nmt-table is-wide" },
        makeElement(
          "table",
          {},
          makeElement("thead", {}, makeElement("tr", {}, ...heads)),
          makeElement("tbody", {}, ...rows),
        ),
      ),
    );
    if (problems.length) report.focus();
  }
  /**
   * What this page itself does not take: too many files, or one that is too large.
   * @param {File[]} chosen
   * @returns {SiteFileProblem[]}
   */
  const problemsOf = (chosen) =>
    chosen.length > MOST_FILES
      ? [{ file: "", line: null, problem: fillWords(words.many, { most: MOST_FILES }), remedy: "" }]
      : chosen
          .filter(({ size }) => size > MOST_BYTES)
          .map(({ name }) => ({ file: name, line: null, problem: words.large, remedy: words.large_remedy }));

  input.addEventListener("change", async () => {
    const chosen = [...(input.files ?? [])];
    if (!chosen.length) return;
    const problems = problemsOf(chosen);
    if (problems.length) return show(problems);
    show([]);
    status.textContent = words.reading;
    try {
      const bytes = await Promise.all(chosen.map((file) => file.arrayBuffer()));
      model.send({ type: "sites", names: chosen.map(({ name }) => name) }, undefined, bytes);
    } catch {
      status.textContent = words.unread;
    } finally {
      input.value = ""; // the same files, corrected, are another choice
    }
  });
  /** @param {SiteFile} file */
  const line = ({ site, clients, period }) =>
    makeElement("li", {}, makeElement("b", { text: site }), ` ${[clients, period].filter(Boolean).join(", ")}`);
  const part = makeElement(
    "section",
    { class: "nmt-card is-quiet" },
    makeElement("h3", { text: words.title }),
    makeElement("p", { class: "nmt-quiet", text: words.lead }),
    choose,
    input,
    status,
    report,
    files,
  );
  return {
    part,
    show: () => show(model.get("problems")),
    draw() {
      files.replaceChildren(...model.get("files").map(line));
      files.hidden = !files.children.length;
    },
  };
}

/** @param {Props<SitesTraits, SitesMessage, SiteFileReply>} props */
function render({ model, el }) {
  el.classList.add("nmt-sites");
  const own = makeOwnFile(model);
  const reading = makeReading(model);
  el.append(own.part, reading.part);
  const changes = "change:own change:kinds change:refusal change:content";
  model.on(changes, own.draw);
  model.on("change:problems", reading.show);
  model.on("change:files", reading.draw);
  model.on("msg:custom", own.save);
  own.draw();
  reading.show();
  reading.draw();
  return () => {
    model.off(changes, own.draw);
    model.off("change:problems", reading.show);
    model.off("change:files", reading.draw);
    model.off("msg:custom", own.save);
  };
}

export default { render };
