import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf } from "../../../static/src/chart/day";

const COUNT = { label: "", unit: "count", direction: "less", meaning: "" };
const SHARE = { ...COUNT, unit: "share" };
const FROM = 1_760_000_400; // a minute's start, as a midnight
const FIRST = FROM / 60;
const UNTIL = FROM + 86_400;
const at = (hours: number): number => FROM + hours * 3600;

function shown(points: Record<string, number>, nowAt = at(10), metric = COUNT) {
  return dayOf(points, FROM, UNTIL, nowAt, 5, metric, true)!;
}

test("a day without numbers is none", () => {
  assert.equal(dayOf({}, FROM, UNTIL, at(10), null, COUNT, true), null);
  assert.equal(dayOf({ [`w${FIRST + 60}`]: 3 }, FROM, UNTIL, at(10), null, COUNT, true), null);
});

test("it is shown from its first whole hour to the hour that is running", () => {
  const day = shown({ [FIRST + 430]: 3, [FIRST + 432]: 4 });
  assert.equal(day.at[0], at(7));
  assert.equal(day.at[day.at.length - 1], at(11));
  assert.deepEqual(day.hours, [7, 8, 9, 10, 11].map(at));
});

test("a minute without a number is a gap", () => {
  const day = shown({ [FIRST + 420]: 3, [FIRST + 422]: 4 });
  assert.deepEqual(day.today.slice(0, 3), [3, null, 4]);
});

test("last week stands at the same time of day, and can be left out", () => {
  const points = { [FIRST + 420]: 3, [`w${FIRST + 421}`]: 9 };
  assert.deepEqual(shown(points).lastWeek.slice(0, 3), [null, 9, null]);
  const without = dayOf(points, FROM, UNTIL, at(10), null, COUNT, false)!;
  assert.ok(without.lastWeek.every((value) => value === null));
});

test("what is of another day is left out", () => {
  const day = shown({ [FIRST - 1]: 99, [FIRST + 420]: 3, [FIRST + 1440]: 99 });
  assert.equal(day.most, 3);
});

test("counts begin at nought and hold the target; shares stay within their bounds", () => {
  const day = shown({ [FIRST + 420]: 3 });
  assert.equal(day.low, 0);
  assert.ok(day.high >= 5);
  const share = dayOf({ [FIRST + 420]: 0.99 }, FROM, UNTIL, at(10), 0.8, SHARE, true)!;
  assert.ok(share.low < 0.8 && share.low > 0);
  assert.equal(share.high, 1);
});

test("a young day has three hours", () => {
  const day = shown({ [FIRST + 5]: 3 }, at(0.1));
  assert.equal(day.at.length, 3 * 60 + 1);
});
