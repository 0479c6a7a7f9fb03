// The bar over the form: always says whether all is saved; below it, only when there is need, what to decide.
// It never takes the focus from whoever types.

import { findAllIn, focusIndex, makeElement } from "../dom.js";
import { makeId } from "../values.js";
import { countWords, fillWords, sayTime } from "../words.js";

/**
 * @import { Answer, Words } from "../protocol.d.ts"
 * @import { Answers } from "./answers.js"
 * @import { Properties, Child } from "../dom.js"
 */

const CALM = 1500; // ms a state must last before it is read aloud: each save would be too much
const SHORT_TEXT = 90;

/**
 * @param {string} text
 * @param {number} [most]
 */
function shortText(text, most = SHORT_TEXT) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}

/**
 * @param {string} words
 * @param {(event: MouseEvent) => void} onClick
 * @param {string} [className]
 * @param {Properties} [attributes]
 */
export function barButton(words, onClick, className = "nmt-button is-plain is-small", attributes = {}) {
  const button = makeElement("button", { class: className, text: words, type: "button", ...attributes });
  button.addEventListener("click", onClick);
  return button;
}

/** @param {EventTarget | null} target */
export function isTextField(target) {
  if (target instanceof HTMLTextAreaElement) return !target.readOnly;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !["radio", "checkbox", "button", "submit", "range"].includes(target.type);
}

/**
 * A panel is made anew only when what it shows has changed, so that a choice half made in it stays.
 * @param {string} className
 * @param {() => any} read
 * @param {(data: any) => Node[]} build
 */
function makePanel(className, read, build) {
  const element = makeElement("section", { class: `nmt-save-panel ${className}` });
  element.hidden = true;
  let shown = "";
  return {
    element,
    draw() {
      const data = read();
      const now = data ? JSON.stringify(data) : "";
      if (now === shown) return;
      shown = now;
      element.hidden = !data;
      const place = focusIndex(findAllIn(element, "button, input, textarea"));
      element.replaceChildren(...(data ? build(data) : []));
      if (place >= 0) findAllIn(element, "button, input, textarea")[place]?.focus();
    },
  };
}

/**
 * Answers of a tab that died, each with Put back and Discard.
 * @param {Answers} answers
 * @param {Words} words
 * @param {(path: string, value: Answer) => string} say
 */
function makeOffers(answers, words, say) {
  const asked = new Set(); // drafts to be discarded, once more to be confirmed
  const told = new Set();
  /** @type {() => void} */
  let draw;
  /** @param {{ key: string, at: any, answers: any[] }} props */
  const one = ({ key, at, answers: list }) => {
    const count = list.length;
    const box = makeElement("div", { class: "nmt-save-offer" });
    const items = makeElement("ul", { class: "nmt-save-list" });
    for (const { path, value } of list.slice(0, 12)) {
      const item = makeElement("li");
      item.append(makeElement("b", { text: answers.name(path) }), makeElement("span", { text: say(path, value) }));
      item.append(makeElement("small", { text: fillWords(words.offers.now, { value: say(path, answers.get(path)) }) }));
      items.append(item);
    }
    if (count > 12)
      items.append(
        makeElement("li", { class: "nmt-quiet", text: fillWords(words.offers.more, { count: count - 12 }) }),
      );
    const row = makeElement("div", { class: "nmt-save-buttons" });
    if (asked.has(key)) {
      row.append(
        makeElement("span", { text: countWords(words.offers, "ask", count) }),
        barButton(words.offers.discard, () => answers.discard(key), "nmt-button is-plain is-small is-danger"),
        barButton(words.offers.keep, () => asked.delete(key) && draw()),
      );
    } else {
      row.append(
        barButton(
          words.offers.put_back,
          () => {
            if (answers.putBack(key)) return;
            told.add(key);
            draw();
          },
          "nmt-button is-small",
        ),
        barButton(words.offers.discard, () => asked.add(key) && draw()),
      );
      if (told.has(key))
        row.append(makeElement("span", { class: "nmt-save-problem", text: words.offers.locked, role: "alert" }));
    }
    box.append(
      makeElement("h3", { text: countWords(words.offers, "title", count, { at: sayTime(at, true) }) }),
      items,
      row,
    );
    return box;
  };
  const read = () =>
    answers.offers.length &&
    answers.offers.map((offer) => ({ ...offer, asked: asked.has(offer.key), told: told.has(offer.key) }));
  const panel = makePanel("nmt-offers", read, (offers) => offers.map(one));
  draw = panel.draw;
  return panel;
}

/**
 * Somebody else saved meanwhile: both versions side by side where both changed an answer.
 * @param {Answers} answers
 * @param {Words} words
 * @param {(path: string, value: Answer) => string} say
 */
function makeStale(answers, words, say) {
  const chosen = new Map(); // path -> "mine" | "theirs"
  /** @type {((isKept: boolean) => void) | null} */
  let copied = null; // answers the question whether to go on with theirs
  /** @type {() => void} */
  let draw;
  const name = `nmt-stale-${makeId()}`;
  /**
   * @param {string} path
   * @param {string} which
   */
  const choose = (path, which) => {
    chosen.set(path, which);
    draw();
  };
  /**
   * @param {any} row
   * @param {number} index
   * @param {string} which
   * @param {Answer} value
   * @param {string} note
   */
  const side = (row, index, which, value, note) => {
    const cell = makeElement("td");
    const label = makeElement("label", { class: "nmt-save-side" });
    const input = makeElement("input", { type: "radio", name: `${name}-${index}`, value: which });
    input.checked = row.chosen === which;
    input.addEventListener("change", () => choose(row.path, which));
    const text = makeElement("span", { text: shortText(say(row.path, value), 240) });
    label.append(input, text);
    if (note) text.append(makeElement("small", { text: note }));
    cell.append(label);
    return cell;
  };
  /** @param {any[]} rows */
  const table = (rows) => {
    const element = makeElement("table", { class: "nmt-save-table" });
    const head = makeElement("tr");
    for (const key of ["question", "mine", "theirs"])
      head.append(makeElement("th", { text: words.stale[key], scope: "col" }));
    const top = makeElement("thead");
    top.append(head);
    const body = makeElement("tbody");
    rows.forEach((row, index) => {
      const line = makeElement("tr");
      const title = makeElement("th", { text: answers.name(row.path), scope: "row" });
      title.append(
        makeElement("small", { text: fillWords(words.stale.before, { value: shortText(say(row.path, row.base)) }) }),
      );
      const who = [row.by, sayTime(row.at)].filter(Boolean).join(", ");
      line.append(title, side(row, index, "mine", row.mine, ""), side(row, index, "theirs", row.theirs, who));
      body.append(line);
    });
    element.append(makeElement("caption", { class: "nmt-unseen", text: words.stale.caption }), top, body);
    return element;
  };
  /** @param {{ by: string, at: any, count: number, rows: any[], copied: boolean, file: string }} props */
  const build = ({ by, at, count, rows, copied: asking, file }) => {
    const values = { by: by || words.somebody, at: sayTime(at) };
    const lead = makeElement("p", { text: `${countWords(words.stale, "who", count, values)} ` });
    lead.append(rows.length ? countWords(words.stale, "both", rows.length) : words.stale.none);
    const open = rows.filter((row) => !row.chosen).length;
    const buttons = makeElement("div", { class: "nmt-save-buttons" });
    if (asking) {
      buttons.append(
        makeElement("span", { text: fillWords(words.stale.kept, { file }) }),
        barButton(words.stale.go_on, () => copied?.(true), "nmt-button is-small"),
        barButton(words.stale.stay, () => copied?.(false)),
      );
    } else {
      const merge = () => answers.resolve(Object.fromEntries(chosen)) && chosen.clear();
      buttons.append(barButton(words.stale.merge, merge, "nmt-button is-small", { "aria-disabled": String(open > 0) }));
      if (rows.length) {
        /** @param {string} which */
        const all = (which) => {
          for (const { path } of rows) chosen.set(path, which);
          draw();
        };
        buttons.append(
          barButton(words.stale.all_mine, () => all("mine")),
          barButton(words.stale.all_theirs, () => all("theirs")),
        );
      }
      /** @returns {Promise<boolean>} */
      const ask = () =>
        new Promise((resolve) => {
          /** @param {boolean} good */
          copied = (good) => {
            copied = null;
            resolve(good);
            draw();
          };
          draw();
        });
      buttons.append(barButton(words.stale.keep_copy, () => answers.keepCopy(ask)));
      if (open)
        buttons.append(makeElement("span", { class: "nmt-quiet", text: countWords(words.stale, "to_choose", open) }));
    }
    return [makeElement("h3", { text: words.stale.title }), lead, ...(rows.length ? [table(rows)] : []), buttons];
  };
  const read = () => {
    const rows = answers.conflict().map((row) => ({ ...row, chosen: chosen.get(row.path) ?? "" }));
    return answers.elsewhere && { ...answers.elsewhere, rows, copied: Boolean(copied), file: answers.copyName };
  };
  const panel = makePanel("nmt-stale", read, build);
  draw = panel.draw;
  return panel;
}

/**
 * Answers the store did not take: what was typed, and why.
 * @param {Answers} answers
 * @param {Words} words
 * @param {(path: string, value: Answer) => string} say
 * @param {((path: string) => void) | null} onGo
 */
function makeRefused(answers, words, say, onGo) {
  /** @param {{ path: string, value: Answer, message: string }} props */
  const item = ({ path, value, message }) => {
    const line = makeElement("li");
    const title = onGo
      ? barButton(answers.name(path), () => onGo(path), "nmt-button is-quiet")
      : makeElement("b", { text: answers.name(path) });
    const copy = barButton(words.refused.copy, async () => {
      await navigator.clipboard?.writeText(typeof value === "string" ? value : answers.say(path, value));
      copy.textContent = words.refused.copied;
    });
    const row = makeElement("div", { class: "nmt-save-buttons" });
    row.append(
      barButton(words.refused.retry, () => answers.retry([path])),
      copy,
      barButton(words.refused.drop, () => answers.giveUp([path]), "nmt-button is-plain is-small", {
        title: words.refused.drop_help,
      }),
    );
    line.append(
      title,
      makeElement("span", { text: say(path, value) }),
      makeElement("small", { class: "nmt-save-problem", text: message }),
      row,
    );
    return line;
  };
  /** @param {any[]} list */
  const build = (list) => {
    const items = makeElement("ul", { class: "nmt-save-list" });
    items.append(...list.map(item));
    return [
      makeElement("h3", { class: "nmt-unseen", text: countWords(words.refused, "title", list.length), role: "alert" }),
      items,
    ];
  };
  return makePanel("nmt-refused", () => answers.refused.length && answers.refused, build);
}

/**
 * A closed assessment: an amendment begins with its reason.
 * @param {Answers} answers
 * @param {Words} words
 */
function makeAmendment(answers, words) {
  let opened = false;
  /** @type {() => void} */
  let draw;
  /** @param {boolean} now */
  const open = (now) => {
    opened = now;
    draw();
  };
  const build = () => {
    const form = makeElement("form", { class: "nmt-save-reason" });
    const input = makeElement("input", {
      class: "nmt-input",
      id: `nmt-reason-${makeId()}`,
      required: "",
      maxlength: "1000",
      autocomplete: "off",
    });
    const problem = makeElement("span", { class: "nmt-save-problem", role: "alert" });
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (answers.amend(input.value)) open(false);
      else problem.textContent = words.closed.reason_missing;
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
    const buttons = makeElement("div", { class: "nmt-save-buttons" });
    buttons.append(
      makeElement("button", { class: "nmt-button is-small", text: words.closed.begin, type: "submit" }),
      barButton(words.closed.cancel, () => open(false)),
      problem,
    );
    form.append(makeElement("label", { text: words.closed.reason, for: input.id }), input, buttons);
    setTimeout(() => input.focus()); // it was asked for by a press of the button
    return [
      makeElement("h3", { text: words.closed.title }),
      makeElement("p", { class: "nmt-quiet", text: words.closed.lead }),
      form,
    ];
  };
  const panel = makePanel("nmt-amend", () => opened && answers.mayAmend && !answers.reason && "open", build);
  draw = panel.draw;
  return { ...panel, open };
}

/**
 * What is said on the state of saving: [kind, words, time].
 * @param {Answers} answers
 * @param {Words} words
 */
function sayState(answers, words) {
  const { states } = words;
  const { pending, connection } = answers;
  if (answers.elsewhere && pending) return ["stopped", countWords(states, "stopped", pending), ""];
  if (pending && connection === "ok") return ["saving", states.saving, ""];
  if (pending) return ["unsaved", countWords(states, answers.keepsCopy ? "unsaved" : "uncopied", pending), ""];
  if (connection !== "ok") return ["silent", states.silent, ""];
  if (answers.refused.length) return ["unsaved", countWords(words.refused, "title", answers.refused.length), ""];
  return answers.savedAt ? ["saved", states.saved, sayTime(answers.savedAt)] : ["untouched", states.untouched, ""];
}

/**
 * @param {Answers} answers
 * @param {Words} words
 */
function sayClosed(answers, words) {
  if (!answers.mayWrite) return words.closed.read_only;
  if (answers.reason) return fillWords(words.closed.amending, { reason: shortText(answers.reason, 60) });
  if (!answers.isClosed) return "";
  if (answers.status !== "completed") return words.closed[answers.status] ?? answers.status;
  if (!answers.completedAt) return words.closed.completed_plain;
  return fillWords(words.closed.completed, { at: sayTime(answers.completedAt, true) });
}

/**
 * @param {Answers} answers
 * @param {{ saving: Words }} parts
 * @param {((path: string) => void) | null} [onGo]
 */
export function makeSaveBar(answers, { saving: words }, onGo = null) {
  /**
   * @param {string} path
   * @param {Answer} value
   */
  const say = (path, value) => shortText(answers.say(path, value)) || words.nothing;
  const element = makeElement("section", { class: "nmt-save", "aria-label": words.label });
  const line = makeElement("div", { class: "nmt-save-line" });
  const state = makeElement("span", { class: "nmt-save-state", "aria-hidden": "true" });
  const [said, time] = [makeElement("span"), makeElement("time")];
  state.append(makeElement("i", { class: "nmt-save-dot" }), said, time);
  const aloud = makeElement("span", { class: "nmt-unseen", role: "status" });
  const note = makeElement("span", { class: "nmt-save-note" });
  const closed = makeElement("span", { class: "nmt-save-closed" });
  const amendment = makeAmendment(answers, words);
  const change = barButton(words.closed.change, () => amendment.open(true));
  const end = barButton(words.closed.end, () => answers.endAmendment());
  /**
   * @param {string} kind
   * @param {() => void} act
   */
  const key = (kind, act) => {
    const keys = words[`${kind}_keys`];
    const button = barButton(words[kind], act, "nmt-button is-plain is-small", {
      title: keys,
      "aria-keyshortcuts": keys.replace("Ctrl", "Control"),
    });
    return button;
  };
  const [undo, redo] = [key("undo", () => answers.undo()), key("redo", () => answers.redo())];
  const steps = makeElement("span", { class: "nmt-save-steps" });
  steps.append(undo, redo);
  line.append(state, note, closed, change, end, steps);

  const trouble = makeElement("div", { class: "nmt-save-trouble", role: "alert" });
  trouble.hidden = true;
  const panels = [
    makeRefused(answers, words, say, onGo),
    makeStale(answers, words, say),
    makeOffers(answers, words, say),
    amendment,
  ];
  const below = makeElement("div", { class: "nmt-save-panels" });
  below.append(...panels.map((panel) => panel.element));
  element.append(line, aloud, trouble, below);

  let [read, waitingToRead, troubleShown, drawing, flash] = ["", 0, "", 0, 0];

  function drawTrouble() {
    const { connection, message, keepsCopy, pending } = answers;
    const known =
      connection !== "ok" && connection !== "waiting" ? (words.troubles[connection] ?? words.troubles.other) : null;
    const now = known ? JSON.stringify([connection, message, keepsCopy]) : "";
    element.dataset.trouble = known ? connection : "";
    if (now === troubleShown) return;
    troubleShown = now;
    trouble.hidden = !known;
    if (!known) return trouble.replaceChildren();
    const text = makeElement("p");
    text.append(
      makeElement("b", { text: message || known.what }),
      ` ${keepsCopy ? known.advice : words.troubles.uncopied}`,
    );
    trouble.replaceChildren(text);
    if (!keepsCopy && pending) trouble.append(barButton(words.download, () => answers.keepCopy(async () => false)));
    else if (connection === "lost" || connection === "ended")
      trouble.append(barButton(words.reload, () => location.reload()));
  }

  /** @param {string} words */
  function readAloud(words) {
    clearTimeout(waitingToRead);
    if (words === read) return;
    waitingToRead = setTimeout(() => {
      read = words;
      aloud.textContent = words;
    }, CALM);
  }

  function draw() {
    drawing = 0;
    const [kind, text, at] = sayState(answers, words);
    element.dataset.state = kind;
    said.textContent = text;
    time.textContent = at ? ` ${at}` : "";
    readAloud(text);
    if (!flash) {
      const { news, keepsCopy } = answers;
      const values = news ? { by: news.by || words.somebody, at: sayTime(news.at) } : {};
      note.textContent =
        !keepsCopy && answers.connection === "ok"
          ? words.no_copy
          : news
            ? countWords(words, "news", news.count, values)
            : "";
    }
    closed.textContent = sayClosed(answers, words);
    change.hidden = !answers.mayAmend || Boolean(answers.reason);
    end.hidden = !answers.reason;
    steps.hidden = Boolean(closed.textContent) && !answers.reason && !answers.canUndo && !answers.canRedo;
    undo.disabled = !answers.canUndo;
    redo.disabled = !answers.canRedo;
    drawTrouble();
    for (const panel of panels) panel.draw();
  }
  const drawSoon = () => (drawing ||= requestAnimationFrame(draw));

  /**
   * What a step back has changed may be out of sight.
   * @param {Set<string>} paths
   * @param {string} origin
   */
  function tell(paths, origin) {
    const ownWords = origin === "undo" ? words.states.undone : origin === "draft" ? words.states.put_back : "";
    if (!ownWords || !paths.size) {
      if (origin === "edit") answers.news = null;
      return;
    }
    const [first] = paths;
    const more = { name: answers.name(first), count: paths.size - 1 };
    const name = paths.size > 1 ? fillWords(words.states.and_more, more) : more.name;
    note.textContent = aloud.textContent = fillWords(ownWords, { name });
    clearTimeout(flash);
    flash = setTimeout(() => {
      flash = 0;
      draw();
    }, 3000);
  }

  /**
   * In the whole form; in a text field the browser's own undo does it.
   * @param {any} event
   */
  function onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || isTextField(event.target))
      return;
    const root = element.parentElement;
    if (event.target !== document.body && !root?.contains(event.target)) return;
    const pressed = event.key.toLowerCase();
    const back = pressed === "z" && !event.shiftKey;
    if (!back && pressed !== "z" && pressed !== "y") return;
    event.preventDefault();
    if (back) answers.undo();
    else answers.redo();
  }
  document.addEventListener("keydown", onKey);
  const offs = [answers.onState(drawSoon), answers.on(tell)];
  draw();
  return {
    element,
    focus: () => undo.focus(),
    close() {
      document.removeEventListener("keydown", onKey);
      for (const off of offs) off();
      cancelAnimationFrame(drawing);
      clearTimeout(waitingToRead);
      clearTimeout(flash);
    },
  };
}
