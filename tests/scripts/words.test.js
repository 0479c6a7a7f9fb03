// Words with {braces} and times as people read them.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countForms,
  countWords,
  fillWords,
  readTime,
  sayDate,
  sayTime,
} from "../../nmt_widgets/widgets/shared/words.js";

test("braces are filled with what is known, and no others", () => {
  assert.equal(fillWords("{n} of {all} in {place}", { n: 0, all: "many" }), "0 of many in {place}");
  assert.equal(fillWords("no braces", {}), "no braces");
  assert.equal(fillWords("{a}{a}", { a: "{b}" }), "{b}{b}");
});

test("one and many have words of their own", () => {
  const words = { answers: { one: "one answer", other: "{count} answers in {place}" } };
  assert.equal(countWords(words, "answers", 1), "one answer");
  assert.equal(countWords(words, "answers", 0, { place: "it" }), "0 answers in it");
  assert.equal(countForms({ one: "{count} gap", other: "{count} gaps" }, 1), "1 gap");
  assert.equal(countForms({ one: "{count} gap", other: "{count} gaps" }, 12), "12 gaps");
});

test("a time is read from a number or an ISO text, and from nothing else", () => {
  assert.equal(readTime(0).getTime(), 0);
  assert.equal(readTime("2026-03-02T10:11:12Z").toISOString(), "2026-03-02T10:11:12.000Z");
  for (const other of ["14:03:22", "yesterday", "", null, undefined, "2026-99-99"]) assert.equal(readTime(other), null);
});

test("a day of the calendar is written with its month, and anything else stays as it is", () => {
  assert.equal(sayDate("2026-03-02"), "2 March 2026");
  assert.equal(sayDate("2026-12-31"), "31 December 2026");
  for (const other of ["March", "2026-13-01", "2026-03-02T10:00:00Z", ""]) assert.equal(sayDate(other), other);
});

test("a time of today is a clock, one of another day has its day", () => {
  const now = new Date();
  now.setHours(14, 3, 22);
  assert.equal(sayTime(now.getTime()), "14:03:22");
  assert.equal(sayTime(new Date(2020, 2, 5, 9, 8, 7).getTime()), "5 Mar 09:08");
  assert.equal(sayTime("14:03"), "14:03");
  assert.equal(sayTime(null), "");
});
