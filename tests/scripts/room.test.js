// The words of the room: nothing is on the wall before it is shown, and what is hidden never is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { RoomWords, wordSize } from "../../nmt_widgets/widgets/present/room.js";

test("a word is on the wall once it is shown, and a later one waits", () => {
  const room = new RoomWords();
  room.counts = [
    ["calm", 3],
    ["rude", 2],
  ];
  assert.deepEqual(room.visible, []);
  assert.equal(room.waiting, 2);
  room.turn("rude");
  assert.equal(room.waiting, 1);
  room.show();
  assert.deepEqual(room.visible, [["calm", 3]]);
  room.counts = [
    ["calm", 4],
    ["rude", 2],
    ["safe", 1],
  ];
  assert.deepEqual(room.visible, [["calm", 4]]);
  assert.equal(room.waiting, 1);
  room.turn("rude");
  assert.deepEqual(room.visible, [["calm", 4]], "it is not hidden any more, but not shown yet");
  room.show();
  assert.equal(room.visible.length, 3);
  room.turn("calm");
  assert.deepEqual(
    room.visible.map(([word]) => word),
    ["rude", "safe"],
  );
  assert.deepEqual(room.list[0], { word: "calm", count: 4, isHidden: true });
});

test("a word is the larger the more often it came", () => {
  assert.ok(wordSize(1, 9) < wordSize(4, 9));
  assert.ok(wordSize(9, 9) <= 3);
});
