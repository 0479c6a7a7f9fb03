import assert from "node:assert/strict";
import { test } from "node:test";
import { makeAsking } from "../../nmt_widgets/widgets/shared/asking.js";

test("while an answer is to come, only the newest of what is typed is asked next", () => {
  const messages = [];
  const states = [];
  const asking = makeAsking(
    (request, query) => messages.push({ request, query }),
    (busy) => states.push(busy),
  );
  for (const search of ["b", "bo", "boy"]) asking.ask({ search });
  assert.deepEqual(
    messages.map(({ query }) => query.search),
    ["b"],
  );
  assert.ok(asking.busy);
  asking.answer("of another page");
  assert.equal(messages.length, 1);
  asking.answer(messages[0].request);
  assert.deepEqual(
    messages.map(({ query }) => query.search),
    ["b", "boy"],
  );
  asking.answer(messages[1].request);
  assert.ok(!asking.busy);
  assert.deepEqual(states, [true, true, false]);
});
