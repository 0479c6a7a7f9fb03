// The speaker's window: pictures of this scene and of what comes next, notes, the clock. It has a script of its own and a
// channel to the presentation, so that it stays open when the presentation is loaded again.

import { makeElement } from "../shared/dom.js";
import { fillWords, readerLocale } from "../shared/words.js";
import { paletteRules } from "./palettes.js";
import { Pictures } from "./pictures.js";

/**
 * @import { Position } from "./position.js"
 * @import { Deck, SceneNote } from "./protocol.d.ts"
 */

/**
 * @typedef {{ title: string, count: string, list: { word: string, count: number, isHidden: boolean }[] }} RoomState
 * @typedef {{ id: string, address: string, scene: string, place: string, step: string, next: string, planned: string,
 *   notes: SceneNote[], began: number, isBlank: boolean, room: RoomState }} NotesState what the speaker's window shows
 * @typedef {{ key: string, palette: string, scheme: string, now: string, next: string }} NotesPictures both scenes as
 *   markup; `next` is empty at the end
 * @typedef {{ the_end: string, no_notes: string, notes_title: string, marks: Record<string, string> }} NotesWords
 * @typedef {{ type: "hello", pictures: string } | { type: "act", act: string } | { type: "hide", word: string }
 *   } WindowMessage what it sends to the
 *   presentation; `pictures` is the key of those it shows
 */

function notesScript() {
  // Runs in the speaker's window, which knows nothing else of this file.
  /** @type {{ channel: string, locale: string, words: NotesWords, rules: string }} */
  const { channel: name, locale, words, rules } = JSON.parse(document.getElementById("start")?.textContent ?? "");
  const channel = new BroadcastChannel(name);
  /** @param {string} id */
  const by = (id) => {
    const element = document.getElementById(id);
    if (!element) throw new Error(`there is no ${id}`);
    return element;
  };
  /** @type {NotesState | null} */
  let state = null;
  let pictures = "";
  let heard = Date.now();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  // A picture has the rules of the wall and knows none of this window's.
  const frames = ["now-picture", "next-picture"].map((id) => {
    const frame = by(id);
    const root = frame.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const size = () => {
      const stage = /** @type {HTMLElement | null} */ (root.querySelector(".nmt-leaf-stage"));
      if (stage) stage.style.scale = String(frame.clientWidth / stage.offsetWidth);
    };
    new ResizeObserver(size).observe(frame);
    return { frame, root, size };
  });
  /** @param {NotesPictures} both */
  function showPictures({ key, palette, scheme, now, next }) {
    pictures = key;
    for (const [at, html] of [now, next].entries()) {
      const { frame, root, size } = frames[at];
      const holder = document.createElement("div");
      holder.className = "nmt-presenter";
      holder.dataset.palette = palette;
      holder.dataset.scheme = scheme;
      const stage = document.createElement("div");
      stage.className = "nmt-leaf-stage";
      Object.assign(stage.style, { position: "absolute", margin: "0", border: "0", transformOrigin: "0 0" });
      stage.innerHTML = html; // made by the workbook, every text in it escaped
      holder.append(stage);
      root.replaceChildren(holder);
      frame.toggleAttribute("data-empty", !html);
      size();
    }
  }
  /** @param {number} seconds */
  const clock = (seconds) => {
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
    return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
  };
  /** @param {SceneNote} note */
  function makeNote({ text, mark }) {
    const item = document.createElement("p");
    if (mark) {
      const sign = document.createElement("span");
      sign.className = `mark is-${mark}`;
      sign.textContent = words.marks[mark];
      item.append(sign, " ");
    }
    item.append(text);
    return item;
  }
  /** @param {RoomState["list"]} list */
  function drawWords(list) {
    by("words").hidden = !list.length;
    const items = list.map(({ word, count, isHidden }) => {
      const item = document.createElement("label");
      const box = document.createElement("input");
      const text = document.createElement("bdi");
      box.type = "checkbox";
      box.checked = isHidden;
      box.addEventListener("change", () => channel.postMessage({ type: "hide", word }));
      text.textContent = word;
      item.append(box, text, ` × ${count}`);
      return item;
    });
    const at = [...by("word-list").querySelectorAll("input")].findIndex((box) => box === document.activeElement);
    by("word-list").replaceChildren(...items);
    items[at]?.querySelector("input")?.focus();
  }
  let lastList = "";
  /** @param {NotesState} state */
  function draw(state) {
    const { title, count, list } = state.room;
    by("room").hidden = !title;
    by("room-question").textContent = title;
    by("room-count").textContent = count;
    const wordList = JSON.stringify(list);
    if (wordList !== lastList) drawWords(list);
    lastList = wordList;
    document.title = `${state.scene} · ${words.notes_title}`;
    by("place").textContent = state.place;
    by("scene").textContent = state.scene;
    by("step").textContent = state.step;
    by("next").textContent = state.next || words.the_end;
    by("planned").textContent = state.planned;
    by("blank").hidden = !state.isBlank;
    const notes = state.notes.length ? state.notes : [{ text: words.no_notes, mark: "", step: null }];
    by("notes").replaceChildren(...notes.map(makeNote));
  }
  channel.onmessage = ({ data }) => {
    if (data.type === "bye") return;
    heard = Date.now();
    by("lost").hidden = true;
    if (data.type === "pictures") return showPictures(data.pictures);
    if (data.type !== "state") return;
    if (data.state.address && data.state.address !== location.href) return location.replace(data.state.address);
    /** @type {NotesState} */
    const next = data.state;
    const isNew = state?.id !== next.id || state.step !== next.step;
    state = next;
    draw(next);
    showTime();
    if (isNew) by("notes").scrollTop = 0;
  };
  /** @param {string} act */
  const say = (act) => channel.postMessage({ type: "act", act });
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = document.querySelectorAll("[data-act]");
  for (const button of buttons) button.addEventListener("click", () => say(button.dataset.act ?? ""));
  /** @type {Record<string, string>} */
  const KEYS = {
    ArrowRight: "next",
    PageDown: "next",
    " ": "next",
    ArrowLeft: "back",
    PageUp: "back",
    b: "blank",
    ".": "blank",
    a: "all",
  };
  addEventListener("keydown", (event) => {
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === " " && event.target instanceof Element && event.target.closest("button, input")) return;
    event.preventDefault();
    say(act);
  });
  function showTime() {
    by("now").textContent = new Date().toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
    if (state) by("elapsed").textContent = clock(Math.max(0, (Date.now() - state.began) / 1000));
  }
  setInterval(() => {
    showTime();
    by("lost").hidden = Date.now() - heard < 6000;
    channel.postMessage({ type: "hello", pictures });
  }, 1000);
  showTime();
  channel.postMessage({ type: "hello", pictures });
}

const NOTES_STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#16181d, #eceef2); --muted: light-dark(#565d6b, #a6aebb);
  --paper: light-dark(#fff, #14171c); --surface: light-dark(#f5f6f8, #1d2128);
  --line: light-dark(#d5d9e0, #39404b); --accent: light-dark(#1d5b9f, #7db4ee);
  --alert: light-dark(#9a3412, #fdba8c);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html, body { height: 100%; }
body { margin: 0; display: grid; grid-template-rows: auto 1fr auto; background: var(--paper); color: var(--ink); font: 20px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header, footer { display: flex; flex-wrap: wrap; gap: 8px 28px; align-items: baseline; padding: 14px 24px; background: var(--surface); }
header { border-bottom: 1px solid var(--line); }
footer { border-top: 1px solid var(--line); align-items: center; }
h1 { margin: 0; font-size: 1.35rem; }
.quiet { color: var(--muted); font-size: .9rem; }
.clock { margin-left: auto; font-size: 1.6rem; font-weight: 700; font-variant-numeric: tabular-nums; }
#speaker { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); min-height: 0; }
#pictures { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; align-content: start; padding: 18px 0 18px 24px; overflow: hidden; }
figure { margin: 0; }
figcaption { margin-bottom: 4px; }
.picture { position: relative; aspect-ratio: 16 / 9; overflow: hidden; border: 1px solid var(--line); border-radius: 6px; background: var(--surface); }
figure.is-next .picture { width: 75%; }
.picture[data-empty] { border-style: dashed; }
#speech { display: grid; grid-template-rows: auto minmax(0, 1fr); min-height: 0; }
#room { padding: 18px 24px 0; }
#room :is(h2, h3) { margin: 0; font-size: 1rem; }
#room p { margin: 0; }
#room-count { font-size: 1.35rem; font-weight: 700; }
#words { margin-top: 10px; }
#word-list { display: flex; flex-wrap: wrap; gap: 6px 18px; max-height: 34vh; overflow: auto; }
#word-list label { display: flex; gap: 6px; align-items: center; min-height: 44px; overflow-wrap: anywhere; }
#word-list label:has(:checked) bdi { text-decoration: line-through; }
#word-list input { flex: none; width: 20px; height: 20px; }
#notes { overflow-y: auto; padding: 10px 24px 24px; max-width: 46rem; }
@media (max-width: 700px) {
  #speaker { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr); }
  #pictures { grid-template-columns: repeat(2, minmax(0, 1fr)); padding-right: 24px; }
  figure.is-next .picture { width: 100%; }
}
#notes p { margin: 14px 0; }
.mark { display: inline-block; padding: 0 10px; border-radius: 99px; border: 1px solid currentColor; font-size: .75rem; color: var(--muted); }
.mark.is-reconstructed, .mark.is-workbook { color: var(--alert); }
.alert { color: var(--alert); font-weight: 600; }
button { padding: 8px 18px; font: inherit; font-size: .95rem; color: var(--ink); background: var(--paper); border: 1px solid var(--muted); border-radius: 8px; cursor: pointer; }
button:focus-visible, input:focus-visible, #notes:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button.main { background: var(--accent); color: var(--paper); border-color: var(--accent); font-weight: 600; }
`;

export class NotesWindow {
  /** @type {string | undefined} */
  url;

  heard = 0; // when the window last said that it is there

  /**
   * @param {Deck} deck
   * @param {Position} position
   * @param {HTMLElement} root the presentation
   */
  constructor(deck, position, root) {
    this.deck = deck;
    this.position = position;
    this.root = root;
    this.pictures = new Pictures(root);
    this.words = deck.words.page;
    this.channel = new BroadcastChannel(`nmt-present:${position.session}`);
    this.channel.onmessage = ({ data }) => this.hear(data);
    position.whispered.add(() => this.tell());
    position.on(() => {
      this.tell();
      setTimeout(() => this.tellPictures()); // the wall comes first
    });
    this.tell();
  }

  /** @param {WindowMessage} message */
  hear(message) {
    const { position } = this;
    /** @type {Record<string, () => void>} */
    const acts = {
      next: () => position.next(),
      back: () => position.back(),
      blank: () => position.blank(),
      all: () => position.all(),
      reset: () => position.resetClock(),
    };
    if (message.type === "act") return acts[message.act]?.();
    if (message.type === "hide") return position.room?.turn(message.word);
    this.heard = Date.now();
    this.tell();
    this.tellPictures(message.pictures);
  }

  /**
   * Sends both pictures, where a window is open that shows others.
   * @param {string} [known] the key of those it shows
   */
  tellPictures(known) {
    const { position, root } = this;
    if (Date.now() - this.heard > 6000) return;
    const { palette = "", scheme = "" } = root.dataset;
    const { scene, step } = position;
    const key = [scene.id, step, palette, scheme].join(" ");
    if (key === known) return;
    const [next, at] = step < scene.steps ? [scene, step + 1] : [position.following, 0];
    /** @type {NotesPictures} */
    const pictures = {
      key,
      palette,
      scheme,
      now: this.pictures.draw(scene, step),
      next: next ? this.pictures.draw(next, at) : "",
    };
    this.channel.postMessage({ type: "pictures", pictures });
  }

  tell() {
    const { position, words, deck } = this;
    const { scene, room } = position;
    const before = deck.scenes.slice(0, position.number).reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
    /** @type {NotesState} */
    const state = {
      id: scene.id,
      address: this.address,
      scene: scene.title,
      place: fillWords(words.page_number, { number: position.number, count: deck.scenes.length }),
      step: scene.steps ? fillWords(words.step, { step: position.step + 1, count: scene.steps + 1 }) : "",
      next: position.step < scene.steps ? scene.title : (position.following?.title ?? ""),
      planned: before ? fillWords(words.until, { minutes: before }) : "",
      notes: scene.notes.filter((note) => note.step === null || note.step === position.step),
      began: position.began || Date.now(),
      isBlank: position.isBlank,
      room: { title: room?.title ?? "", count: room?.problem || room?.count || "", list: room?.words.list ?? [] },
    };
    this.channel.postMessage({ type: "state", state });
  }

  // The address of the window's page, which ends with this page. A window that is still open then moves to the new one.
  get address() {
    this.url ??= URL.createObjectURL(new Blob([this.page()], { type: "text/html" }));
    return this.url;
  }

  // Returns whether the browser let the window open.
  open() {
    this.position.tell(); // keeps the channel's name: after a reload the presentation speaks to this window again
    return Boolean(window.open(this.address, `nmt-notes-${this.position.session}`, "popup,width=980,height=760"));
  }

  page() {
    const { words } = this;
    const rules = Pictures.rules();
    const colours = paletteRules(this.deck.palettes); // the page's own are not there when the first window is made
    const start = JSON.stringify({
      channel: this.channel.name,
      locale: readerLocale(),
      rules: [rules.scene, colours].join("\n"),
      words: {
        the_end: words.the_end,
        no_notes: words.no_notes,
        notes_title: words.notes_title,
        marks: this.deck.words.marks,
      },
    }).replaceAll("<", "\\u003c");
    /** @param {string} key */
    const text = (key) => makeElement("i", { text: words[key] }).innerHTML;
    const { lang, dataset } = document.documentElement;
    return `<!doctype html><html lang="${lang || "en"}" data-theme="${dataset.theme ?? ""}"><meta charset="utf-8"><title>${text("notes_title")}</title><style>${rules.root.replaceAll("<", "\\3c ")}</style><style>${NOTES_STYLE}</style>
<header><span class="quiet" id="place"></span><h1 id="scene" aria-live="polite"></h1><span class="quiet" id="step"></span><span class="alert" id="blank" hidden>${text("blanked")}</span>
<span class="clock" id="elapsed" title="${text("elapsed")}"></span><button data-act="reset">${text("reset_clock")}</button></header>
<main id="speaker"><div id="pictures">
<figure><figcaption class="quiet">${text("on_the_wall")}</figcaption><div class="picture" id="now-picture" inert></div></figure>
<figure class="is-next"><figcaption><span class="quiet">${text("next_up")}:</span> <strong id="next"></strong></figcaption><div class="picture" id="next-picture" inert></div></figure>
</div><div id="speech"><section id="room" hidden><h2 id="room-question"></h2><p id="room-count" role="status"></p><div id="words" hidden><h3>${text("room_words")}</h3><p class="quiet">${text("hide")}</p><div id="word-list"></div></div></section>
<div id="notes" role="region" tabindex="0" aria-label="${text("notes_title")}"></div></div></main>
<footer><button data-act="back">${text("back")}</button><button class="main" data-act="next">${text("next")}</button><button data-act="blank">${text("blank")}</button>
<span class="quiet" id="planned"></span>
<span class="alert" id="lost" role="status" hidden>${text("lost")}</span>
<span style="margin-left:auto"><span class="quiet">${text("now")}</span> <strong id="now"></strong></span></footer>
<script type="application/json" id="start">${start}</script><script>(${notesScript.toString()})()</script></html>`;
  }

  close() {
    this.channel.close();
  }
}
