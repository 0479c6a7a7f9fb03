// The one maker of elements: every text goes in as text, never as markup.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const RUN = Math.random().toString(36).slice(2, 8); // ids must differ between two widgets on one page
let ids = 0;

// An id for an element that another one is named or described by.
export function makeElementId() {
  return `nmt-${RUN}-${++ids}`;
}

/**
 * What an element is made with: `class` and `text` are its own, `on` its listeners by event; all others are attributes.
 * What is null, undefined or false is left out, attributes as well as children.
 * @typedef {{ [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void }} Listeners
 * @typedef {{ class?: string | null, text?: string | number | null, on?: Listeners }
 *   & { [attribute: string]: unknown }} Properties
 * @typedef {Node | string | null | undefined | false | 0} Child
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 */
export function makeElement(tag, properties = {}, ...children) {
  const { class: className, text, on = {}, ...attributes } = properties;
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = String(text);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, listener] of Object.entries(on))
    element.addEventListener(name, /** @type {EventListener} */ (listener));
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * @param {string} className
 * @param {string} words
 * @param {(event: MouseEvent) => void} onClick
 * @param {Properties} [attributes]
 */
export function makeButton(className, words, onClick, attributes = {}) {
  return makeElement("button", {
    type: "button",
    class: className,
    text: words,
    on: { click: onClick },
    ...attributes,
  });
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {string | number} [text]
 */
export function makeSvg(tag, attributes, text = "") {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text) element.textContent = String(text);
  return element;
}

/**
 * An element found in the page: whatever its kind, it can be asked what controls are asked.
 * @typedef {{ closest(selector: `.${string}` | `[${string}`): Found | null } & HTMLElement & { value: string,
 *   checked: boolean, disabled: boolean, readOnly: boolean, type: string, name: string }} Found
 */

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {Found | null}
 */
export function findIn(root, selector) {
  return root.querySelector(selector);
}

/**
 * An element that is there: not to find it is a mistake.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {Found}
 */
export function partIn(root, selector) {
  const part = findIn(root, selector);
  if (!part) throw new Error(`there is no ${selector}`);
  return part;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {Found[]}
 */
export function findAllIn(root, selector) {
  return [...root.querySelectorAll(selector)].map((element) => /** @type {Found} */ (element));
}

/**
 * Keeps the keys pressed in a part of the page from a notebook around it, which would cut a cell at an X. JupyterLab
 * looks for the attribute at the element that has the focus; around it is too late.
 * @param {HTMLElement} element
 */
export function claimKeys(element) {
  element.addEventListener("focusin", (event) => {
    targetOf(event).dataset.lmSuppressShortcuts = "true";
  });
}

/** The element that has the focus. */
export function focusedElement() {
  return /** @type {Found | null} */ (document.activeElement);
}

/**
 * Which of the elements has the focus; -1 where none has.
 * @param {Element[]} elements
 */
export function focusIndex(elements) {
  return document.activeElement ? elements.indexOf(document.activeElement) : -1;
}

/**
 * The element an event is about.
 * @param {Event} event
 */
export function targetOf(event) {
  return /** @type {Found} */ (event.target);
}

/**
 * Whether somebody may be typing there.
 * @param {EventTarget | null} target
 */
export function isTextField(target) {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !["radio", "checkbox", "button", "submit", "range"].includes(target.type);
}
