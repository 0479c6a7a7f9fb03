// The board of a plan: safety first, then the web, the family, the client; in each what is for now, then what comes later.

import { barButton } from "../shared/answers/panel.js";
import { findAllIn, findIn, focusedElement, focusIndex, makeElement, partIn } from "../shared/dom.js";
import { makeId } from "../shared/values.js";
import { fillWords } from "../shared/words.js";
import { inputOf, labelled, makeSelect } from "./plan_fields.js";
import { listPairs, makeNextLine, makePlanLine } from "./plan_line.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { Answers } from "../shared/answers/answers.js"
 * @import { BoardModel } from "./board_view.js"
 * @import { PlanCard } from "./plan_line.js"
 * @import { PlanLineRow, PlanSafetyData } from "./protocol.d.ts"
 */

export const PLAN_PARTS = ["safety", "web", "family", "client"];
const CONTROLS = "a, button, input, select, summary, textarea";
/** @type {Record<string, (state: string) => boolean>} */
const FILTERS = {
  all: () => true,
  open: (state) => ["open", "needs_reason"].includes(state),
  agreed: (state) => ["accepted", "changed"].includes(state),
};

/**
 * The lines the team added by itself: their title and part are in the decision.
 * @param {Answers} answers
 * @param {string} root
 * @param {Words} words
 * @returns {PlanLineRow[]}
 */
export function ownLines(answers, root, words) {
  return answers
    .paths(`${root}/decisions/own:`)
    .map((path) => [path, answers.get(path)])
    .filter(([, value]) => value?.title)
    .map(([path, value]) => ({
      id: path.slice(`${root}/decisions/`.length),
      part: PLAN_PARTS.includes(value.part) ? value.part : "client",
      kind: "own",
      kind_name: words.own,
      title: value.title,
      text: "",
      facts: value.where?.length
        ? [[words.own_where, value.where.map((/** @type {string} */ id) => words.places[id] ?? id).join(", ")]]
        : [],
      details: [],
      why: [],
      changes_when: "",
      waits: "",
      horizon: "now",
      verdicts: Object.entries(words.verdicts),
      settled: true,
      minutes: null,
      times: null,
      per: null,
      own: true,
    }));
}

/**
 * The people present, the days of the agreement and of the next meeting, and what is still open.
 * @param {Answers} answers
 * @param {BoardModel} model
 * @param {Words} words
 * @param {string} root
 * @param {(id: string) => void} jump
 */
function makeMeeting(answers, model, words, root, jump) {
  const element = makeElement("section", { class: "nmt-card nmt-meeting" });
  const present = makeElement("textarea", { class: "nmt-input", rows: "3", maxlength: "5000" });
  const [agreed, next] = [inputOf("date"), inputOf("date")];
  const paths = { present: `${root}/present`, agreed: `${root}/agreed`, next: `${root}/next_meeting` };
  present.addEventListener("input", () => {
    const people = present.value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    answers.set(paths.present, people.length ? people : null, { typing: true });
  });
  agreed.addEventListener("change", () => answers.set(paths.agreed, agreed.value || null));
  next.addEventListener("change", () => answers.set(paths.next, next.value || null));
  const today = barButton(
    words.agree_today,
    () => {
      const now = new Date();
      answers.set(paths.agreed, new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10));
      show();
    },
    "nmt-button",
  );
  const days = makeElement("div", { class: "nmt-toolbar nmt-meeting-days" });
  days.append(labelled(words.agreed, agreed), today, labelled(words.next_meeting, next));
  const status = makeElement("p", { class: "nmt-meeting-said", role: "status" });
  const open = makeElement("details", { class: "nmt-more nmt-meeting-open" });
  element.append(makeElement("h3", { text: words.meeting }), status, open, labelled(words.present, present), days);
  function show() {
    if (present !== document.activeElement) present.value = (answers.get(paths.present) ?? []).join("\n");
    if (agreed !== document.activeElement) agreed.value = answers.get(paths.agreed) ?? "";
    if (next !== document.activeElement) next.value = answers.get(paths.next) ?? "";
    const locked = answers.isLocked(paths.present);
    present.readOnly = agreed.readOnly = next.readOnly = today.disabled = locked;
    const standing = model.get("standing");
    status.textContent = standing.sentences.join(" ");
    const items = standing.open.map(([id, title]) => {
      const item = makeElement("li");
      item.append(barButton(title, () => jump(id), "nmt-button is-quiet"));
      return item;
    });
    const list = makeElement("ul");
    list.append(...items);
    open.replaceChildren(makeElement("summary", { text: fillWords(words.still_open, { n: items.length }) }), list);
    open.hidden = !items.length;
  }
  return { element, show };
}

/**
 * What comes before every plan, as far as it is known. It never says that somebody is safe.
 * @param {PlanSafetyData} safety
 * @param {Words} words
 */
function makeSafety(safety, words) {
  const box = makeElement("div", { class: "nmt-alert nmt-safety" });
  for (const sentence of safety.sentences) box.append(makeElement("p", { text: sentence }));
  if (safety.signs.length) box.append(listPairs(safety.signs, "nmt-safety-signs"));
  if (safety.procedure.length) {
    const list = makeElement("ol");
    list.append(...safety.procedure.map((step) => makeElement("li", { text: step })));
    box.append(makeElement("h4", { text: words.procedure }), list);
  }
  if (safety.numbers.length)
    box.append(makeElement("h4", { text: words.numbers }), listPairs(safety.numbers, "nmt-safety-numbers"));
  if (safety.missing) box.append(makeElement("p", { class: "nmt-safety-missing", text: safety.missing }));
  if (safety.held_back.length) {
    const list = makeElement("ul", { class: "nmt-held" });
    for (const [title, reasons] of safety.held_back) {
      const item = makeElement("li");
      item.append(makeElement("b", { text: title }), reasons ? `: ${reasons}` : "");
      list.append(item);
    }
    box.append(makeElement("h4", { text: words.held }), list);
  }
  box.hidden = !box.childElementCount;
  return box;
}

/**
 * @param {Answers} answers
 * @param {BoardModel} model
 * @param {Words} words
 * @param {string} root
 */
export function makeBoard(answers, model, words, root) {
  const element = makeElement("div", { class: "nmt-board" });
  const called = new Set(); // lines taken up before their turn, until there is a decision on them
  /** @type {PlanCard[]} */
  let cards = [];
  let filter = "all";
  /** @type {PlanLineRow[]} */
  let lines = [];
  /** @param {string} id */
  const stateOf = (id) => model.get("standing").lines[id] ?? "open";
  /** @param {string} id */
  const changedLine = (id) => model.get("standing").changed[id];

  const filterName = `nmt-filter-${makeId()}`;
  const filters = makeElement("fieldset", { class: "nmt-options nmt-filter" });
  filters.append(makeElement("legend", { text: words.filter }));
  for (const [id, name] of Object.entries(words.filters)) {
    const input = makeElement("input", { type: "radio", name: filterName, value: id });
    input.checked = id === filter;
    input.addEventListener("change", () => sift(id));
    const label = makeElement("label");
    label.append(input, makeElement("span", { text: name }));
    filters.append(label);
  }
  /**
   * What is decided while a filter is on stays where it is until the filter is chosen anew: nothing slips away.
   * @param {string} id
   */
  function sift(id) {
    filter = id;
    for (const input of filters.querySelectorAll("input")) input.checked = input.value === id;
    for (const card of cards) card.element.hidden = !FILTERS[filter](stateOf(card.id));
    for (const part of findAllIn(element, ".nmt-board-part")) {
      const none = ![...findAllIn(part, ".nmt-line")].some((line) => !line.hidden);
      partIn(part, ".nmt-board-nothing").hidden = !none;
      for (const rest of findAllIn(part, ".nmt-next, .nmt-own-line")) rest.hidden = filter !== "all";
    }
  }
  /** @param {string} id */
  function jump(id) {
    sift("all");
    const card = cards.find((known) => known.id === id);
    card?.focus();
    card?.element.scrollIntoView({ block: "center" });
  }
  /** @param {string} id */
  function takeUp(id) {
    called.add(id);
    build();
    jump(id);
  }

  /** @param {string} part */
  function makeOwn(part) {
    const form = makeElement("form", { class: "nmt-toolbar nmt-own-line" });
    const input = inputOf("text", { maxlength: "300", required: "" });
    const where = makeSelect(words.own_places);
    const add = makeElement("button", { class: "nmt-button is-plain", text: words.add, type: "submit" });
    form.append(labelled(words.add_label, input));
    if (part === "client" || part === "web") form.append(labelled(words.own_where, where, "nmt-own-where"));
    form.append(add);
    form.noValidate = true;
    add.disabled = input.readOnly = where.disabled = answers.isLocked(`${root}/decisions/own:`);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const title = input.value.trim();
      if (!title) return input.focus();
      const places =
        part === "family" ? ["home"] : part === "safety" || where.value === "elsewhere" ? [] : where.value.split(" ");
      answers.set(`${root}/decisions/own:${makeId()}`, {
        verdict: "accepted",
        title,
        part,
        ...(places.length ? { where: places } : {}),
      });
      input.value = "";
    });
    return form;
  }

  const meeting = makeMeeting(answers, model, words, root, jump);
  const dropped = makeElement("p", { class: "nmt-alert nmt-board-gone" });
  function showSums() {
    dropped.textContent = model.get("standing").dropped;
    dropped.hidden = !dropped.textContent;
    meeting.show();
  }

  /**
   * @param {string} part
   */
  function makePart(part) {
    const section = makeElement("section", { class: "nmt-board-part", "data-part": part });
    section.append(
      makeElement("h3", { text: words.parts[part].name }),
      makeElement("p", { class: "nmt-quiet", text: words.parts[part].lead }),
    );
    if (part === "safety") section.append(makeSafety(model.get("safety"), words));
    const mine = lines.filter((line) => line.part === part);
    /** @param {PlanLineRow} line */
    const isNow = (line) =>
      line.verdicts.length &&
      (line.horizon === "now" || answers.get(`${root}/decisions/${line.id}`) || called.has(line.id));
    const list = makeElement("div", { class: "nmt-board-lines" });
    const current = mine
      .filter(isNow)
      .map((line) => makePlanLine(answers, line, words, root, { stateOf, changedLine }));
    cards.push(...current);
    list.append(...current.map((card) => card.element));
    const nothing = makeElement("p", { class: "nmt-quiet nmt-board-nothing", text: words.nothing });
    nothing.hidden = current.length > 0;
    section.append(nothing, list);
    const waiting = mine.filter((line) => !isNow(line));
    if (waiting.length) {
      const next = makeElement("details", { class: "nmt-more is-quiet nmt-next" });
      const items = makeElement("ul");
      items.append(...waiting.map((line) => makeNextLine(answers, line, words, takeUp)));
      next.append(makeElement("summary", { text: fillWords(words.next, { n: waiting.length }) }), items);
      section.append(next);
    }
    if (answers.mayWrite) section.append(makeOwn(part));
    return section;
  }

  function makeOutlook() {
    const outlook = makeElement("section", { class: "nmt-outlook" });
    for (const { title, items } of model.get("outlook")) {
      const list = makeElement("ul");
      for (const [name, text] of items) {
        const item = makeElement("li");
        if (name) item.append(makeElement("b", { text: `${name}. ` }));
        item.append(text);
        list.append(item);
      }
      const part = makeElement("div");
      part.append(makeElement("h3", { text: title }), list);
      outlook.append(part);
    }
    return outlook;
  }

  function build() {
    const around = focusedElement()?.closest?.("[data-line]");
    const at = around?.dataset.line;
    const place = around ? focusIndex(findAllIn(around, CONTROLS)) : -1;
    const unfolded = [...findAllIn(element, ".nmt-next[open]")].map(
      (next) => next.closest("[data-part]")?.dataset.part,
    );
    lines = [...model.get("lines"), ...ownLines(answers, root, words)];
    cards = [];
    element.replaceChildren(filters, dropped, ...PLAN_PARTS.map(makePart), makeOutlook(), meeting.element);
    for (const part of unfolded) findIn(element, `[data-part="${part}"] .nmt-next`)?.setAttribute("open", "");
    showSums();
    sift(filter);
    if (at) focusAgain(at, place);
  }
  /**
   * Whoever was on a control of a card is on the same one again, or on the card if it is gone.
   * @param {string} id
   * @param {number} place
   */
  function focusAgain(id, place) {
    const card = cards.find((other) => other.id === id);
    if (!card) return;
    const control = findAllIn(card.element, CONTROLS)[place];
    control?.focus();
    if (!control || focusedElement() !== control) card.focus();
  }
  /** @param {string} path */
  const isOwn = (path) => path.startsWith(`${root}/decisions/own:`);
  /** @param {string} path */
  const isCard = (path) => cards.some((card) => card.path === path);
  build();
  return {
    element,
    build,
    showStanding() {
      for (const card of cards) card.show();
      showSums();
    },
    /** @param {Set<string>} paths */
    tell(paths) {
      /** @param {string} path */
      const next = (path) =>
        !isCard(path) && answers.get(path) && lines.some((line) => path === `${root}/decisions/${line.id}`);
      if ([...paths].some((path) => (isOwn(path) && !isCard(path) === Boolean(answers.get(path))) || next(path)))
        return build();
      for (const card of cards) if (!paths.size || paths.has(card.path)) card.show();
      meeting.show();
    },
    /** @param {string} path */
    focus: (path) => cards.find((card) => card.path === path)?.focus(),
  };
}
