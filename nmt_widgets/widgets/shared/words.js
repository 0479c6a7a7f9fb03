// Words with {braces}, and times as people read them.

const LOCALE = "en-GB";

// "{count} answers" with {count: 3}.
export function fillWords(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Of the forms a language has by count ({one, other} in English, more elsewhere) the one that fits.
export function countForms(forms, count, values = {}) {
  const category = new Intl.PluralRules(LOCALE).select(count);
  return fillWords(forms[category] ?? forms.other, { count, ...values });
}
export function countWords(words, key, count, values = {}) {
  return countForms(words[key], count, values);
}

export function readTime(at) {
  const time = typeof at === "number" || /^\d{4}-\d\d-\d\d/.test(at ?? "") ? new Date(at) : null;
  return time && !Number.isNaN(time.getTime()) ? time : null;
}
// Times are the reader's: "14:03:22", with the day where it is another one.
export function sayTime(at) {
  const time = readTime(at);
  if (!time) return String(at ?? "");
  const clock = time.toLocaleTimeString(LOCALE);
  if (time.toDateString() === new Date().toDateString()) return clock;
  return `${time.toLocaleDateString(LOCALE, { day: "numeric", month: "short" })} ${clock.slice(0, 5)}`;
}
