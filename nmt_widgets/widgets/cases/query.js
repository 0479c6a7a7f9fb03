// The query of an address: what of the list is shown. Nothing here touches the page.

/**
 * @import { CaseFilter, Query } from "./protocol.d.ts"
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
