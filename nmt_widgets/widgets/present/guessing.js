// What the room expects: guesses entered by hand, and the spread of what an audience answers on its own devices.

import { findAllIn, findIn, makeElement, partIn } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { median } from "./sums.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { AnyModel } from "@anywidget/types"
 */

/**
 * @param {any} view
 * @param {any} scene
 * @param {any} position
 * @param {AnyModel} model
 */
export function makeGuessing(view, scene, position, model) {
  const { asks, places, high } = scene.data;
  const words = model.get("deck").words.page;
  /** @param {string} selector */
  const find = (selector) => partIn(view.body, selector);
  const select = find("[data-place]");
  let place = select.value;
  /** @type {any} */
  let counts = null; // of the audience: score to how many
  let timer = 0;

  function target() {
    for (const box of findAllIn(view.body, ".nmt-box")) {
      const isAsked = box.dataset.function === place || box.dataset.region === place;
      box.toggleAttribute("data-asked", isAsked);
    }
  }

  function draw() {
    const ask = asks.find((/** @type {any} */ one) => one.id === place);
    find("[data-question]").textContent = ask?.question ?? `${places[place] ?? ""}: 1–${high}?`;
    const hand = position.guesses[place] ?? [];
    /** @param {number} score */
    const of = (score) => [hand.filter((/** @type {number} */ one) => one === score).length, counts?.[score] ?? 0];
    const most = Math.max(4, ...Array.from({ length: high }, (_, at) => of(at + 1)[0] + of(at + 1)[1]));
    for (const vote of findAllIn(view.body, "[data-vote]")) {
      const [mine, theirs] = of(Number(vote.dataset.vote));
      vote.style.setProperty("--hand", String(mine / most));
      vote.style.setProperty("--audience", String(theirs / most));
      partIn(vote, "b").textContent = String(mine + theirs || "");
    }
    find("[data-count-hand]").textContent = String(hand.length);
    const audience = find("[data-audience]");
    audience.hidden = counts === null;
    /** @type {number[]} */
    const told = Object.values(counts ?? {});
    find("[data-count-audience]").textContent = String(told.reduce((sum, one) => sum + one, 0));
    const join = find("[data-join]");
    join.hidden = !model.get("invitation");
    if (join.dataset.shown !== model.get("invitation")) {
      join.dataset.shown = model.get("invitation");
      join.textContent = model.get("invitation");
      if (model.get("code")) {
        const picture = makeElement("span", { class: "nmt-join-code" });
        picture.innerHTML = model.get("code");
        join.prepend(picture);
      }
    }
    target();
  }

  // The kernel is asked for the spread while the scene is shown; no answer leaves everything as it is.
  function askAudience() {
    if (!model.get("has_audience") || !position.isOn) return;
    model.send({ type: "spread", question: place });
  }

  /** @param {any} message */
  function hear(message) {
    if (message?.type !== "spread" || message.question !== place) return;
    counts = message.counts;
    draw();
  }

  /** @param {string} id */
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
  for (const box of findAllIn(view.body, ".nmt-box"))
    box.addEventListener("click", () => choose(box.dataset.function ?? ""));
  model.on("msg:custom", hear);
  timer = setInterval(askAudience, 2000);
  draw();
  askAudience();

  let shown = -1;
  return {
    /** @param {any} step */
    step(step) {
      if (step !== shown) choose(asks[step]?.id);
      shown = step;
    },
    close() {
      clearInterval(timer);
      model.off("msg:custom", hear);
    },
    words,
  };
}

/**
 * The map shows beside each box what the room expected of it.
 * @param {any} view
 * @param {any} position
 * @param {Words} words
 */
export function showGuesses(view, position, words) {
  for (const box of findAllIn(view.body, ".nmt-box")) {
    const guesses = position.guesses[box.dataset.function ?? ""];
    findIn(box, ".nmt-guessed")?.remove();
    if (guesses?.length) {
      const text = String(median(guesses));
      box.append(makeElement("span", { class: "nmt-guessed", text, title: fillWords(words.guessed, { value: text }) }));
    }
  }
}
