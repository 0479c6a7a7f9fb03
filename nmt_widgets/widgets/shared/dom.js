// The one maker of elements: every text goes in as text, never as markup.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const RUN = Math.random().toString(36).slice(2, 8); // ids must differ between two widgets on one page
let ids = 0;

// An id for an element that another one is named or described by.
export function makeElementId() {
  return `nmt-${RUN}-${++ids}`;
}

// `class` and `text` are the element's own, `on` its listeners by event; any other is an attribute. What is null,
// undefined or false is left out, attributes as well as children.
export function makeElement(tag, { class: className, text, on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.filter(Boolean));
  return element;
}

export function makeButton(className, words, onClick, attributes = {}) {
  return makeElement("button", {
    type: "button",
    class: className,
    text: words,
    on: { click: onClick },
    ...attributes,
  });
}

export function makeSvg(tag, attributes, text = "") {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}
