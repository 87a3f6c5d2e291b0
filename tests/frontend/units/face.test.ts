import assert from "node:assert/strict";
import { test } from "node:test";

import { faceOf, targetText } from "../../../static/src/face";
import type { Figure, Metric } from "../../../static/src/wire";

const NOW = Date.UTC(2026, 10, 22, 9, 41) / 1000;
const LOCALE = { lang: "en", zone: "Europe/Stockholm" };

function metric(unit: string, direction = "less"): Metric {
  return { label: "x", unit, direction, meaning: "" };
}

function face(figure: Figure | undefined, unit = "count") {
  return faceOf(figure, metric(unit, unit === "share" ? "more" : "less"), NOW, LOCALE);
}

test("a fresh figure is plain", () => {
  const plain = face({ v: 7 });
  assert.deepEqual([plain.text, plain.mark, plain.status, plain.dim], ["7", null, "", false]);
});

test("zero is a number, not a gap", () => {
  assert.equal(face({ v: 0 }).text, "0");
  assert.equal(face({ v: 0 }).empty, false);
});

test("a late figure stays, dimmed, with mark and age", () => {
  const late = face({ v: 7, s: "late", since: NOW - 34, by: "Trio" });
  assert.deepEqual([late.text, late.mark, late.status], ["7", "late", "late 34 s"]);
  assert.ok(late.dim && late.ticks);
});

test("a lost figure is a dash that says since when", () => {
  const lost = face({ v: null, s: "lost", since: NOW, by: "Trio" });
  assert.deepEqual([lost.text, lost.mark, lost.status], ["–", "lost", "Trio since 10:41"]);
});

test("the four kinds of no number are told apart in words", () => {
  const words = [
    face({ v: null, s: "lost", since: NOW }),
    face({ v: null, s: "unknown", since: NOW }),
    face({ v: null, s: "never" }),
    face({ v: null, s: "na" }),
  ].map((one) => one.status);
  assert.deepEqual(words, [
    "since 10:41",
    "waiting for the first poll since 10:41",
    "not from this source",
    "nothing to count yet",
  ]);
});

test("what was never sent does not wait for a first poll", () => {
  assert.equal(face({ v: null, s: "unknown", n: "not_sent" }).status, "not sent by its source");
});

test("no figure at all is unknown, never zero", () => {
  assert.deepEqual([face(undefined).text, face(undefined).empty], ["–", true]);
});

test("at least: a plus after a count, a sign before a duration", () => {
  assert.equal(face({ v: 20, q: "at_least" }).suffix, "+");
  const share = face({ v: 0.84, q: "roughly" }, "share");
  assert.deepEqual([share.prefix, share.suffix], ["≈", ""], "a share of such counts may be less too");
  const since = face({ v: NOW - 247, q: "at_least" }, "instant");
  assert.deepEqual([since.prefix, since.text], ["≥", "4:07"]);
});

test("a fresh instant ticks as a duration; a late one stands still", () => {
  assert.equal(face({ v: NOW - 90 }, "instant").text, "1:30");
  const late = { v: NOW - 90, s: "late", since: NOW - 30 } as Figure;
  assert.equal(face(late, "instant").text, "1:00");
});

test("parts, the reporting source and the letter are remarks", () => {
  assert.equal(face({ v: 1, parts: [2, 3] }).remark, "2 of 3 sources");
  assert.equal(face({ v: 1, parts: [2, 3], n: "queues" }).remark, "2 of 3 queues");
  assert.equal(face({ v: 0.9, q: "as_reported", by: "Calabrio" }, "share").remark, "by Calabrio");
  const letter = { v: 0.9, n: "other_letter", p: { letter: "SL-A" } };
  assert.equal(face(letter, "share").remark, "by SL-A");
});

test("a level of one of two sources still names its letter", () => {
  const p = { letter: "SL-A" };
  const off: Figure = { v: 0.8, s: "late", parts: [1, 2], n: "other_letter", p };
  assert.equal(face(off, "share").remark, "1 of 2 sources · by SL-A");
  const whole = { v: 0.8, p: { letter: "SL-E" } };
  assert.equal(face(whole, "share").remark, "");
});

test("what was left out of a sum is counted in queues, and why", () => {
  const p = { letter: "SL-A" };
  const apart: Figure = { v: 0.5, parts: [1, 2], n: "reported_apart", p };
  const said = "1 of 2 queues · by SL-A · a reported percentage left out";
  assert.equal(face(apart, "share").remark, said);
  const mixed: Figure = { v: 6, parts: [2, 3], n: "mixed_windows" };
  assert.equal(face(mixed).remark, "2 of 3 queues · other windows left out");
});

test("a share above one is shown as it is", () => {
  const conformance = faceOf({ v: 1.04 }, metric("share", "none"), NOW, LOCALE);
  assert.deepEqual([conformance.text, conformance.unit], ["104", "%"]);
});

test("a target tells by how much it is missed, in the figure's unit", () => {
  const words = (figure: Figure, target: number, unit: string, direction = "less") =>
    targetText(figure, target, metric(unit, direction), LOCALE);
  assert.deepEqual(words({ v: 11 }, 5, "count"), { target: "target 5", delta: "6 over" });
  assert.deepEqual(words({ v: 0.796 }, 0.8, "share", "more"), {
    target: "target 80 %",
    delta: "1 under",
  });
  assert.equal(words({ v: 5 }, 5, "count").delta, "");
  assert.equal(words({ v: 20, q: "at_least" }, 5, "count").delta, "");
  assert.equal(words({ v: 0.84, q: "roughly" }, 0.8, "share").delta, "");
  assert.equal(words({ v: null, s: "lost" }, 5, "count").delta, "");
});

test("a count that the policy withholds is fewer than so many, in sign and in words", () => {
  const few = face({ v: null, s: "withheld", p: { fewer_than: 5 } });
  assert.deepEqual([few.text, few.status, few.empty], ["<5", "fewer than 5", false]);
  const other = face({ v: null, s: "withheld" });
  assert.deepEqual([other.text, other.status], ["–", "not shown here by agreement"]);
});

test("a rounded time in a state goes on in whole steps", () => {
  const at = (seconds: number) =>
    face({ v: NOW - seconds, p: { step_seconds: 300 } }, "instant").text;
  assert.deepEqual([at(10), at(299), at(301), at(650)], ["0:00", "0:00", "5:00", "10:00"]);
});
