// Who is at the keyboard, where no server asks. What is typed is sent once, as a message; no trait ever holds it.

import { makeButton, makeElement, makeElementId } from "./dom.js";

/**
 * @import { SignInMessage, Words } from "./protocol.d.ts"
 * @typedef {{ words: Words, roles: [string, string, string][], is_first: boolean, folded: boolean, person: string,
 *   problem: string }} Traits
 */

/**
 * @param {string} label
 * @param {string} name
 * @param {Record<string, unknown>} attributes
 * @param {string} [hint]
 */
function field(label, name, attributes, hint) {
  const id = hint ? makeElementId() : null;
  return makeElement(
    "label",
    { class: "nmt-field" },
    makeElement("span", { class: "nmt-field-name", text: label }),
    makeElement("input", { class: "nmt-input", name, required: true, "aria-describedby": id, ...attributes }),
    hint && makeElement("small", { id, text: hint }),
  );
}

/**
 * @param {string} label
 * @param {string} name
 * @param {"current-password" | "new-password"} autocomplete
 * @param {string} [hint]
 */
const passphrase = (label, name, autocomplete, hint) =>
  field(label, name, { type: "password", maxlength: 1000, autocomplete }, hint);

/** @param {import("./model.d.ts").Props<Traits, SignInMessage>} props */
function render({ model, el }) {
  el.classList.add("nmt-sign-in");
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });

  function makeForm() {
    const words = model.get("words");
    const first = model.get("is_first");
    const roles = makeElement(
      "fieldset",
      { class: "nmt-field" },
      makeElement("legend", { class: "nmt-field-name", text: words.role_label }),
      ...model
        .get("roles")
        .map(([id, name, may]) =>
          makeElement(
            "label",
            { class: "nmt-field-option" },
            makeElement("input", { type: "radio", name: "role", value: id, required: true }),
            makeElement("span", {}, makeElement("strong", { text: name }), ` ${may}`),
          ),
        ),
    );
    const form = makeElement(
      "form",
      {},
      field(words.name_label, "name", { maxlength: 60, autocomplete: "username", spellcheck: "false" }),
      first && roles,
      passphrase(
        first ? words.passphrase_new : words.passphrase_label,
        "passphrase",
        first ? "new-password" : "current-password",
        first && words.passphrase_hint,
      ),
      first && passphrase(words.passphrase_again, "again", "new-password"),
      problem,
      makeElement(
        "div",
        { class: "nmt-toolbar" },
        makeElement("button", { class: "nmt-button", text: first ? words.first_button : words.sign_in_button }),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new FormData(form);
      /** @param {string} name */
      const get = (name) => String(data.get(name) ?? "");
      const person = { name: get("name"), passphrase: get("passphrase") };
      model.send(
        first ? { type: "first", ...person, role: get("role"), again: get("again") } : { type: "sign_in", ...person },
      );
      for (const input of form.querySelectorAll("input[type=password]"))
        if (input instanceof HTMLInputElement) input.value = "";
    });
    return form;
  }

  function draw() {
    const words = model.get("words");
    const person = model.get("person");
    if (person) {
      const out = makeButton("nmt-button is-plain is-small", words.sign_out, () => model.send({ type: "sign_out" }));
      const line = makeElement("p", { class: "nmt-sign-in-person" }, `${words.signed_in_as} ${person}`, out);
      return el.replaceChildren(line);
    }
    const first = model.get("is_first");
    const title = first ? words.first_title : words.sign_in_title;
    const lead = makeElement("p", { text: first ? words.first_lead : words.sign_in_lead });
    const help = !first && makeElement("p", { class: "nmt-quiet", text: words.sign_in_help });
    const parts = [lead, makeForm(), help].filter((part) => part !== false);
    el.replaceChildren(
      ...(model.get("folded")
        ? [makeElement("details", { class: "nmt-more" }, makeElement("summary", { text: title }), ...parts)]
        : [makeElement("h1", { text: title }), ...parts]),
    );
  }
  const report = () => (problem.textContent = model.get("problem"));

  model.on("change:person change:is_first change:folded", draw);
  model.on("change:problem", report);
  draw();
  report();
  return () => {
    model.off("change:person change:is_first change:folded", draw);
    model.off("change:problem", report);
  };
}

export default { render };
