// The invented models: what they must show whatever their numbers are.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answer,
  answerAfter,
  growUp,
  median,
  organise,
  perDay,
  shareCome,
} from "../../nmt_widgets/widgets/present/sums.js";

const growth = { weeks: 4, minutes_scale: 10, half_life: 2, start: 0.2, most_trace: 3, rate: 0.05 };

test("use makes a network grow, more of it more, and never beyond the whole", () => {
  const some = organise(growth, { minutes: 10, timesADay: 1, pattern: 1 });
  const more = organise(growth, { minutes: 10, timesADay: 6, pattern: 1 });
  assert.equal(some.length, 29);
  assert.equal(some[0], 0.2);
  for (let day = 1; day < some.length; day += 1) assert.ok(some[day] > some[day - 1] && some[day] < 1);
  assert.ok(more.at(-1) > some.at(-1));
});

test("no use leaves it as it is", () => {
  const none = organise(growth, { minutes: 0, timesADay: 0, pattern: 1 });
  assert.deepEqual(new Set(none), new Set([0.2]));
});

test("how often is counted by the day", () => {
  assert.equal(perDay({ times: 3, per: "day" }), 3);
  assert.equal(perDay({ times: 7, per: "week" }), 1);
  assert.ok(Math.abs(perDay({ times: 365, per: "month" }) - 12) < 1e-9);
});

const curves = [
  { id: "brainstem", curve: [0.6, 0.9, 1, 1] },
  { id: "cortex", curve: [0.1, 0.3, 0.6, 1] },
];
const timing = { step: 1, seen_at: 3, cascade: 0.5 };
const adversity = { from: 0, lasts: 1, severity: 1, buffer: 0 };

test("adversity takes from what grows then, and what is above loses with it", () => {
  const left = Object.fromEntries(growUp(timing, curves, adversity));
  assert.ok(left.brainstem < 1 && left.cortex < 1);
  assert.ok(Math.abs(left.brainstem - 0.7) < 1e-9);
  assert.ok(Math.abs(left.cortex - (1 - 0.2 - 0.5 * 0.3)) < 1e-9);
});

test("a full buffer, or no severity, leaves all", () => {
  for (const mild of [
    { ...adversity, buffer: 1 },
    { ...adversity, severity: 0 },
  ]) {
    for (const [, share] of growUp(timing, curves, mild)) assert.equal(share, 1);
  }
});

const before = { threshold: 0.5, slope: 8 };
const pattern = { episodes: [[2, 2, 1]], becomes: { threshold: 0.3, slope: 12 } };

test("a greater demand is answered more strongly", () => {
  assert.equal(answer(before, 0.5), 0.5);
  assert.ok(answer(before, 0.7) > answer(before, 0.6));
});

test("a pattern's stress comes within its episodes, and all of it in the end", () => {
  assert.equal(shareCome(pattern, 1), 0);
  assert.equal(shareCome(pattern, 3), 0.5);
  assert.equal(shareCome(pattern, 9), 1);
  assert.deepEqual(answerAfter(before, pattern, 0), before);
  assert.ok(Math.abs(answerAfter(before, pattern, 9).threshold - 0.3) < 1e-9);
});

test("the median of guesses", () => {
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});
