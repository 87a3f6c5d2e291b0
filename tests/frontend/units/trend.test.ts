import assert from "node:assert/strict";
import { test } from "node:test";

import { trendOf } from "../../../static/src/ui/spark_path";

const COUNT = { label: "", unit: "count", direction: "less", meaning: "" };

test("a trend is drawn over the last sixty minutes", () => {
  const trend = trendOf({ 941: 0, 942: 8, 1000: 4 }, 1000, COUNT);
  assert.equal(trend.low, 0);
  assert.equal(trend.high, 8);
  assert.equal(trend.path, "M1.7 100L3.3 0M100 50h0");
});

test("a missing minute breaks the line, and a minute alone is a dot", () => {
  const path = trendOf({ 990: 1, 991: 1, 993: 1, 995: 1, 996: 1 }, 1000, COUNT).path;
  assert.equal(path.split("M").length - 1, 3);
  assert.equal(path.split("h0").length - 1, 1);
});

test("what is older than an hour, or of the future, is left out", () => {
  assert.equal(trendOf({ 940: 1, 1001: 2, 1002: 3 }, 1000, COUNT).path, "");
});

test("one minute is no trend", () => {
  assert.equal(trendOf({ 1000: 1 }, 1000, COUNT).path, "");
});

test("a calm hour is drawn calm", () => {
  const path = trendOf({ 999: 4, 1000: 5 }, 1000, COUNT).path;
  assert.equal(path, "M98.3 62.5L100 37.5");
});
