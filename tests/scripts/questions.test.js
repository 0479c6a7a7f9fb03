// The answers of an assessment in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Questions } from "../../nmt_widgets/widgets/shared/answers/questions.js";

test("the day of an answer, and of its evidence, is written for people", () => {
  const questions = [
    { path: "day", name: "Date", kind: "day" },
    { path: "sleep", name: "Sleep", kind: "score" },
    { path: "line", name: "Line", kind: "line" },
  ];
  const known = new Questions({ sections: [{ id: "one", name: "One", kind: "fields", questions }] });
  assert.equal(known.say("day", "2026-03-02"), "2 March 2026");
  const evidence = [{ instrument: "Sleep diary", date: "2026-03-02" }];
  assert.equal(known.say("sleep", { score: 4, evidence }), "4, Sleep diary, 2 March 2026");
  assert.equal(known.say("line", "2026-03-02"), "2026-03-02");
});
