// Cases in groups: to search, to filter, to open, to file; the kernel answers, and what is old stays until it has.

import { makeAsking } from "../shared/asking.js";
import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { sendIfOpen } from "../shared/kernel_line.js";
import { makeId } from "../shared/values.js";
import { fillWords, useLocale } from "../shared/words.js";
import { makeCard } from "./card.js";
import { makeFilingDialog } from "./filing.js";
import { makeFilters, makeGroups, makeListLink, makePager, makeSearch } from "./finding.js";
import { makeMaps } from "./maps.js";
import { changeQuery } from "./query.js";

/**
 * @import { Model } from "../shared/model.d.ts"
 * @import { CaseEntry, CaseListMessage, CaseListReply, CaseListTraits, CaseSection, FilingRequest, FiledReply, Query } from "./protocol.d.ts"
 */

/**
 * @param {{ model: Model<CaseListTraits, CaseListMessage, CaseListReply>, el: HTMLElement }} props
 * @param {(entry: CaseEntry) => HTMLElement[]} [more] what a screen adds to a card
 */
export function showCases({ model, el }, more) {
  useLocale(model);
  const words = model.get("words");
  const screen = model.get("screen");
  const problem = makeElement("p", { class: "nmt-alert", role: "alert" });
  const sections = makeElement("div", { class: "nmt-case-sections" });
  const notice = makeElement("div", { class: "nmt-alert is-notice nmt-alert-row", role: "status" });
  let focusHeading = false;

  /** @type {CardParts["open"]} */
  const open = (entry) => sendIfOpen(model, { type: "open", case: entry.case });
  const asking = makeAsking(
    (request, query) => sendIfOpen(model, { type: "list", request, query }),
    (busy) => sections.setAttribute("aria-busy", String(busy)),
  );
  const maps = makeMaps(model, () => asking.busy);
  const dialog = makeFilingDialog(words, (message) => sendIfOpen(model, message));
  let query = model.get("state").query;
  const finding = {
    words,
    screen,
    filters: model.get("filters"),
    sorts: model.get("sorts"),
    query: () => query,
    /** @type {(next: Query, focus?: boolean) => void} */
    ask(next, focus = false) {
      query = next;
      focusHeading = focus;
      asking.ask(next);
    },
  };
  const search = makeSearch(finding);
  const groups = makeGroups(finding);
  const filters = makeFilters(finding);
  const pager = makePager(finding);

  /** @type {(entry: CaseEntry, act: string) => void} */
  function file(entry, act) {
    if (act === "assign" || act === "share") dialog.open(el, entry, act);
    else sendFiling(entry.case, act);
  }
  /** @type {(id: string, act: string) => void} */
  const sendFiling = (id, act) =>
    sendIfOpen(model, {
      type: "file",
      act: /** @type {FilingRequest["act"]} */ (act),
      case: id,
      person: "",
      edit: makeId(),
    });

  /** @typedef {import("./card.js").CardParts} CardParts */
  /** @type {CardParts} */
  const parts = { words, screen, open, file, addMap: maps.add, more };

  /** @param {CaseSection} section */
  function makeSection({ group, title, count, entries }) {
    const id = makeElementId();
    const all = count > entries.length && !model.get("state").query.group;
    const name = makeElement("h2", { id, tabindex: -1 }, title, count > 0 && makeElement("span", { text: count }));
    return makeElement(
      "section",
      { "aria-labelledby": id, "data-group": group },
      makeElement(
        "header",
        {},
        name,
        all &&
          makeListLink(finding, changeQuery({}, { group, search: query.search ?? "" }), {
            class: "nmt-case-all",
            text: fillWords(words.show_all, { count }),
            "aria-label": fillWords(words.action_label, { action: fillWords(words.show_all, { count }), title }),
          }),
      ),
      makeElement(
        "ul",
        { class: all ? "nmt-case-cards is-row" : "nmt-case-cards" },
        ...entries.map((entry) => makeCard(entry, parts)),
      ),
    );
  }

  function draw() {
    const state = model.get("state");
    const path = focusPath();
    asking.answer(state.answers);
    if (!asking.busy) query = state.query; // else somebody has typed on meanwhile
    maps.clear();
    sections.replaceChildren(...state.sections.map(makeSection));
    if (!state.sections.length && Object.keys(state.query).length)
      sections.append(
        makeElement("p", { class: "nmt-quiet", text: hasChoice(state.query) ? words.nothing : words.nothing_yet }),
      );
    for (const part of [search, groups, filters, pager]) part.draw(state);
    maps.ask();
    if (focusHeading && !asking.busy) {
      focusHeading = false;
      goTo(sections.querySelector("h2"));
    } else if (path) goTo(el.querySelector(path), false);
  }
  /** @param {Query} state */
  const hasChoice = (state) => Object.keys(state).some((name) => !["group", "sort", "page"].includes(name));

  /** Where the keyboard is in what is drawn anew. */
  function focusPath() {
    const card = document.activeElement?.closest(".nmt-case");
    if (card instanceof HTMLElement && sections.contains(card))
      return `[data-entry="${CSS.escape(card.dataset.entry ?? "")}"] [data-case]`;
    const group = document.activeElement?.closest("a[data-group], button[data-group]");
    return group instanceof HTMLElement ? `.nmt-case-groups [data-group="${group.dataset.group}"]` : "";
  }
  /**
   * @param {Element | null} element
   * @param {boolean} [scrolls]
   */
  function goTo(element, scrolls = true) {
    if (!(element instanceof HTMLElement)) return;
    element.focus({ preventScroll: true });
    if (scrolls) element.scrollIntoView({ block: "nearest" });
  }

  /** @param {FiledReply} reply */
  function showFiled({ case: id, text, undo }) {
    dialog.close();
    notice.replaceChildren(
      makeElement("span", { text }),
      ...(undo ? [makeButton("nmt-button is-plain is-small", words.filing_undo, () => sendFiling(id, undo))] : []),
    );
    notice.hidden = false;
    const button = notice.querySelector("button");
    if (button && !el.contains(document.activeElement)) button.focus({ preventScroll: true });
  }
  /** @param {CaseListReply} reply */
  function hear(reply) {
    if (reply.type === "maps") maps.take(reply.maps);
    else if (reply.type === "people") dialog.fill(reply);
    else if (reply.type === "filed") showFiled(reply);
    else if (!dialog.refuse(reply)) {
      problem.textContent = reply.text;
      problem.hidden = false;
    }
  }
  function drawProblem() {
    problem.textContent = model.get("problem");
    problem.hidden = !problem.textContent;
  }
  /** @param {PointerEvent} event */
  function closeMenus(event) {
    for (const menu of el.querySelectorAll("details.nmt-case-menu[open]"))
      if (!(event.target instanceof Node && menu.contains(event.target))) menu.removeAttribute("open");
  }

  notice.hidden = true;
  el.classList.add("nmt-case-list");
  el.append(problem, search.form, groups.nav, filters.bar, notice, sections, pager.nav);
  model.on("change:state", draw);
  model.on("change:problem", drawProblem);
  model.on("msg:custom", hear);
  document.addEventListener("pointerdown", closeMenus);
  draw();
  drawProblem();
  const last = model.get("last");
  const title = () => el.closest(".nmt-screen")?.querySelector("h1[tabindex]") ?? null; // it may be on another page by now
  if (last) requestAnimationFrame(() => goTo(el.querySelector(`[data-case="${CSS.escape(last)}"]`) ?? title()));
  const close = () => {
    model.off("change:state", draw);
    model.off("change:problem", drawProblem);
    model.off("msg:custom", hear);
    document.removeEventListener("pointerdown", closeMenus);
    maps.close();
  };
  return { problem, close };
}
