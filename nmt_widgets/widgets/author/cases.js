// The cases being made and the templates, a short form for a new one, and a colleague's file.

const MOST_BYTES = 1_000_000;

function makeImport(model, words) {
  const told = formNode("p", { class: "nmt-import-told", role: "status" });
  const report = formNode("div", { class: "nmt-report", hidden: true, tabindex: -1 });
  const input = formNode("input", { type: "file", accept: ".yaml,.yml", class: "nmt-unseen", tabindex: -1, "aria-hidden": "true" });
  const choose = formButton("nmt-plain", words.choose, () => input.click());
  const tell = (text, isTrouble = false) => {
    told.textContent = text;
    told.toggleAttribute("data-trouble", isTrouble);
  };
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    report.hidden = true;
    const name = file.name;
    try {
      if (file.size > MOST_BYTES) return tell(fillWords(words.large, { file: name }), true);
      tell(words.reading);
      model.send({ type: "import", name, edit: makeId() }, undefined, [await file.arrayBuffer()]);
    } catch {
      tell(fillWords(words.unread, { file: name }), true);
    } finally {
      input.value = ""; // the same file, corrected, is another choice
    }
  });
  function show() {
    const { file, count, problems } = model.get("report");
    if (!problems) return;
    tell("");
    const body = formNode("tbody", {});
    for (const one of problems) {
      const cells = [String(one.line ?? ""), one.place, one.what, one.remedy].map((text) => formNode("td", { text }));
      body.append(formNode("tr", {}, ...cells));
    }
    const heads = ["line", "place", "what", "remedy"].map((key) => formNode("th", { text: words[key], scope: "col" }));
    const parts = [
      formNode("h3", { text: countWords(words, "report", count, { file }) }),
      formNode("p", { class: "nmt-quiet", text: words.report_lead }),
      formNode("div", { class: "nmt-report-scroll" }, formNode("table", {}, formNode("thead", {}, formNode("tr", {}, ...heads)), body)),
      count > problems.length && formNode("p", { class: "nmt-quiet", text: fillWords(words.report_more, { count: count - problems.length }) }),
      formButton("nmt-plain", words.close, () => {
        report.hidden = true;
        choose.focus();
      }),
    ];
    report.replaceChildren(...parts.filter(Boolean));
    report.hidden = false;
    report.focus();
  }
  const part = formNode(
    "section",
    { class: "nmt-author-box" },
    formNode("h2", { text: words.import }),
    formNode("p", { class: "nmt-quiet", text: words.import_lead }),
    choose,
    input,
    told,
  );
  return { part, report, show };
}

function render({ model, el }) {
  const words = model.get("words");
  el.classList.add("nmt-author-cases");
  const problem = formNode("p", { class: "nmt-author-problem", role: "alert" });

  // Pressed twice it is one request: its name stays until what was asked for is changed.
  function makeBegin() {
    const id = formId();
    let edit = makeId();
    const field = (name, help) => {
      const input = formNode("input", { class: "nmt-input", id: `${id}-${name}`, name, required: true, autocomplete: "off", maxlength: name === "age" ? 60 : 300, "aria-describedby": `${id}-${name}-help` });
      return formNode("div", { class: "nmt-field" }, formNode("label", { class: "nmt-field-name", for: `${id}-${name}`, text: words[name] }), input, formNode("small", { id: `${id}-${name}-help`, text: help }));
    };
    const kinds = model.get("kinds").map(([value, text], at) =>
      formNode("label", {}, formNode("input", { type: "radio", name: "kind", value, checked: at === 0 }), formNode("span", { text })),
    );
    const form = formNode(
      "form",
      {},
      field("title", words.title_hint),
      field("age", words.age_hint),
      formNode("fieldset", { class: "nmt-field" }, formNode("legend", { class: "nmt-field-name", text: words.kind }), ...kinds),
      formNode("button", { class: "nmt-primary", text: words.begin_button }),
    );
    form.addEventListener("input", () => (edit = makeId()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      model.send({ type: "begin", ...Object.fromEntries(new FormData(form)), edit });
    });
    return formNode("section", { class: "nmt-author-box" }, formNode("h2", { text: words.begin }), form);
  }

  const line = (name, facts, ...nodes) =>
    formNode("li", {}, formNode("span", { class: "nmt-author-name", text: name }), formNode("span", { class: "nmt-quiet", text: facts.filter(Boolean).join(" · ") }), ...nodes);
  const own = model.get("own").map((one) => {
    const button = formButton("nmt-plain", words.edit, () => model.send({ type: "open", case: one.case }), { "aria-label": fillWords(words.edit_label, one), "data-case": one.case });
    const facts = [one.kind, one.case, fillWords(words.changed, { at: sayTime(one.changed) })];
    return line(one.title, facts, one.write ? button : formNode("span", { class: "nmt-quiet", text: words.read_only }));
  });
  const templates = model.get("templates").map((one) => {
    const edit = makeId();
    const button = formButton("nmt-plain", words.copy, () => model.send({ type: "copy", id: one.id, edit }), { "aria-label": fillWords(words.copy_label, one), "data-template": one.id });
    return one.problem ? line(one.title, [one.problem]) : line(one.title, [one.kind, one.id === one.title ? "" : one.id], button);
  });
  const list = (items, none) => (items.length ? formNode("ul", { class: "nmt-author-list" }, ...items) : formNode("p", { class: "nmt-quiet", text: none }));
  const imported = makeImport(model, words);
  el.append(
    problem,
    imported.report,
    formNode(
      "div",
      { class: "nmt-author-lists" },
      formNode("section", {}, formNode("h2", { text: words.own }), list(own, words.own_none)),
      formNode("section", {}, formNode("h2", { text: words.templates }), formNode("p", { class: "nmt-quiet", text: words.templates_lead }), list(templates, words.templates_none)),
    ),
    formNode("div", { class: "nmt-author-aside" }, makeBegin(), imported.part),
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
