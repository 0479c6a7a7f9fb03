// What the parts of the form are made of: nodes, buttons, headings, texts that grow, options in a row.

const FORM_RUN = Math.random().toString(36).slice(2, 8); // ids must differ between two forms on one page
const LONG_TEXT = 20_000; // from here on a text is sent when typing pauses, not at every key
let formIds = 0;

function formId() {
  return `nmt-${FORM_RUN}-${++formIds}`;
}

function formNode(tag, { class: className, text, on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  node.append(...children.filter(Boolean));
  return node;
}

function formButton(className, words, onClick, attributes = {}) {
  return formNode("button", { type: "button", class: className, text: words, on: { click: onClick }, ...attributes });
}

function formCount(forms, count, values = {}) {
  return countForms(forms, count, values);
}

function formHeading(section) {
  return formNode(
    "header",
    { class: "nmt-section-head" },
    formNode("h2", { text: section.name, tabindex: -1 }),
    section.lead && formNode("p", { class: "nmt-section-lead", text: section.lead }),
    section.purpose && formNode("p", { class: "nmt-section-purpose", text: section.purpose }),
  );
}

// Of the paths a listener is told: whether what is locked may have changed.
function locksChanged(paths) {
  return !paths.size || [...paths].some((path) => path.endsWith("/status"));
}

// A textarea as high as its text, up to a limit; a very long text is laid out in a field of fixed height.
function growingText(attributes, send) {
  let timer = null;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    send(input.value);
  };
  function fit() {
    const long = input.textLength > LONG_TEXT;
    input.classList.toggle("nmt-q-long", long);
    if (long || CSS.supports("field-sizing", "content")) return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  }
  const input = formNode("textarea", { class: "nmt-q-text", rows: 1, dir: "auto", autocomplete: "off", ...attributes });
  input.addEventListener("input", () => {
    fit();
    clearTimeout(timer);
    timer = setTimeout(flush, 400);
    if (input.textLength <= LONG_TEXT) flush();
  });
  input.addEventListener("blur", flush);
  function show(text) {
    if (timer !== null || input.value === text) return;
    input.value = text;
    fit();
  }
  return { element: input, show, flush, lock: (locked) => (input.readOnly = locked) };
}

// A few options in a row, as radio buttons; pressing Backspace on one leaves none.
function formOptions(options, label, send, className = "") {
  const name = formId();
  const inputs = options.map(([value]) => formNode("input", { type: "radio", name, value }));
  const element = formNode(
    "div",
    { class: `nmt-q-options ${className}`, role: "radiogroup", ...label },
    ...options.map(([, words], i) => formNode("label", {}, inputs[i], formNode("span", { text: words }))),
  );
  element.addEventListener("change", (event) => send(event.target.value));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" && event.key !== "Delete") return;
    event.preventDefault();
    if (!event.target.disabled) send(null);
  });
  const show = (value) => inputs.forEach((input) => (input.checked = input.value === value));
  return {
    element,
    show,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
    lock: (locked) => inputs.forEach((input) => (input.disabled = locked)),
  };
}
