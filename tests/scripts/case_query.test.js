import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, changeQuery, namesOf } from "../../nmt_widgets/widgets/cases/query.js";

const AGE = { name: "age", kind: "years", label: "Age", options: [], groups: [] };
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

test("a range stands in the query by its ends, any other filter by its name", () => {
  assert.deepEqual(namesOf(AGE), ["age_from", "age_to"]);
  assert.deepEqual(namesOf({ ...AGE, name: "assigned", kind: "single" }), ["assigned"]);
});
