// The queue of answers, and what happens to it when others save meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Merge } from "../../nmt_widgets/widgets/shared/answers/merge.js";
import { Queue } from "../../nmt_widgets/widgets/shared/answers/queue.js";

function make(saved = {}) {
  const queue = new Queue();
  for (const [path, value] of Object.entries(saved)) queue.put(path, value);
  return { queue, merge: new Merge(queue) };
}
const theirs = (answers, by = "Ana", at = "2026-03-02") =>
  new Map(Object.entries(answers).map(([path, value]) => [path, { value, by, at }]));

test("the newest of this page's answers stands before the saved one", () => {
  const { queue } = make({ a: 1 });
  queue.add("a", 2);
  queue.takeOff("e1", 1, "");
  assert.equal(queue.get("a"), 2);
  queue.add("a", 3);
  assert.equal(queue.get("a"), 3);
  assert.equal(queue.pending, 1);
  assert.deepEqual([...queue.unsaved()], [["a", 3]]);
  queue.add("a", null);
  assert.equal(queue.get("a"), null);
});

test("an answer that is as saved again needs no sending, but one on its way does", () => {
  const { queue } = make({ a: 1 });
  queue.add("a", 2);
  assert.equal(queue.add("a", 1), true);
  assert.equal(queue.pending, 0);
  queue.add("a", 2);
  queue.takeOff("e1", 1, "");
  assert.equal(queue.add("a", 1), false);
});

test("of a refused save only what is to blame stays out of the queue", () => {
  const { queue } = make();
  for (const path of ["a", "b", "c", "status"]) queue.add(path, `${path}!`);
  queue.takeOff("e1", 1, "");
  queue.add("c", "better");
  const reply = { kind: "invalid", message: "no", path: "a", problems: { a: "not a number", c: "too long" } };
  assert.deepEqual(queue.refuse(queue.land(), reply, "status"), ["a", "c"]);
  assert.deepEqual([...queue.refused], [["a", { value: "a!", kind: "invalid", message: "not a number" }]]);
  assert.deepEqual(
    [...queue.unsent],
    [
      ["c", "better"],
      ["b", "b!"],
    ],
  );
});

test("a refusal that names nothing blames all", () => {
  const { queue } = make();
  queue.add("a", 1);
  queue.add("b", 2);
  queue.takeOff("e1", 1, "");
  assert.deepEqual(queue.refuse(queue.land(), { kind: "role", message: "no", path: "" }, "status"), ["a", "b"]);
});

test("what others saved where nothing stands is taken over", () => {
  const { queue, merge } = make({ a: 1 });
  const { accepted, news } = merge.take(theirs({ a: 5, b: 6 }));
  assert.deepEqual([...accepted], ["a", "b"]);
  assert.deepEqual(news, { by: "Ana", at: "2026-03-02", count: 2 });
  assert.equal(merge.stopped, null);
  assert.equal(queue.get("a"), 5);
});

test("the same answer by two people is no conflict", () => {
  const { queue, merge } = make();
  queue.add("a", { score: 3, note: "x" });
  const { accepted } = merge.take(theirs({ a: { note: "x", score: 3 } }));
  assert.equal(accepted.size, 0);
  assert.equal(merge.stopped, null);
  assert.equal(queue.pending, 0);
});

test("two answers to one question wait for a decision", () => {
  const { queue, merge } = make({ a: 1, b: 1 });
  queue.add("a", 2);
  queue.add("b", 2);
  merge.take(theirs({ a: 3 }, "Ana", "1"));
  merge.take(theirs({ b: 4 }, "Ben", "2"));
  assert.equal(merge.stopped.count, 2);
  assert.deepEqual(
    merge.list().map(({ path, mine, theirs, base, by }) => [path, mine, theirs, base, by]),
    [
      ["a", 2, 3, 1, "Ana"],
      ["b", 2, 4, 1, "Ben"],
    ],
  );
  assert.equal(merge.decided({ a: "mine" }), null);
  assert.equal(merge.decided({ a: "mine", b: "both" }), null);
  assert.deepEqual(merge.decided({ a: "mine", b: "theirs" }), ["b"]);
  merge.end(["b"]);
  assert.equal(merge.stopped, null);
  assert.equal(queue.get("a"), 2);
  assert.equal(queue.get("b"), 4);
});

test("a conflict keeps what stood before it, however often others save", () => {
  const { queue, merge } = make({ a: 1 });
  queue.add("a", 2);
  merge.take(theirs({ a: 3 }));
  merge.take(theirs({ a: 4 }));
  assert.deepEqual(merge.list()[0], { path: "a", mine: 2, theirs: 4, by: "Ana", at: "2026-03-02", base: 1 });
});
