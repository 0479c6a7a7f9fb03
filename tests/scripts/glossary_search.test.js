// Which terms of the glossary fit what somebody types.

import assert from "node:assert/strict";
import { test } from "node:test";
import { searchTerms } from "../../nmt_widgets/widgets/shared/glossary_search.js";

const term = (id, name, also = [], text = "") => ({ id, term: name, also, text, see: [], mark: "published" });
const ROWS = [
  term("agreement", "Agreement", ["reliability"], "How near ratings are to each other."),
  term("cmr", "Cortical modulation ratio", ["CMR"], "How strong the cortex is."),
  term("gate", "Gate", ["cognitive work"], "It needs a cortical modulation ratio of more than 1.0."),
  term("regulation", "Self-regulation", [], "A domain; agreement is not asked."),
  term("role", "Rôle", [], "What somebody may see."),
];
const idsFor = (query) => searchTerms(ROWS, query).map((row) => row.id);

test("an empty query, or one of signs only, leaves all terms in their order", () => {
  for (const query of ["", "   ", "?"])
    assert.deepEqual(idsFor(query), ["agreement", "cmr", "gate", "regulation", "role"]);
});

test("a term whose name begins like the query comes before one that speaks of it", () => {
  assert.deepEqual(idsFor("modul"), ["cmr", "gate"]);
  assert.deepEqual(idsFor("agree"), ["agreement", "regulation"]);
  assert.deepEqual(idsFor("cogn"), ["gate"]);
});

test("other names are searched, whatever the capitals, accents and hyphens", () => {
  assert.deepEqual(idsFor("cmr"), ["cmr"]);
  assert.deepEqual(idsFor("self regulation"), ["regulation"]);
  assert.deepEqual(idsFor("role"), ["role"]);
  assert.deepEqual(idsFor("ROLÊ"), ["role"]);
});

test("all words have to fit, in any order, also in the middle of a word", () => {
  assert.deepEqual(idsFor("ratio cortical"), ["cmr", "gate"]);
  assert.deepEqual(idsFor("ortex"), ["cmr"]);
  assert.deepEqual(idsFor("cortical zebra"), []);
});
