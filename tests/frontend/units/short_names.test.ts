import assert from "node:assert/strict";
import { test } from "node:test";

import { shortNames } from "../../../static/src/ui/short_names";

const short = (names: string[], room: number): [string, string][] =>
  Array.from(shortNames(names, room, () => 1));

test("names that would be cut alike are shortened from the first name", () => {
  const names = ["Maximiliane-Charlotte Andersson", "Eva Ek", "Maximiliane-Charlotte Berg"];
  assert.deepEqual(short(names, 20), [
    ["Maximiliane-Charlotte Andersson", "M.-C. Andersson"],
    ["Maximiliane-Charlotte Berg", "M.-C. Berg"],
  ]);
});

test("names that fit, or are cut after they differ, stay whole", () => {
  assert.deepEqual(short(["Anna Andersson", "Anna Andersen"], 14), []);
  assert.deepEqual(short(["Anna Andersson", "Anna Andersen"], 13), []);
  assert.deepEqual(short(["Anna Andersson", "Anna Andersen"], 12), [
    ["Anna Andersson", "A. Andersson"],
    ["Anna Andersen", "A. Andersen"],
  ]);
  assert.deepEqual(short(["Maximiliane Andersson", "Maximiliane Berg"], 14), []);
});

test("the dots take room too", () => {
  const names = ["Maximiliane Andersson", "Maximiliane Berg-Lindström"];
  assert.deepEqual(short(names, 14), []);
  assert.equal(short(names, 13).length, 2);
});

test("a name stays whole where its initials would not tell it apart either", () => {
  const twins = ["Maximiliane-Charlotte Andersson", "Maximiliane-Christine Andersson"];
  assert.deepEqual(short(twins, 15), []);
  const other = "M.-C. Andersson";
  assert.deepEqual(short([other, "Maximiliane-Charlotte Andersson", "Maximiliane-Cz"], 12), []);
});

test("the same name twice, one word, and a surname that comes first are left as they are", () => {
  assert.deepEqual(short(["Anna-Maria Andersson", "Anna-Maria Andersson"], 8), []);
  assert.deepEqual(short(["Maximiliane", "Maximilian"], 8), []);
  assert.deepEqual(short(["Hohenstein-Schönburg, Eva", "Hohenstein-Schönburg, Ada"], 12), []);
});

test("initials are whole letters, also beyond the basic plane", () => {
  assert.deepEqual(short(["𝒜nna-Ôna Ek", "𝒜nna-Ôna Berg"], 8), [
    ["𝒜nna-Ôna Ek", "𝒜.-Ô. Ek"],
    ["𝒜nna-Ôna Berg", "𝒜.-Ô. Berg"],
  ]);
});
