// Undo and redo: whole changes, forth and back.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Steps } from "../../nmt_widgets/widgets/shared/answers/steps.js";

const change = (path, before, after) => new Map([[path, { before, after }]]);

test("a step goes back and forth", () => {
  const steps = new Steps();
  steps.add(change("a", null, 1), false);
  steps.add(change("a", 1, 2), false);
  assert.deepEqual([...steps.next(true)], [["a", 1]]);
  steps.moved(true);
  assert.deepEqual([...steps.next(true)], [["a", null]]);
  assert.deepEqual([...steps.next(false)], [["a", 2]]);
  steps.moved(false);
  assert.equal(steps.next(false), undefined);
  assert.ok(steps.next(true));
});

test("a new change ends what could be done again", () => {
  const steps = new Steps();
  steps.add(change("a", null, 1), false);
  steps.moved(true);
  assert.ok(steps.next(false));
  steps.add(change("b", null, 1), false);
  assert.ok(!steps.next(false));
});

test("typing in one place is one step until it pauses, or goes on elsewhere", () => {
  mock.timers.enable({ apis: ["Date"] });
  try {
    const steps = new Steps();
    steps.add(change("a", null, "H"), true);
    mock.timers.tick(500);
    steps.add(change("a", "H", "He"), true);
    mock.timers.tick(5000);
    steps.add(change("a", "He", "Her"), true);
    steps.add(change("b", null, "x"), true);
    const back = [];
    while (steps.next(true)) {
      back.push([...steps.next(true)][0]);
      steps.moved(true);
    }
    assert.deepEqual(back, [
      ["b", null],
      ["a", "He"],
      ["a", null],
    ]);
  } finally {
    mock.timers.reset();
  }
});

test("what somebody else answered is no step any more", () => {
  const steps = new Steps();
  steps.add(change("a", null, 1), false);
  steps.add(new Map([...change("b", null, 1), ...change("c", null, 1)]), false);
  steps.forget(new Set(["c"]));
  assert.deepEqual([...steps.next(true)], [["a", null]]);
});

test("five hundred steps are kept", () => {
  const steps = new Steps();
  for (let at = 0; at < 600; at += 1) steps.add(change("a", at, at + 1), false);
  let count = 0;
  for (; steps.next(true); count += 1) steps.moved(true);
  assert.equal(count, 500);
});

test("what is typed and taken away again is nothing to undo", () => {
  const steps = new Steps();
  steps.add(change("a", null, 1), false);
  steps.add(change("b", "x", "xy"), true);
  steps.add(change("b", "xy", "x"), true);
  assert.deepEqual([...steps.next(true)], [["a", null]]);
});
