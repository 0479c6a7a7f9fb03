// Where a presentation is, and that a reload comes back to it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Position } from "../../nmt_widgets/widgets/present/position.js";

const scene = (id, steps = 0) => ({
  id,
  kind: "story",
  title: id,
  html: "",
  steps,
  minutes: null,
  notes: [],
  data: {},
});
const deck = { id: "james", scenes: [scene("one"), scene("two", 2), scene("three")], panels: [scene("models", 1)] };

beforeEach(() => {
  const stored = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, text) => stored.set(key, text),
  };
  globalThis.location = { hash: "", pathname: "/present", search: "" };
  globalThis.history = {
    state: null,
    replaceState(_state, _title, address) {
      globalThis.location.hash = address.includes("#") ? address.slice(address.indexOf("#")) : "";
    },
  };
});

const place = ({ scene, step }) => `${scene.id}.${step}`;

test("next and back go through every step, and stop at the ends", () => {
  const position = new Position(deck);
  position.start();
  const way = [place(position)];
  for (let at = 0; at < 6; at += 1) {
    position.next();
    way.push(place(position));
  }
  assert.deepEqual(way, ["one.0", "two.0", "two.1", "two.2", "three.0", "three.0", "three.0"]);
  for (let at = 0; at < 6; at += 1) position.back();
  assert.equal(place(position), "one.0");
});

test("a blank screen comes back before anything moves", () => {
  const position = new Position(deck);
  position.start();
  position.blank();
  position.next();
  assert.equal(place(position), "one.0");
  assert.equal(position.isBlank, false);
});

test("a panel leads back to the scene it was opened from, all shown", () => {
  const position = new Position(deck);
  position.jump(1, 1);
  position.jump(3);
  assert.ok(position.isPanel);
  assert.equal(position.number, 2);
  assert.equal(position.following.id, "two");
  position.next();
  position.next();
  assert.equal(place(position), "two.2");
});

test("a reload comes back, with the guesses", () => {
  const before = new Position(deck);
  before.jump(1, 2);
  before.guesses.sleep = [3];
  before.tell();
  const after = new Position(deck);
  assert.equal(place(after), "two.2");
  assert.deepEqual(after.guesses, { sleep: [3] });
  assert.equal(after.session, before.session);
  assert.ok(after.isOn);
});

test("an address names a scene and a step; one of another deck begins at the first", () => {
  globalThis.location.hash = "#two.9";
  assert.equal(place(new Position(deck)), "two.2");
  globalThis.location.hash = "#nowhere.1";
  assert.equal(place(new Position({ ...deck, id: "other" })), "one.0");
});

test("whoever listens hears of each move", () => {
  const position = new Position(deck);
  let heard = 0;
  position.on(() => (heard += 1));
  position.start();
  position.next();
  position.restart();
  assert.equal(heard, 3);
  assert.equal(place(position), "one.0");
});
