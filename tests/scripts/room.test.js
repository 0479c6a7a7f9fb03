// The words of the room: nothing is on the wall before it is shown, and what is hidden never is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wordSize } from "../../nmt_widgets/widgets/present/room.js";
import { RoomAnswers, RoomWords } from "../../nmt_widgets/widgets/present/room_answers.js";

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

function askedRoom() {
  /** @type {any[]} */
  const sent = [];
  /** @type {any} */
  const model = { on() {}, off() {}, send: (/** @type {any} */ message) => sent.push(message) };
  /** @type {any} */
  const position = { isOn: true, whisper() {} };
  /** @type {any} */
  const texts = {
    ready: "Ready?",
    ready_count: "{ready} ready, {waiting} not yet",
    answers: { one: "1 answer", other: "{count} answers" },
  };
  const room = new RoomAnswers(model, position, texts);
  room.stop(); // the tests look by themselves
  return { room, position, sent };
}

test("a question stays open with its answers on every scene, until it is closed", () => {
  const { room, sent } = askedRoom();
  room.ask("words", "How?");
  room.hear({ type: "room", ask: "words", text: "How?", counts: { calm: 2, safe: 1 }, problem: "" });
  room.show();
  assert.deepEqual([room.title, room.count, room.isOpen], ["How?", "3 answers", true]);
  sent.length = 0;
  room.look();
  assert.deepEqual(sent, [{ type: "room", ask: "words", text: "How?" }]);
  room.close();
  room.hear({ type: "room", ask: "words", text: "How?", counts: { late: 9 }, problem: "" });
  room.look();
  assert.deepEqual(sent.slice(1), [{ type: "room", ask: "", text: "" }]);
  assert.deepEqual([room.title, room.count, room.isOpen], ["How?", "3 answers", false]);
  assert.equal(room.words.visible.length, 2, "the answers stay");
});

test("who was ready before may not be now, and another question ends this one without a message of its own", () => {
  const { room, sent } = askedRoom();
  room.ask("ready", "");
  room.hear({ type: "room", ask: "ready", text: "", counts: { yes: 2, no: 1 }, problem: "" });
  assert.equal(room.count, "2 ready, 1 not yet");
  room.ask("ready", "");
  assert.deepEqual([room.title, room.count], ["Ready?", ""]);
  sent.length = 0;
  room.end();
  assert.deepEqual([room.isOpen, sent.length], [false, 0]);
});

test("a question ends with the presentation", () => {
  const { room, position, sent } = askedRoom();
  room.ask("ready", "");
  position.isOn = false;
  room.look();
  assert.equal(room.isOpen, false);
  assert.equal(sent.at(-1).ask, "");
});
