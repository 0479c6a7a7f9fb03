// The classes a person may open or has joined, and the forms that open or join one.

import { makeElement, makeElementId } from "../shared/dom.js";
import { fillWords, useLocale } from "../shared/words.js";

/**
 * @import { Props } from "../shared/model.d.ts"
 * @import { ClassListTraits, ListMessage, ListedClass } from "./protocol.d.ts"
 */

/**
 * @param {string} text
 * @param {HTMLElement} input
 * @param {string} [hint]
 */
function makeField(text, input, hint = "") {
  const label = makeElement("label", { class: "nmt-field" });
  label.append(makeElement("span", { class: "nmt-field-name", text }), input);
  if (hint) {
    const note = makeElement("small", { text: hint });
    note.id = makeElementId();
    input.setAttribute("aria-describedby", note.id);
    label.append(note);
  }
  return label;
}

/** @param {Props<ClassListTraits, ListMessage>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-list-screen", "nmt-class-list");
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const list = makeElement("section", { class: "nmt-classes" });
  const forms = makeElement("div", { class: "nmt-list-forms" });
  el.append(problem, list, forms);

  /** @param {ListedClass} listed */
  function row(listed) {
    const item = makeElement("li", { class: "nmt-card nmt-class-row", "data-code": listed.code });
    const about = makeElement("div");
    about.append(
      makeElement("h3", { text: listed.title }),
      makeElement("p", { class: "nmt-quiet", text: listed.summary }),
    );
    item.append(
      about,
      makeElement("span", {
        class: "nmt-class-code",
        text: listed.closed ? words.closed : fillWords(words.code_said, listed),
      }),
    );
    if (listed.board) {
      const button = makeElement("button", {
        class: "nmt-button",
        text: words.open,
        type: "button",
        "aria-label": `${words.open}: ${listed.title}`,
      });
      button.addEventListener("click", () => model.send({ type: "open", code: listed.code }));
      item.append(button);
    } else if (listed.attempt) {
      const to = `practice.ipynb?${new URLSearchParams({ attempt: listed.attempt })}`;
      item.append(
        makeElement("a", {
          class: "nmt-button",
          text: words.practise,
          href: to,
          "aria-label": `${words.practise}: ${listed.title}`,
        }),
      );
    }
    return item;
  }
  function drawClasses() {
    const classes = model.get("classes");
    list.replaceChildren(makeElement("h2", { text: words.classes }));
    if (!classes.length) list.append(makeElement("p", { class: "nmt-quiet", text: words.none }));
    const rows = makeElement("ul", { class: "nmt-list" });
    rows.append(...classes.map(row));
    list.append(rows);
  }
  /**
   * @param {string} title
   * @param {HTMLElement[]} fields
   * @param {string} submit
   * @param {(text: (name: string) => string) => ListMessage} messageOf makes the message, given what reads a field
   */
  function makeForm(title, fields, submit, messageOf) {
    const form = makeElement("form", { class: "nmt-card is-quiet" });
    form.append(
      makeElement("h2", { text: title }),
      ...fields,
      makeElement("button", { class: "nmt-button", text: submit }),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new FormData(form);
      model.send(messageOf((name) => String(data.get(name) ?? "")));
    });
    return form;
  }
  function drawForms() {
    forms.replaceChildren();
    if (model.get("joins")) {
      const code = makeElement("input", {
        class: "nmt-input nmt-class-code-field",
        name: "code",
        required: "",
        autocomplete: "off",
        autocapitalize: "none",
        spellcheck: "false",
        maxlength: "12",
      });
      code.value = model.get("code");
      const field = makeField(words.code, code, words.code_hint);
      forms.append(makeForm(words.join, [field], words.enter, (text) => ({ type: "join", code: text("code") })));
    }
    if (model.get("cases").length) {
      const title = makeElement("input", {
        class: "nmt-input",
        name: "title",
        required: "",
        autocomplete: "off",
        maxlength: "120",
      });
      const cases = makeElement("select", { class: "nmt-input", name: "practice" });
      cases.append(
        ...model
          .get("cases")
          .map(([id, text]) => makeElement("option", { text, value: id, selected: id === model.get("chosen") })),
      );
      forms.append(
        makeForm(
          words.new,
          [makeField(words.title, title, words.title_hint), makeField(words.practice, cases)],
          words.begin,
          (text) => ({ type: "begin", title: text("title"), practice: text("practice") }),
        ),
      );
    }
  }
  function drawProblem() {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  }
  model.on("change:classes", drawClasses);
  model.on("change:problem", drawProblem);
  drawClasses();
  drawForms();
  drawProblem();
  return () => {
    model.off("change:classes", drawClasses);
    model.off("change:problem", drawProblem);
  };
}

export default { render };
