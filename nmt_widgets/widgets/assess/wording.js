// Elements, words with {braces}, and times as people read them: what every part of the form writes with.

function makeElement(tag, className = "", words = "", attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (words) element.textContent = words;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// "{count} answers" with {count: 3}; of the forms by count the one that fits.
function fillWords(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
function countForms(forms, count, values = {}) {
  const category = new Intl.PluralRules(document.documentElement.lang || "en").select(count);
  return fillWords(forms[category] ?? forms.other, { count, ...values });
}
function countWords(words, key, count, values = {}) {
  return countForms(words[key], count, values);
}

function readTime(at) {
  const time = typeof at === "number" || /^\d{4}-\d\d-\d\d/.test(at ?? "") ? new Date(at) : null;
  return time && !Number.isNaN(time.getTime()) ? time : null;
}
// Times are the reader's: "14:03:22", with the day where it is another one.
function sayTime(at) {
  const time = readTime(at);
  if (!time) return String(at ?? "");
  const clock = time.toLocaleTimeString("en-GB");
  if (time.toDateString() === new Date().toDateString()) return clock;
  return `${time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock.slice(0, 5)}`;
}

function downloadText(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
