// Ages as people write them; that the page reads them as the workbook does is checked in tests/case_files/test_ages.py.

import assert from "node:assert/strict";
import { test } from "node:test";
import { yearsOf } from "../../nmt_widgets/widgets/author/ages.js";

test("an age is read in the units people use", () => {
  assert.equal(yearsOf("8"), 8);
  assert.equal(yearsOf(" 8,5 Years "), 8.5);
  assert.equal(yearsOf("2 years and 6 months"), 2.5);
  assert.equal(yearsOf("before birth"), -0.75);
  assert.ok(Math.abs(yearsOf("3 weeks") - 21 / 365.25) < 1e-9);
});

test("what is no age is none", () => {
  for (const text of ["", null, undefined, "old", "121 years", "-3", "1 month 2 years", "8 or 9"]) {
    assert.equal(yearsOf(text), null, String(text));
  }
});
