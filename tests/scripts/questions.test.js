// Answers in words, as the panels of conflicts, drafts and refusals show them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Questions } from "../../nmt_widgets/widgets/shared/answers/questions.js";

const questions = new Questions({
  confidence: [["high", "High"]],
  patterns: [],
  signals: {},
  sections: [
    {
      questions: [
        { path: "date", kind: "day" },
        { path: "sleep", kind: "score" },
      ],
    },
  ],
});

test("a date is written as people read it, wherever in an answer it stands", () => {
  assert.equal(questions.say("date", "2026-03-02"), "2 March 2026");
  assert.equal(
    questions.say("plan/decisions/aide", { verdict: "accepted", start: "2026-12-01" }),
    "accepted, 1 December 2026",
  );
  const evidence = [{ instrument: "WISC", value: "71", date: "2026-03-02" }];
  assert.equal(questions.say("sleep", { score: 4, confidence: "high", evidence }), "4, High, WISC, 71, 2 March 2026");
});

test("other text, and no answer, stay as they are", () => {
  assert.equal(questions.say("date", "last spring"), "last spring");
  assert.equal(questions.say("date", null), "");
});
