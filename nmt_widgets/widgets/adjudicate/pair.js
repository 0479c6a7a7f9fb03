// Two ratings side by side: the differences on one side, the chosen one on the other, what is alike below.

import { makeElement } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords, useLocale } from "../shared/words.js";
import { makeDifference } from "./difference.js";
import { makeDifferences } from "./differences.js";
import { makeAgreed, makeSettledTable } from "./tables.js";
import { typedReason } from "./typed.js";

/**
 * @import { Pair, Words } from "../shared/protocol.d.ts"
 * @import { Props } from "../shared/model.d.ts"
 * @import { PairData, PairMessage, PairReply } from "./protocol.d.ts"
 */

/** @param {Props<{ pair: PairData, levels: Pair[], patterns: Pair[], words: Words }, PairMessage, PairReply>} props */
function render({ model, el }) {
  useLocale(model);
  const words = model.get("words");
  el.classList.add("nmt-view", "nmt-pair");
  const notes = makeElement("div", { class: "nmt-pair-notes" });
  const news = makeElement("p", { class: "nmt-pair-news", role: "status" });
  const links = makeElement("p", { class: "nmt-toolbar nmt-pair-links" });
  const columns = makeElement("div", { class: "nmt-pair-columns" });
  const settled = makeElement("div", { class: "nmt-pair-settled" });
  const finish = makeElement("div", { class: "nmt-toolbar nmt-pair-finish" });
  const button = makeElement("button", {
    class: "nmt-button",
    text: words.finish,
    type: "button",
    "aria-describedby": "nmt-finish-hint",
  });
  finish.append(button, makeElement("small", { class: "nmt-quiet", text: words.finish_hint, id: "nmt-finish-hint" }));
  const list = makeDifferences(words, (path) => choose(path, true));
  const detail = makeDifference(words, model.get("levels"), model.get("patterns"), (message) => model.send(message));
  const agreed = makeAgreed(words);
  const troubles = makeElement("p", { class: "nmt-alert", role: "alert" });
  troubles.hidden = true;
  columns.append(list.element, detail.element);
  el.append(notes, links, news, settled, columns, finish, troubles, agreed.element);
  /** @type {string | null} */
  let chosen = null;
  let finishing = "";

  const differences = () => model.get("pair").differences;
  /** @param {string | null} path */
  const find = (path) => differences().find((difference) => difference.path === path) ?? null;
  /**
   * the first that is open, from the one after `path` on, round the end
   * @param {string | null} path
   */
  function nextOpen(path) {
    const all = differences();
    const at = all.findIndex((difference) => difference.path === path) + 1;
    return [...all.slice(at), ...all.slice(0, at)].find((difference) => !difference.settled)?.path ?? null;
  }
  /**
   * @param {string} path
   * @param {boolean} focus
   */
  function choose(path, focus) {
    chosen = path;
    draw(true);
    if (!path) return;
    list.show(path);
    if (focus) {
      detail.focus();
      if (detail.element.getBoundingClientRect().top < 0 || window.innerWidth < 980)
        detail.element.scrollIntoView({ block: "start" });
    }
  }
  function draw(anew = false) {
    const pair = model.get("pair");
    const isDone = pair.state === "done";
    if (!find(chosen)) chosen = nextOpen(null) ?? pair.differences[0]?.path ?? null;
    notes.replaceChildren(...pair.notes.map((note) => makeElement("p", { text: note })));
    links.hidden = columns.hidden = false;
    links.replaceChildren(
      ...["open_case", "consult"].map((name, at) =>
        makeElement("a", {
          class: at ? "nmt-button is-plain" : "nmt-button",
          text: words[name],
          href: pair.links[name],
        }),
      ),
    );
    links.hidden = !isDone;
    columns.hidden = isDone || !pair.differences.length;
    settled.replaceChildren(...(isDone && pair.differences.length ? [makeSettledTable(words, pair.differences)] : []));
    finish.hidden = !pair.may_settle;
    button.disabled =
      pair.differences.some((difference) => !difference.settled) || !(pair.differences.length || pair.agreed.length);
    list.draw(pair.differences, chosen);
    detail.draw(find(chosen), pair, anew);
    agreed.draw(pair.agreed);
  }
  button.addEventListener("click", () => {
    finishing ||= makeId();
    model.send({ type: "finish", base: model.get("pair").revision, edit: finishing });
  });

  /** @param {PairReply} message */
  function receive(message) {
    if (message.type === "news") {
      news.textContent = message.message;
    } else if (message.type === "kept" && message.path) {
      news.textContent = "";
      troubles.hidden = true;
      typedReason(model.get("pair"), message.path).clear();
      const all = differences();
      const n = all.filter((difference) => difference.settled).length;
      const next = nextOpen(message.path);
      if (chosen === message.path) choose(next ?? message.path, Boolean(next));
      detail.say(fillWords(words.kept, { n, of: all.length }));
      if (!next) button.focus();
    } else if (message.type === "kept") {
      links.querySelector("a")?.focus();
    } else if (message.type === "refused") {
      news.textContent = ""; // the refusal is shown with its reason
      if (message.edit === finishing) {
        finishing = "";
        troubles.textContent = message.message;
        troubles.hidden = false;
      } else {
        detail.rebase(find(chosen), model.get("pair").revision);
        detail.say("", message.message);
      }
    }
  }
  const redraw = () => draw();
  model.on("change:pair", redraw);
  model.on("msg:custom", receive);
  draw(true);
  return () => {
    model.off("change:pair", redraw);
    model.off("msg:custom", receive);
  };
}

export default { render };
