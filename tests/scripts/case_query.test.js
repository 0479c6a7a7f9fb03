import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, changeQuery, namesOf, sayFilter, withoutFilters } from "../../nmt_widgets/widgets/cases/query.js";

const AGE = { name: "age", kind: "years", label: "Age", options: [], groups: [] };
const CATEGORY = {
  name: "category",
  kind: "several",
  label: "Lowest domain",
  options: [
    ["essential", "Essential"],
    ["therapeutic", "Therapeutic"],
  ],
  groups: [],
};
const ASSIGNED = {
  name: "assigned",
  kind: "single",
  label: "Assigned to",
  options: [
    ["", "Anybody"],
    ["me", "Me"],
  ],
  groups: [],
};
const WORDS = { filter: "{name}: {value}", range: "{from} to {to}", range_from: "from {from}", range_to: "up to {to}" };
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const say = (filter, query) => sayFilter(filter, query, WORDS, fill, (date) => `on ${date}`);

test("another choice begins at the first page, and what is empty is left out", () => {
  const query = { group: "clients", search: "boy", page: "3" };
  assert.deepEqual(changeQuery(query, { search: "" }), { group: "clients" });
  assert.deepEqual(changeQuery(query, { page: "4" }), { group: "clients", search: "boy", page: "4" });
  assert.deepEqual(query, { group: "clients", search: "boy", page: "3" });
});

test("an address holds the query, whatever was typed", () => {
  assert.equal(addressOf("home", {}), "home.ipynb");
  const address = addressOf("home", { search: "a&b=c #é" });
  assert.equal(new URL(address, "http://x/").searchParams.get("search"), "a&b=c #é");
});

test("a filter is said in words, and taken away with all its names", () => {
  assert.equal(say(AGE, {}), "");
  assert.equal(say(AGE, { age_from: "5", age_to: "9" }), "Age: 5 to 9");
  assert.equal(say(AGE, { age_to: "9" }), "Age: up to 9");
  assert.equal(say({ ...AGE, name: "date", kind: "dates" }, { date_from: "2026-03-02" }), "Age: from on 2026-03-02");
  assert.equal(say(CATEGORY, { category: "therapeutic,essential" }), "Lowest domain: Essential, Therapeutic");
  assert.equal(say(CATEGORY, { category: "" }), "");
  assert.equal(say(ASSIGNED, { assigned: "me" }), "Assigned to: Me");
  assert.equal(say(ASSIGNED, { assigned: "Bo" }), "Assigned to: Bo");
  assert.deepEqual(namesOf(AGE), ["age_from", "age_to"]);
  const query = { group: "clients", age_from: "5", category: "essential", sort: "title", page: "2" };
  assert.deepEqual(withoutFilters(query, [AGE, CATEGORY]), { group: "clients", sort: "title" });
});
