// The guesses of the room: called out and entered by hand, and the spread of the answers on the audience's own devices.

import { findAllIn, makeElement, partIn } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { showInvitation } from "./invitation.js";
import { median } from "./sums.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Behaviour, PresenterModel } from "./behaviours.js"
 * @import { Position } from "./position.js"
 * @import { Deck, DeckScene, GuessData, PresenterReply } from "./protocol.d.ts"
 * @import { SceneView } from "./scene_view.js"
 */

/**
 * @param {SceneView} view
 * @param {DeckScene} scene
 * @param {Position} position
 * @param {PresenterModel} model
 * @returns {Behaviour}
 */
export function makeGuessing(view, scene, position, model) {
  const { asks, places, high } = /** @type {GuessData} */ (scene.data);
  /** @param {string} selector */
  const find = (selector) => partIn(view.body, selector);
  const select = find("[data-place]");
  let place = select.value;
  /** @type {Record<string, number> | null} */
  let counts = null; // how many of the audience answered each score

  function target() {
    for (const box of findAllIn(view.body, ".nmt-brain-box")) {
      const isAsked = box.dataset.function === place || box.dataset.region === place;
      box.toggleAttribute("data-asked", isAsked);
    }
  }

  function draw() {
    const ask = asks.find(({ id }) => id === place);
    find("[data-question]").textContent = ask?.question ?? `${places[place] ?? ""}: 1–${high}?`;
    const hand = position.guesses[place] ?? [];
    /** @param {number} score */
    const votesFor = (score) => [hand.filter((guess) => guess === score).length, counts?.[score] ?? 0];
    /** @param {number[]} votes */
    const sum = (votes) => votes.reduce((total, count) => total + count, 0);
    const most = Math.max(4, ...Array.from({ length: high }, (_, at) => sum(votesFor(at + 1))));
    for (const vote of findAllIn(view.body, "[data-vote]")) {
      const [mine, theirs] = votesFor(Number(vote.dataset.vote));
      vote.style.setProperty("--hand", String(mine / most));
      vote.style.setProperty("--audience", String(theirs / most));
      partIn(vote, "b").textContent = String(mine + theirs || "");
    }
    find("[data-count-hand]").textContent = String(hand.length);
    const audience = find("[data-audience]");
    audience.hidden = counts === null;
    find("[data-count-audience]").textContent = String(sum(Object.values(counts ?? {})));
    showInvitation(find("[data-join]"), model, true);
    target();
  }

  // Asks the kernel for the spread while the scene is shown. Without a reply everything stays as it is.
  function askAudience() {
    if (!model.get("has_audience") || !position.isOn) return;
    if (position.room?.isOpen) position.room.end(); // only one question is open
    model.send({ type: "spread", question: place });
  }

  /** @param {PresenterReply} reply */
  function hear(reply) {
    if (reply.type !== "spread" || reply.question !== place) return;
    counts = reply.counts;
    if (counts) position.answers[place] = counts;
    draw();
  }

  /** @param {string | undefined} id */
  function choose(id) {
    if (id === undefined || id === place) return;
    place = id;
    select.value = id;
    counts = null;
    draw();
    askAudience();
  }

  select.addEventListener("change", () => choose(select.value));
  find("[data-undo]").addEventListener("click", () => {
    position.guesses[place] = (position.guesses[place] ?? []).slice(0, -1);
    position.tell();
    draw();
  });
  for (const button of findAllIn(view.body, "[data-guess]")) {
    button.addEventListener("click", () => {
      position.guesses[place] = [...(position.guesses[place] ?? []), Number(button.dataset.guess)];
      position.tell();
      draw();
    });
  }
  for (const box of findAllIn(view.body, ".nmt-brain-box"))
    box.addEventListener("click", () => choose(box.dataset.function ?? ""));
  model.on("msg:custom", hear);
  model.on("change:invitation", draw);
  const timer = setInterval(askAudience, 2000);
  draw();
  askAudience();

  let current = -1;
  return {
    step(step) {
      if (step !== current) choose(asks[step]?.id);
      current = step;
    },
    close() {
      clearInterval(timer);
      model.off("msg:custom", hear);
      model.off("change:invitation", draw);
    },
  };
}

/**
 * Every guess for a place: those called out, and those of the audience's devices.
 * @param {Position} position
 * @param {string} place
 */
function guessesOf(position, place) {
  const answers = Object.entries(position.answers[place] ?? {});
  return [...(position.guesses[place] ?? []), ...answers.flatMap(([score, count]) => Array(count).fill(Number(score)))];
}

/** @typedef {{ name: string, low: number, middle: number, high: number, count: number }} Guessed of one function */

/**
 * Shows on each box of the map what the room expected of it: the middle, and from enough guesses on how far they lie
 * apart.
 * @param {SceneView} view
 * @param {Position} position
 * @param {Words} words
 * @returns {Guessed[]} the same for a table
 */
export function showGuesses(view, position, words) {
  const { least_answers: least, palettes } = position.deck;
  const top = Math.max(...Object.values(palettes).map((steps) => steps.length));
  const places = guessedPlaces(position.deck);
  return findAllIn(view.body, ".nmt-brain-box").flatMap((box) => {
    const place = box.dataset.function ?? "";
    const guesses = guessesOf(position, place);
    if (!guesses.length) return [];
    const [low, middle, high] = [Math.min(...guesses), median(guesses), Math.max(...guesses)];
    const count = guesses.length;
    const isRange = count >= least && low < high;
    const title = isRange
      ? fillWords(words.guessed_range, { low, high, value: middle, count })
      : fillWords(words.guessed, { value: middle });
    box.append(makeElement("span", { class: "nmt-guessed", text: isRange ? `${low}–${high}` : middle, title }));
    if (isRange) {
      const bar = makeElement("i", { class: "nmt-guess-range", "aria-hidden": "true" });
      bar.style.setProperty("--low", String(low / top));
      bar.style.setProperty("--top", String(high / top));
      box.append(bar);
    }
    return [{ name: places[place], low, middle, high, count }];
  });
}

/**
 * The names of what the room can guess, by id.
 * @param {Deck} deck
 * @returns {Record<string, string>}
 */
function guessedPlaces(deck) {
  const scene = deck.scenes.find(({ kind }) => kind === "guess");
  return scene ? /** @type {GuessData} */ (scene.data).places : {};
}
