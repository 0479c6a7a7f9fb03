// The query of an address: what of the list is shown. Nothing here touches the page.

/**
 * @import { CaseFilter, Query } from "./protocol.d.ts"
 * @import { Words } from "../shared/protocol.d.ts"
 */

/**
 * Some of it changed; what is empty is left out, and another choice begins at the first page.
 * @param {Query} query
 * @param {Query} changes
 * @returns {Query}
 */
export function changeQuery(query, changes) {
  const { page: _page, ...choice } = query;
  return Object.fromEntries(Object.entries({ ...choice, ...changes }).filter(([, value]) => value !== ""));
}

/**
 * The address of a screen with a query.
 * @param {string} screen
 * @param {Query} query
 */
export function addressOf(screen, query) {
  const search = new URLSearchParams(query).toString();
  return `${screen}.ipynb${search ? `?${search}` : ""}`;
}

/**
 * The names under which a filter stands in the query.
 * @param {CaseFilter} filter
 */
export function namesOf({ name, kind }) {
  return kind === "years" || kind === "dates" ? [`${name}_from`, `${name}_to`] : [name];
}

/**
 * The query without some filters.
 * @param {Query} query
 * @param {CaseFilter[]} filters
 */
export function withoutFilters(query, filters) {
  return changeQuery(query, Object.fromEntries(filters.flatMap(namesOf).map((name) => [name, ""])));
}

/**
 * A filter in words, such as "Age in years: 5 to 9"; empty where it is not set.
 * @param {CaseFilter} filter
 * @param {Query} query
 * @param {Words} words
 * @param {(words: string, values: object) => string} fill
 * @param {(date: string) => string} sayDate
 */
export function sayFilter(filter, query, words, fill, sayDate) {
  const value = filter.kind === "years" || filter.kind === "dates" ? range() : options();
  return value && fill(words.filter, { name: filter.label, value });

  function range() {
    const say = filter.kind === "dates" ? sayDate : String;
    const [from, to] = namesOf(filter).map((name) => (query[name] ? say(query[name]) : ""));
    if (from && to) return fill(words.range, { from, to });
    return from ? fill(words.range_from, { from }) : to && fill(words.range_to, { to });
  }
  function options() {
    const chosen = (query[filter.name] ?? "").split(",");
    if (filter.kind === "single" && query[filter.name])
      return filter.options.find(([id]) => id === query[filter.name])?.[1] ?? query[filter.name];
    return filter.options
      .filter(([id]) => id && chosen.includes(id))
      .map(([, name]) => name)
      .join(", ");
  }
}
