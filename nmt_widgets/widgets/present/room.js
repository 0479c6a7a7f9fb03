// The panel on which a trainer asks the room: whether it is ready, and for a word.

import { makeElement, partIn } from "../shared/dom.js";
import { countWords } from "../shared/words.js";
import { showInvitation } from "./invitation.js";

/**
 * @import { Behaviour, PresenterModel } from "./behaviours.js"
 * @import { DeckScene, RoomData } from "./protocol.d.ts"
 * @import { RoomAnswers } from "./room_answers.js"
 * @import { SceneView } from "./scene_view.js"
 */

const MOST_WORDS = 40; // on the wall; the table has all that are shown

/**
 * How large a word is, in em: by the root of how often it came, so that its area tells.
 * @param {number} count
 * @param {number} most
 */
export function wordSize(count, most) {
  return most > 1 ? 1 + 1.8 * Math.sqrt((count - 1) / (most - 1)) : 1.6;
}

/**
 * @param {SceneView} view
 * @param {DeckScene} scene
 * @param {RoomAnswers} room
 * @param {PresenterModel} model
 * @returns {Behaviour}
 */
export function makeRoom(view, scene, room, model) {
  const { words } = /** @type {RoomData} */ (scene.data);
  /** @param {string} selector */
  const find = (selector) => partIn(view.body, selector);
  const form = /** @type {HTMLFormElement} */ (/** @type {unknown} */ (find(".nmt-room-ask")));
  const text = find("input");

  function draw() {
    const { waiting, visible } = room.words;
    const close = find("[data-close]");
    if (!room.isOpen && close === document.activeElement) text.focus(); // the keyboard stays in the panel
    close.hidden = !room.isOpen;
    find("[data-question]").textContent = room.title;
    find("[data-count]").textContent = room.count;
    find("[data-problem]").textContent = room.problem;
    const reveal = find("[data-reveal]");
    if (!waiting && reveal.contains(document.activeElement)) text.focus();
    reveal.hidden = !waiting;
    find("[data-show]").textContent = countWords(words, "show", waiting);
    const most = Math.max(1, ...visible.map(([, count]) => count));
    find("[data-cloud]").replaceChildren(
      ...visible.slice(0, MOST_WORDS).map(([word, count]) => {
        const item = makeElement("li", {}, makeElement("bdi", { text: word }));
        item.style.setProperty("--size", wordSize(count, most).toFixed(2));
        return item;
      }),
    );
    find("[data-table]").hidden = !visible.length;
    find("tbody").replaceChildren(
      ...visible.map(([word, count]) =>
        makeElement(
          "tr",
          {},
          makeElement("th", { scope: "row" }, makeElement("bdi", { text: word })),
          makeElement("td", { text: count }),
        ),
      ),
    );
    showInvitation(find("[data-join]"), model, true);
    view.fit(0);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value.trim()) room.ask("words", text.value.trim());
    else text.focus();
  });
  find("[data-ready]").addEventListener("click", () => room.ask("ready", ""));
  find("[data-close]").addEventListener("click", () => room.close());
  find("[data-show]").addEventListener("click", () => room.show());
  room.listeners.add(draw);
  model.on("change:invitation", draw);
  draw();
  return {
    step() {},
    close() {
      room.listeners.delete(draw);
      model.off("change:invitation", draw);
    },
  };
}
