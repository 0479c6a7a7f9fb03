// Drafts in a browser's store: one a tab, offered back when the tab has died.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Drafts } from "../../nmt_widgets/widgets/shared/answers/drafts.js";
import { Offers } from "../../nmt_widgets/widgets/shared/answers/offers.js";
import { Queue } from "../../nmt_widgets/widgets/shared/answers/queue.js";

class Store {
  setItem(key, text) {
    if (this.isFull) throw new Error("full");
    this[key] = text;
  }
  getItem(key) {
    return this[key] ?? null;
  }
  removeItem(key) {
    delete this[key];
  }
}
Object.defineProperty(Store.prototype, "isFull", { value: false, writable: true });

let held; // names of the locks of tabs that live

beforeEach(() => {
  held = new Set();
  globalThis.localStorage = new Store();
  const locks = {
    async request(name, hold) {
      held.add(name);
      await hold();
      held.delete(name);
    },
    query: async () => ({ held: [...held].map((name) => ({ name })) }),
  };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
});

async function die(drafts) {
  drafts.close();
  await new Promise((resolve) => setImmediate(resolve));
}

test("what is not saved is kept, and gone once it is saved", () => {
  const drafts = new Drafts("me", "c-1");
  assert.ok(drafts.keep(new Map([["a", 1]]), 7));
  assert.deepEqual(drafts.read(drafts.key).changes, { a: 1 });
  drafts.keep(new Map(), 8);
  assert.equal(drafts.read(drafts.key), null);
  drafts.close();
});

test("a browser that refuses is noticed", () => {
  const drafts = new Drafts("me", "c-1");
  Store.prototype.isFull = true;
  try {
    assert.ok(!drafts.keep(new Map([["a", 1]]), 7));
  } finally {
    Store.prototype.isFull = false;
  }
  assert.equal(drafts.isKept, false);
  drafts.close();
});

test("only drafts of dead tabs of the same person and case are left, the newest first", async () => {
  const [alive, dead, other] = [new Drafts("me", "c-1"), new Drafts("me", "c-1"), new Drafts("you", "c-1")];
  for (const drafts of [alive, dead, other]) drafts.keep(new Map([["a", 1]]), 1);
  await die(dead);
  await die(other);
  const here = new Drafts("me", "c-1");
  assert.deepEqual(
    (await here.left()).map(({ key }) => key),
    [dead.key],
  );
  await die(alive);
  assert.equal((await here.left()).length, 2);
  here.close();
});

test("what cannot be read is no draft, and what is old is dropped", async () => {
  const here = new Drafts("me", "c-1");
  localStorage.setItem(`${here.start}broken`, "{");
  localStorage.setItem(`${here.start}old`, JSON.stringify({ at: Date.now() - 15 * 86_400_000, changes: { a: 1 } }));
  localStorage.setItem("another", "{");
  assert.equal((await here.left()).length, 1);
  here.removeOld();
  assert.deepEqual(Object.keys(localStorage), ["another"]);
  here.close();
});

test("offered is what is neither saved nor shown, on the screen it was typed on", async () => {
  const dead = new Drafts("me", "c-1");
  dead.keep(new Map(Object.entries({ a: 1, b: 2, c: 3, "assessments/1/plan/x": 4 })), 1);
  await die(dead);
  const here = new Drafts("me", "c-1");
  const queue = new Queue();
  queue.put("a", 1);
  queue.add("b", 2);
  const offers = new Offers(here, queue, false, "assessments/1/status");
  await offers.find();
  assert.deepEqual(offers.list[0].answers, [{ path: "c", value: 3 }]);
  const ofPlan = new Offers(here, queue, true, "assessments/1/status");
  await ofPlan.find();
  assert.deepEqual(ofPlan.at(dead.key).answers, [{ path: "assessments/1/plan/x", value: 4 }]);
  ofPlan.forget(dead.key);
  assert.equal(ofPlan.list.length, 0);
  here.close();
});

test("a draft that was saved after all is dropped", async () => {
  const dead = new Drafts("me", "c-1");
  dead.keep(new Map([["a", 1]]), 1);
  await die(dead);
  const here = new Drafts("me", "c-1");
  const queue = new Queue();
  queue.put("a", 1);
  await new Offers(here, queue, false, "s").find();
  assert.equal(here.read(dead.key), null);
  here.close();
});
