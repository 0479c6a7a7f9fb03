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

let names; // names of the locks of tabs that live

beforeEach(() => {
  names = new Set();
  globalThis.localStorage = new Store();
  globalThis.sessionStorage = new Store();
  const locks = {
    async request(name, hold) {
      names.add(name);
      await hold();
      names.delete(name);
    },
    query: async () => ({ held: [...names].map((name) => ({ name })) }),
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
  for (const drafts of [alive, dead, other]) drafts.keep(new Map([["a", 1]]), 1, new Map());
  await die(dead);
  await die(other);
  const drafts = new Drafts("me", "c-1");
  assert.deepEqual(
    (await drafts.left()).map(({ key }) => key),
    [dead.key],
  );
  await die(alive);
  assert.equal((await drafts.left()).length, 2);
  drafts.close();
});

test("what cannot be read is no draft, and what is old is dropped", async () => {
  const drafts = new Drafts("me", "c-1");
  localStorage.setItem(`${drafts.start}broken`, "{");
  localStorage.setItem(`${drafts.start}old`, JSON.stringify({ at: Date.now() - 15 * 86_400_000, changes: { a: 1 } }));
  localStorage.setItem("another", "{");
  assert.equal((await drafts.left()).length, 1);
  drafts.removeOld();
  assert.deepEqual(Object.keys(localStorage), ["another"]);
  drafts.close();
});

test("offered is what is neither saved nor shown, on the screen it was typed on", async () => {
  const dead = new Drafts("me", "c-1");
  dead.keep(new Map(Object.entries({ a: 1, b: 2, c: 3, "assessments/1/plan/x": 4 })), 1, new Map());
  await die(dead);
  const drafts = new Drafts("me", "c-1");
  const queue = new Queue();
  queue.put("a", 1);
  queue.add("b", 2);
  const offers = new Offers(drafts, queue, false, "assessments/1/status");
  await offers.find();
  assert.deepEqual(offers.list[0].answers, [{ path: "c", value: 3 }]);
  const ofPlan = new Offers(drafts, queue, true, "assessments/1/status");
  await ofPlan.find();
  assert.deepEqual(ofPlan.at(dead.key).answers, [{ path: "assessments/1/plan/x", value: 4 }]);
  ofPlan.forget(dead.key);
  assert.equal(ofPlan.list.length, 0);
  drafts.close();
});

test("a draft that was saved after all is dropped", async () => {
  const dead = new Drafts("me", "c-1");
  dead.keep(new Map([["a", 1]]), 1, new Map());
  await die(dead);
  const drafts = new Drafts("me", "c-1");
  const queue = new Queue();
  queue.put("a", 1);
  await new Offers(drafts, queue, false, "s").find();
  assert.equal(drafts.read(dead.key), null);
  drafts.close();
});

test("what this tab had not saved before it was loaded again goes on, unless somebody changed the same answers", async () => {
  const page = new Drafts("me", "c-1");
  page.keep(new Map([["a", 2]]), 1, new Map([["a", 1]]));
  await die(page);
  const queue = new Queue();
  queue.put("a", 1);
  const again = new Drafts("me", "c-1");
  const offers = new Offers(again, queue, false, "s");
  await offers.find();
  assert.equal(offers.at(page.key).goesOn, true);
  queue.put("a", 5); // somebody else's
  await offers.find();
  assert.equal(offers.at(page.key).goesOn, false);
  again.keep(new Map([["a", 3]]), 1, null); // while a conflict is open
  await die(again);
  const last = new Drafts("me", "c-1");
  const later = new Offers(last, queue, false, "s");
  await later.find();
  assert.deepEqual(
    later.list.map(({ goesOn }) => goesOn),
    [false, false],
  );
  await die(last);
});

test("what another tab had not saved is offered", async () => {
  const other = new Drafts("me", "c-1");
  other.keep(new Map([["a", 2]]), 1, new Map());
  await die(other);
  globalThis.sessionStorage = new Store(); // a tab of its own
  const drafts = new Drafts("me", "c-1");
  const offers = new Offers(drafts, new Queue(), false, "s");
  await offers.find();
  assert.equal(offers.at(other.key).goesOn, false);
  await die(drafts);
});
