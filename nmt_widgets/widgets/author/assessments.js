// The assessments of the case: how far each is, the way to its form, and another one.

function makeAssessments(answers, model, words) {
  const said = words.assessments;
  const list = formNode("ul", { class: "nmt-assessments" });
  const history = formNode("p", { class: "nmt-quiet" });
  const problem = formNode("p", { class: "nmt-field-problem", role: "alert" });
  const field = (name, words_, value = "", help = "") => {
    const id = formId();
    const input = formNode("input", { class: "nmt-input", id, name, value, autocomplete: "off", maxlength: 60, required: true });
    return formNode("div", { class: "nmt-field" }, formNode("label", { class: "nmt-field-name", for: id, text: words_ }), input, help && formNode("small", { text: help }));
  };
  const form = formNode(
    "form",
    { class: "nmt-another", novalidate: true },
    formNode("h3", { text: said.add }),
    field("label", said.label, said.label_next),
    field("age", said.age, "", said.age_hint),
    formNode("button", { class: "nmt-plain", text: said.add }),
    problem,
  );
  let edit = makeId();
  form.addEventListener("input", () => (edit = makeId()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    problem.textContent = !given.label.trim() || yearsOf(given.age) === null ? said.empty : "";
    if (problem.textContent) return;
    if (!(await isSaved(answers))) problem.textContent = words.finish.unsaved;
    else model.send({ type: "assess", ...given, edit });
  });
  const element = formNode("div", {}, list, history, formNode("p", { class: "nmt-quiet", text: said.practice, hidden: model.get("facts").kind !== "practice" }), form);

  function show() {
    const { assessments, history: count, kind } = model.get("facts");
    list.replaceChildren(
      ...assessments.map((one) => {
        const link = formNode("a", { class: "nmt-plain", text: said.open, "aria-label": fillWords(said.open_label, one), "data-assessment": one.number });
        link.href = assessLink(model, one.number);
        return formNode(
          "li",
          {},
          formNode("span", { class: "nmt-assessment-name", text: one.label }),
          formNode("span", { class: "nmt-quiet", text: `${one.age} · ${fillWords(said.scored, { n: one.scored, of: one.of })} · ${one.status}` }),
          link,
        );
      }),
    );
    history.textContent = fillWords(said.history, { n: count });
    form.hidden = kind === "practice" || !answers.mayWrite;
  }
  return {
    element,
    show,
    trouble: (message) => (problem.textContent = message),
    focus: () => list.querySelector("a")?.focus(),
  };
}

function assessLink(model, number) {
  return `assess.ipynb?case=${encodeURIComponent(model.get("record").case)}&assessment=${number}`;
}

// Whether the workbook has all that was written here; it is not waited for longer than somebody would.
function isSaved(answers) {
  return Promise.race([answers.saveNow(), new Promise((resolve) => setTimeout(() => resolve(false), 2 * WAITS.answer))]);
}
