// Answers as values.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmpty, isOfPlan, makeId, numberOf, sameAnswer, saySignal } from "../../nmt_widgets/widgets/shared/values.js";

test("what holds nothing is empty, a zero and a no are not", () => {
  for (const none of [null, undefined, "", [], {}, { a: null, b: "" }, { a: { b: [] } }]) assert.ok(isEmpty(none));
  for (const some of [0, false, "0", [0], [null], { a: 0 }, { a: { b: [1] } }]) assert.ok(!isEmpty(some));
});

test("the order of keys means nothing, the order of a list does", () => {
  assert.ok(sameAnswer({ score: 3, note: "x" }, { note: "x", score: 3 }));
  assert.ok(sameAnswer({ score: 3, note: "" }, { score: 3 }));
  assert.ok(sameAnswer(null, { score: null }));
  assert.ok(!sameAnswer([1, 2], [2, 1]));
  assert.ok(!sameAnswer({ score: 3 }, { score: "3" }));
  assert.ok(!sameAnswer(0, null));
});

test("the number of a rating is found by its kind; a plain answer is itself", () => {
  assert.equal(numberOf({ kind: "score" }, { score: 7, note: "x" }), 7);
  assert.equal(numberOf({ kind: "severity" }, { pattern: "chronic" }), null);
  assert.equal(numberOf({ kind: "rating" }, "not known"), "not known");
  assert.deepEqual(numberOf({ kind: "rows" }, [{ a: 1 }]), [{ a: 1 }]);
});

test("only what a team agrees is of the plan", () => {
  assert.ok(isOfPlan("assessments/1/plan/decisions/x"));
  assert.ok(!isOfPlan("assessments/1/planning"));
  assert.ok(!isOfPlan("title"));
});

test("a sign of danger is said in the order it is read", () => {
  const words = {
    answers: [["yes", "Yes"]],
    places: [["home", "At Home"]],
    fields: {},
    reports: { by: "said by {source}, {date}", by_whom: "said by {source}", on: "on {date}" },
  };
  const sign = { signal: "yes", person: "stepfather", place: "home", source: "teacher", date: "2026-03-02" };
  assert.equal(saySignal(sign, words), "Yes; stepfather; at home; said by teacher, 2 March 2026");
  assert.equal(saySignal("yes", words), "Yes");
  assert.equal(saySignal({ signal: "no", date: "2026-03-02" }, words), "no; on 2 March 2026");
});

test("two ids are never the same", () => {
  const ids = new Set(Array.from({ length: 200 }, makeId));
  assert.equal(ids.size, 200);
  for (const id of ids) assert.match(id, /^[0-9a-f]{24}$/);
});
