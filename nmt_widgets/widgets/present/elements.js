// Small makers of elements; every text goes in as text.
function makeElement(tag, className = "", text = "", attributes = {}) {
  const element = Object.assign(document.createElement(tag), { className });
  if (text !== "") element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function makeButton(text, className, act) {
  const button = makeElement("button", className, text, { type: "button" });
  button.addEventListener("click", act);
  return button;
}

function fillIn(template, values) {
  return template.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// 75 s as 1:15, 3675 s as 1:01:15
function clockTime(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : String(part))).join(":");
}
