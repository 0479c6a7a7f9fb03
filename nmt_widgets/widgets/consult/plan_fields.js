// Fields and days, as the board of a plan and the weeks after it use them.

// The Monday of the week a day is in, written like 2026-03-02.
function mondayOf(date) {
  const day = new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
function weeksUntil(monday, count) {
  const last = Date.parse(`${monday}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) => new Date(last - (count - 1 - at) * 7 * 86_400_000).toISOString().slice(0, 10));
}
function sayWeek(monday) {
  return new Date(`${monday}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

function labelled(words, input, className = "") {
  const label = makeElement("label", `nmt-plan-field ${className}`.trim());
  label.append(makeElement("span", "", words), input);
  return label;
}
function inputOf(type, attributes = {}) {
  return makeElement("input", "nmt-input", "", { type, autocomplete: "off", ...attributes });
}
function makeChoice(options) {
  const select = makeElement("select", "nmt-input");
  select.append(...Object.entries(options).map(([value, text]) => makeElement("option", "", text, { value })));
  return select;
}
function wholeOf(input) {
  return /^\d+$/.test(input.value.trim()) ? Number(input.value) : null;
}

