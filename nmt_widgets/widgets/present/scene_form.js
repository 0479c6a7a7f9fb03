// The form by which a model of a teaching panel is moved.

/** @param {HTMLElement} body */
export function formIn(body) {
  const form = body.querySelector("form");
  if (!form) throw new Error("there is no form to move the model by");
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}

/**
 * The numbers of some fields, by their names.
 * @template {string} Name
 * @param {HTMLFormElement} form
 * @param {Name[]} names
 * @returns {Record<Name, number>}
 */
export function numbersIn(form, names) {
  const data = new FormData(form);
  const pairs = names.map((name) => [name, Number(data.get(name))]);
  return Object.fromEntries(pairs);
}

/**
 * Writes texts into the outputs of a form, in their order.
 * @param {HTMLFormElement} form
 * @param {(string | number)[]} texts
 */
export function showOutputs(form, texts) {
  for (const [at, output] of [...form.querySelectorAll("output")].entries()) output.textContent = String(texts[at]);
}
