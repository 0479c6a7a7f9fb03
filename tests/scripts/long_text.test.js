// The beginning of a long text.

import assert from "node:assert/strict";
import { test } from "node:test";

const { beginningOf } = await import("../../nmt_widgets/widgets/shared/long_text.js");

test("a short text stays whole, and a long one breaks off after a word", () => {
  assert.equal(beginningOf("She wakes at three."), "She wakes at three.");
  const words = "She sleeps through, ¶3. ".repeat(20);
  const beginning = beginningOf(words);
  assert.ok(beginning.endsWith(" …") && beginning.length < 150);
  assert.ok(words.startsWith(beginning.slice(0, -2)));
  assert.match(words[beginning.length - 2], /\s/u);
});
