// The cases being made and the templates, a short form for a new one, and a colleague's file.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { countWords, fillWords, sayTime, useLocale } from "../shared/words.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Model, Props } from "../shared/model.d.ts"
 * @import { Child } from "../shared/dom.js"
 * @import { CasesTraits, DraftRow, FileProblem, ListMessage, TemplateRow } from "./protocol.d.ts"
 */

const MOST_BYTES = 1_000_000;

/**
 * @param {Model<CasesTraits, ListMessage>} model
 * @param {Words} words
 */
function makeImport(model, words) {
  const status = makeElement("p", { class: "nmt-import-told", role: "status" });
  const report = makeElement("div", { class: "nmt-card nmt-case-report", hidden: true, tabindex: -1 });
  const input = makeElement("input", {
    type: "file",
    accept: ".yaml,.yml",
    class: "nmt-unseen",
    tabindex: -1,
    "aria-hidden": "true",
  });
  const choose = makeButton("nmt-button is-plain", words.choose, () => input.click());
  /**
   * @param {string} text
   * @param {boolean} [isTrouble]
   */
  const showStatus = (text, isTrouble = false) => {
    status.textContent = text;
    status.toggleAttribute("data-trouble", isTrouble);
  };
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    report.hidden = true;
    const name = file.name;
    try {
      if (file.size > MOST_BYTES) return showStatus(fillWords(words.large, { file: name }), true);
      showStatus(words.reading);
      model.send({ type: "import", name, edit: makeId() }, undefined, [await file.arrayBuffer()]);
    } catch {
      showStatus(fillWords(words.unread, { file: name }), true);
    } finally {
      input.value = ""; // the same file, corrected, is another choice
    }
  });
  /** @param {FileProblem} problem */
  const makeRow = ({ line, place, problem, remedy }) =>
    makeElement("tr", {}, ...[line ?? "", place, problem, remedy].map((text) => makeElement("td", { text })));
  function show() {
    const current = model.get("report");
    if (!current) return;
    const { file, count, problems } = current;
    showStatus("");
    const body = makeElement("tbody", {}, ...problems.map(makeRow));
    const heads = ["line", "place", "what", "remedy"].map((key) =>
      makeElement("th", { text: words[key], scope: "col" }),
    );
    const parts = [
      makeElement("h3", { text: countWords(words, "report", count, { file }) }),
      makeElement("p", { class: "nmt-quiet", text: words.report_lead }),
      makeElement(
        "div",
        { class: "nmt-table is-wide" },
        makeElement("table", {}, makeElement("thead", {}, makeElement("tr", {}, ...heads)), body),
      ),
      count > problems.length &&
        makeElement("p", {
          class: "nmt-quiet",
          text: fillWords(words.report_more, { count: count - problems.length }),
        }),
      makeButton("nmt-button is-plain", words.close, () => {
        report.hidden = true;
        choose.focus();
      }),
    ];
    report.replaceChildren(...parts.flatMap((part) => part || []));
    report.hidden = false;
    report.focus();
  }
  const part = makeElement(
    "section",
    { class: "nmt-card is-quiet" },
    makeElement("h2", { text: words.import }),
    makeElement("p", { class: "nmt-quiet", text: words.import_lead }),
    choose,
    input,
    status,
  );
  return { part, report, show };
}

/** @param {Props<CasesTraits, ListMessage>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-list-screen", "nmt-author-cases");
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });

  // Pressed twice it is one request: its id stays until the form is changed.
  function makeBegin() {
    const id = makeElementId();
    let edit = makeId();
    /**
     * @param {string} name
     * @param {string} help
     */
    const field = (name, help) => {
      const input = makeElement("input", {
        class: "nmt-input",
        id: `${id}-${name}`,
        name,
        required: true,
        autocomplete: "off",
        maxlength: name === "age" ? 60 : 300,
        "aria-describedby": `${id}-${name}-help`,
      });
      return makeElement(
        "div",
        { class: "nmt-field" },
        makeElement("label", { class: "nmt-field-name", for: `${id}-${name}`, text: words[name] }),
        input,
        makeElement("small", { id: `${id}-${name}-help`, text: help }),
      );
    };
    const kinds = model
      .get("kinds")
      .map(([value, text], at) =>
        makeElement(
          "label",
          { class: "nmt-field-option" },
          makeElement("input", { type: "radio", name: "kind", value, checked: at === 0 }),
          makeElement("span", { text }),
        ),
      );
    const form = makeElement(
      "form",
      {},
      field("title", words.title_hint),
      field("age", words.age_hint),
      makeElement(
        "fieldset",
        { class: "nmt-field" },
        makeElement("legend", { class: "nmt-field-name", text: words.kind }),
        ...kinds,
      ),
      makeElement("button", { class: "nmt-button", text: words.begin_button }),
    );
    form.addEventListener("input", () => (edit = makeId()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new FormData(form);
      /** @param {string} name */
      const text = (name) => String(data.get(name) ?? "");
      model.send({ type: "begin", kind: text("kind"), title: text("title"), age: text("age"), edit });
    });
    return makeElement("section", { class: "nmt-card is-quiet" }, makeElement("h2", { text: words.begin }), form);
  }

  /**
   * @param {string} name
   * @param {string[]} facts
   * @param {...Child} nodes
   */
  const line = (name, facts, ...nodes) =>
    makeElement(
      "li",
      {},
      makeElement("span", { class: "nmt-author-name", text: name }),
      makeElement("span", { class: "nmt-quiet", text: facts.filter(Boolean).join(" · ") }),
      ...nodes,
    );
  /** @param {DraftRow} draft */
  const ownLine = (draft) => {
    const button = makeButton("nmt-button is-plain", words.edit, () => model.send({ type: "open", case: draft.case }), {
      "aria-label": fillWords(words.edit_label, draft),
      "data-case": draft.case,
    });
    const facts = [draft.kind, draft.case, fillWords(words.changed, { at: sayTime(draft.changed) })];
    return line(
      draft.title,
      facts,
      draft.write ? button : makeElement("span", { class: "nmt-quiet", text: words.read_only }),
    );
  };
  /** @param {TemplateRow} template */
  const templateLine = (template) => {
    const { id, title, kind, problem } = template;
    const edit = makeId();
    const button = makeButton("nmt-button is-plain", words.copy, () => model.send({ type: "copy", id, edit }), {
      "aria-label": fillWords(words.copy_label, template),
      "data-template": id,
    });
    return problem ? line(title, [problem]) : line(title, [kind, id === title ? "" : id], button);
  };
  const own = model.get("own").map(ownLine);
  const templates = model.get("templates").map(templateLine);
  /**
   * @param {HTMLElement[]} items
   * @param {string} none
   */
  const list = (items, none) =>
    items.length
      ? makeElement("ul", { class: "nmt-list is-ruled nmt-author-list" }, ...items)
      : makeElement("p", { class: "nmt-quiet", text: none });
  const imported = makeImport(model, words);
  el.append(
    problem,
    imported.report,
    makeElement(
      "div",
      { class: "nmt-author-lists" },
      makeElement("section", {}, makeElement("h2", { text: words.own }), list(own, words.own_none)),
      makeElement(
        "section",
        {},
        makeElement("h2", { text: words.templates }),
        makeElement("p", { class: "nmt-quiet", text: words.templates_lead }),
        list(templates, words.templates_none),
      ),
    ),
    makeElement("div", { class: "nmt-list-forms" }, makeBegin(), imported.part),
  );
  const drawProblem = () => {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  };
  model.on("change:problem", drawProblem);
  model.on("change:report", imported.show);
  drawProblem();
  return () => {
    model.off("change:problem", drawProblem);
    model.off("change:report", imported.show);
  };
}

export default { render };
