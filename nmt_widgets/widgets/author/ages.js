// Ages as people write them.

/** @import { Answer } from "../shared/answers/protocol.d.ts" */

// The greater unit first, each in years and as people write it.
const AGE_UNITS = { year: 1, month: 1 / 12, week: 7 / 365.25, day: 1 / 365.25 };
const AGE_WORDS = ["years|year|yrs|yr|y", "months|month|mths|mth|mos|mo|m", "weeks|week|wks|wk|w", "days|day|d"];
const AGE_NUMBER = "[0-9]{1,4}(?:[.,][0-9]{1,20})?";
const AGE = new RegExp(
  `^${AGE_WORDS.map((words) => `(?:(${AGE_NUMBER}) ?(?:${words})\\.?)?`).join("(?: ?, ?| and | ?)")}$`,
);
const BARE_AGE = new RegExp(`^${AGE_NUMBER}$`);
const OLDEST = 120;

/**
 * An age in years, as the workbook reads it; null where it is none.
 * @param {Answer} age
 */
export function yearsOf(age) {
  let text = String(age ?? "")
    .trim()
    .toLowerCase()
    .replace(/\s+/g, " ");
  if (text === "before birth") return -0.75;
  if (BARE_AGE.test(text)) text += " years";
  const match = text ? AGE.exec(text) : null;
  if (!match) return null;
  const numbers = match.slice(1).map((number) => Number((number ?? "0").replace(",", ".")));
  const years = Object.values(AGE_UNITS).reduce((sum, unit, at) => sum + numbers[at] * unit, 0);
  return years > OLDEST ? null : years;
}
