// What may be changed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Locks } from "../../nmt_widgets/widgets/shared/answers/locks.js";

const make = (record = {}, saved = {}) =>
  new Locks({ assessment: 1, status: "in-progress", ...record }, new Map(Object.entries(saved)));

test("an assessment in progress is open, a completed one is not", () => {
  assert.ok(!make().isLocked("assessments/1/functions/scores/sleep"));
  const done = make({ status: "completed" });
  assert.ok(done.isLocked("assessments/1/functions/scores/sleep"));
  assert.ok(done.isLocked("title"));
  assert.ok(!done.isLocked("assessments/1/plan/decisions/x"), "a plan is followed after completion");
});

test("an amendment opens it with its reason, where one may write", () => {
  const locks = make({ status: "completed" });
  assert.ok(locks.mayAmend);
  locks.reason = "twice entered";
  assert.ok(!locks.isLocked("title"));
  const reader = make({ status: "completed", write: false });
  reader.reason = "x";
  assert.ok(!reader.mayAmend);
  assert.ok(reader.isLocked("title"));
  assert.ok(reader.isLocked("assessments/1/plan/decisions/x"));
});

test("what belongs to all assessments is open while one of them is", () => {
  const saved = { "assessments/2/status": "completed" };
  assert.ok(!make({}, saved).isLocked("title"));
  assert.ok(make({}, saved).isLocked("assessments/2/age"));
  assert.ok(make({ status: "completed" }, saved).isLocked("title"));
  assert.ok(!make({ status: "entered-in-error" }).isLocked("title"), "an error closes nothing else");
});

test("while scores are on trial nothing may be changed", () => {
  const locks = make();
  locks.paused = true;
  assert.ok(locks.isLocked("title"));
  assert.ok(locks.isLocked("assessments/1/plan/decisions/x"));
});
