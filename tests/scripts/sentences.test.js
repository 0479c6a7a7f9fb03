// Paragraphs as sentences, and quotations as evidence.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document ??= { documentElement: { lang: "en" } };
const { makeQuotation, quotes, readQuotation, splitSentences } = await import(
  "../../nmt_widgets/widgets/practice/sentences.js"
);

test("a paragraph falls into its sentences, and no letter is lost", () => {
  const text = "He sits with his back to the wall. Nobody knows why! “Leave me,” he says.";
  const sentences = splitSentences(text);
  assert.equal(sentences.length, 3);
  assert.equal(sentences.join(" "), text);
  assert.deepEqual(splitSentences("  "), []);
});

test("a quotation is read as it was made", () => {
  for (const text of ["He sits.", "He said “no” twice.", "One.\nTwo."]) {
    const entry = makeQuotation("Vignette", 7, text);
    assert.deepEqual(readQuotation(entry), { number: 7, text });
  }
  assert.equal(readQuotation({ instrument: "WISC", value: 71 }), null);
  assert.equal(readQuotation(null), null);
});

test("a sentence is quoted only from its own paragraph", () => {
  const quotation = { number: 7, text: "He sits. He waits." };
  assert.ok(quotes(quotation, 7, "He waits."));
  assert.ok(!quotes(quotation, 8, "He waits."));
  assert.ok(!quotes(quotation, 7, "He runs."));
});
