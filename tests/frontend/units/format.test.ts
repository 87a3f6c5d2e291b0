import assert from "node:assert/strict";
import { test } from "node:test";

import * as format from "../../../static/src/format";

test("durations are m:ss below an hour and h:mm:ss above", () => {
  assert.equal(format.duration(42), "0:42");
  assert.equal(format.duration(247.9), "4:07");
  assert.equal(format.duration(4350), "1:12:30");
  assert.equal(format.duration(-3), "0:00");
});

test("ages have one unit, rounded down", () => {
  const ages = [12, 59.9, 60, 3599, 3600, 86_400 * 4];
  assert.deepEqual(ages.map(format.age), ["12 s", "59 s", "1 min", "59 min", "1 h", "4 d"]);
});

test("a percentage is rounded against us and never claims a missed target", () => {
  assert.equal(format.percent(0.796, "higher"), 79);
  assert.equal(format.percent(0.999, "higher"), 99);
  assert.equal(format.percent(0.052, "lower"), 6);
  assert.equal(format.percent(0.5049, "neutral"), 50);
});

test("a binary fraction does not lose a whole per cent", () => {
  assert.equal(format.percent(0.29, "higher"), 29);
  assert.equal(format.percent(0.07, "lower"), 7);
  for (let n = 0; n <= 100; n += 1) {
    assert.equal(format.percent(n / 100, "higher"), n);
    assert.equal(format.percent(n / 100, "lower"), n);
  }
});

test("numbers follow the language", () => {
  assert.equal(format.number(1234.5, "en", 1), "1,234.5");
  assert.equal(format.number(1234, "de"), "1.234");
});

const AT = Date.UTC(2026, 10, 22, 22, 5, 9) / 1000;

test("instants are in the site's zone, on a 24-hour clock, midnight as 00", () => {
  assert.equal(format.timeOfDay(AT, "en", "Europe/Stockholm"), "23:05");
  assert.equal(format.timeOfDay(AT, "en", "Europe/Helsinki"), "00:05");
  assert.equal(format.timeOfDay(AT, "en-US", "Europe/Stockholm", true), "23:05:09");
});

test("an instant of another day says which", () => {
  const zone = "Europe/Stockholm";
  assert.equal(format.instant(AT, AT + 60, "en", zone), "23:05");
  assert.match(format.instant(AT - 86_400, AT, "en", zone), /^Sat 23:05$/);
  assert.match(format.instant(AT - 30 * 86_400, AT, "en", zone), /^24 Oct 00:05$/);
});

test("days and times are written as the language writes them", () => {
  const zone = "Europe/Helsinki";
  assert.equal(format.timeOfDay(AT, "fi", zone), "00.05");
  assert.equal(format.timeOfDay(AT, "de", zone), "00:05");
  assert.match(format.date(AT, "fi", zone), /^ma 23\.11\.$/);
  assert.match(format.date(AT, "de", zone, false), /^23\. Nov/);
  assert.match(format.date(AT, "sv", zone, false), /^23 nov/);
});

test("a zone that the television does not know is told as UTC", () => {
  assert.equal(format.timeOfDay(AT, "en", "Europe/Nowhere"), "22:05");
});
