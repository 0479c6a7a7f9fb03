// What stands over the list: the field to search in, the groups, the filters and the order.

import { makeButton, makeElement, makeElementId } from "../shared/dom.js";
import { fillWords } from "../shared/words.js";
import { addressOf, changeQuery, namesOf } from "./query.js";

/**
 * @import { Words } from "../shared/protocol.d.ts"
 * @import { CaseFilter, CaseListState, Query } from "./protocol.d.ts"
 *
 * @typedef {{
 *   words: Words,
 *   filters: CaseFilter[],
 *   sorts: [string, string][],
 *   screen: string,
 *   query(): Query,
 *   ask(query: Query, focus?: boolean): void,
 * }} Finding
 */

/** @param {Finding} finding */
export function makeSearch({ words, query, ask }) {
  const hint = makeElementId();
  const input = makeElement("input", {
    class: "nmt-input",
    type: "search",
    name: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 120,
    "aria-describedby": hint,
    on: { input: () => ask(changeQuery(query(), { search: input.value })) },
  });
  const status = makeElement("p", { class: "nmt-case-result", role: "status" });
  const form = makeElement(
    "form",
    { class: "nmt-case-search", role: "search" },
    makeElement(
      "label",
      { class: "nmt-field" },
      makeElement("span", { class: "nmt-field-name", text: words.search }),
      input,
      makeElement("small", { id: hint, text: words.search_hint }),
    ),
    status,
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  return {
    form,
    status,
    /** @param {CaseListState} state */
    draw(state) {
      if (document.activeElement !== input) input.value = state.query.search ?? "";
      status.textContent = state.result;
    },
  };
}

/**
 * A link that shows another part of the list; without a server a button.
 * @param {Finding} finding
 * @param {Query} query
 * @param {import("../shared/dom.js").Properties} properties
 * @param {...HTMLElement} children
 */
export function makeListLink({ screen, ask }, query, properties, ...children) {
  const go = () => ask(query, true);
  if (!screen) return makeElement("button", { type: "button", ...properties, on: { click: go } }, ...children);
  const link = makeElement("a", { href: addressOf(screen, query), ...properties }, ...children);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go();
  });
  return link;
}

/** @param {Finding} finding */
export function makeGroups(finding) {
  const { words } = finding;
  const list = makeElement("ul", {});
  const nav = makeElement("nav", { class: "nmt-part-links nmt-case-groups", "aria-label": words.groups_label }, list);
  return {
    nav,
    /** @param {CaseListState} state */
    draw(state) {
      const current = state.query.group ?? "";
      const { search } = state.query;
      const rows = [["", words.overview, 0], ...state.groups];
      nav.hidden = state.groups.length < 2;
      list.replaceChildren(
        ...rows.map(([group, name, count]) =>
          makeElement(
            "li",
            {},
            makeListLink(
              finding,
              changeQuery({}, { group: String(group), search: search ?? "" }),
              { "aria-current": current === group && "page", "data-group": group },
              makeElement("span", { text: name }),
              ...(group ? [makeElement("b", { text: count })] : []),
            ),
          ),
        ),
      );
    },
  };
}

/**
 * The filters and the order of one group, and what is set of them.
 * @param {Finding} finding
 */
export function makeFilters(finding) {
  const { words, filters, sorts, query, ask } = finding;
  const fields = makeElement("div", { class: "nmt-case-fields" });
  const details = makeElement("details", { class: "nmt-more" }, makeElement("summary", { text: words.adjust }), fields);
  const chips = makeElement("div", { class: "nmt-toolbar nmt-case-chips" });
  const bar = makeElement("div", { class: "nmt-case-filters" }, details, chips);
  /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
  const inputs = new Map();
  /** @type {Map<string, HTMLElement>} */
  const problems = new Map();
  /** @type {(changes: Query) => void} */
  const change = (changes) => ask(changeQuery(query(), changes));
  /** @type {(names: string[]) => void} */
  const takeAway = (names) => change(Object.fromEntries(names.map((name) => [name, ""])));

  /**
   * @param {CaseFilter} filter
   * @param {string} name
   * @param {string} label
   */
  function makeEnd(filter, name, label) {
    const problem = makeElement("small", { class: "nmt-case-problem", id: makeElementId() });
    const input = makeElement("input", {
      class: "nmt-input",
      type: filter.kind === "dates" ? "date" : "text",
      inputmode: filter.kind === "dates" ? null : "decimal",
      name,
      autocomplete: "off",
      maxlength: 12,
      "aria-label": `${filter.label}: ${label}`,
      "aria-describedby": problem.id,
      on: { change: () => change({ [name]: input.value.trim() }) },
    });
    inputs.set(name, input);
    problems.set(name, problem);
    return makeElement("label", { class: "nmt-field" }, makeElement("small", { text: label }), input, problem);
  }
  /** @param {CaseFilter} filter */
  function makeSeveral(filter) {
    const boxes = filter.options.map(([id, name]) => {
      const box = makeElement("input", { type: "checkbox", value: id, name: filter.name });
      box.addEventListener("change", () => {
        const chosen = boxes.filter(({ checked }) => checked).map(({ value }) => value);
        change({ [filter.name]: chosen.join(",") });
      });
      inputs.set(`${filter.name}:${id}`, box);
      return Object.assign(box, { words: name });
    });
    return boxes.map((box) =>
      makeElement("label", { class: "nmt-field-option" }, box, makeElement("span", { text: box.words })),
    );
  }
  /**
   * @param {string} name
   * @param {string} label
   * @param {[string, string][]} options
   */
  function makeChoice(name, label, options) {
    const select = makeElement(
      "select",
      { class: "nmt-input", name, on: { change: () => change({ [name]: select.value }) } },
      ...options.map(([value, text]) => makeElement("option", { value, text })),
    );
    inputs.set(name, select);
    return makeElement(
      "label",
      { class: "nmt-field" },
      makeElement("span", { class: "nmt-field-name", text: label }),
      select,
    );
  }
  /** @param {CaseFilter} filter */
  function makeFilter(filter) {
    if (filter.kind === "single") return makeChoice(filter.name, filter.label, filter.options);
    const [from, to] = namesOf(filter);
    const parts =
      filter.kind === "several"
        ? makeSeveral(filter)
        : [makeEnd(filter, from, words.from), makeEnd(filter, to, words.to)];
    const legend = makeElement("legend", { class: "nmt-field-name", text: filter.label });
    return makeElement(
      "fieldset",
      { class: `nmt-field nmt-case-filter is-${filter.kind}` },
      legend,
      makeElement("div", {}, ...parts),
    );
  }
  const places = filters.map((filter) => ({ filter, field: makeFilter(filter) }));
  fields.append(...places.map(({ field }) => field), makeChoice("sort", words.sort, sorts));

  return {
    bar,
    /** @param {CaseListState} state */
    draw(state) {
      details.hidden = !state.query.group;
      bar.hidden = details.hidden && !state.chips.length; // what an address filters by can be taken away
      for (const { filter, field } of places) field.hidden = !filter.groups.includes(state.query.group);
      for (const [name, input] of inputs) {
        const [key, option] = name.split(":");
        const value = key === "sort" ? state.sort : (state.query[key] ?? "");
        if (input instanceof HTMLInputElement && input.type === "checkbox")
          input.checked = value.split(",").includes(option);
        else if (document.activeElement !== input) input.value = value;
      }
      for (const [name, problem] of problems) {
        problem.textContent = state.problems[name] ?? "";
        inputs.get(name)?.setAttribute("aria-invalid", String(Boolean(problem.textContent)));
      }
      if (Object.keys(state.problems).length) details.open = true; // what an address has wrong is said here, too
      chips.hidden = !state.chips.length;
      chips.replaceChildren(
        ...state.chips.map(([text, names]) =>
          makeElement(
            "button",
            {
              type: "button",
              class: "nmt-chip nmt-case-chip",
              "aria-label": fillWords(words.take_away, { filter: text }),
              on: { click: () => takeAway(names) },
            },
            text,
            makeElement("span", { "aria-hidden": "true", text: "×" }),
          ),
        ),
        ...(state.chips.length > 1
          ? [
              makeButton("nmt-button is-quiet", words.take_all_away, () =>
                takeAway(state.chips.flatMap(([, all]) => all)),
              ),
            ]
          : []),
      );
    },
  };
}

/** @param {Finding} finding */
export function makePager(finding) {
  const { words } = finding;
  const nav = makeElement("nav", { class: "nmt-toolbar nmt-case-pager", "aria-label": words.pages_label });
  return {
    nav,
    /** @param {CaseListState} state */
    draw({ query, page, pages }) {
      nav.hidden = pages < 2;
      /** @type {(number: number, label: string, leads: boolean) => HTMLElement} */
      const link = (number, label, leads) => {
        const properties = { class: "nmt-button is-plain is-small", text: label };
        return leads
          ? makeListLink(finding, changeQuery(query, { page: number > 1 ? String(number) : "" }), properties)
          : makeElement("span", { ...properties, "aria-disabled": "true" });
      };
      nav.replaceChildren(
        link(page - 1, words.earlier, page > 1),
        makeElement("span", { text: fillWords(words.page, { page, pages }) }),
        link(page + 1, words.later, page < pages),
      );
    },
  };
}
