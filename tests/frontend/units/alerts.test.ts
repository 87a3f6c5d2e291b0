import assert from "node:assert/strict";
import { test } from "node:test";

import { acknowledgedWords, amount, heldWords, listed, soundOf, valueWords } from "../../../static/src/alerts";
import type { Alert } from "../../../static/src/wire";

const NOW = 1_760_000_000;
const LOCALE = { lang: "en", zone: "UTC" };

function alert(changes: Partial<Alert> = {}): Alert {
  return {
    name: "Waiting",
    level: "warn",
    since: NOW - 5,
    level_since: NOW - 5,
    unit: "count",
    value: 7,
    limit: 5,
    held: "",
    held_since: null,
    quiet: false,
    sound: true,
    escalated: false,
    acknowledged: null,
    ...changes,
  };
}

const TOLD = { by: "Anna", word: "calling two in", at: NOW - 1 };

test("the worst is first, of equals what nobody has acknowledged, then the newest", () => {
  const order = listed({
    a: alert({ since: NOW - 90 }),
    b: alert({ since: NOW - 10 }),
    c: alert({ level: "critical", acknowledged: TOLD }),
    d: alert({ level: "critical", since: NOW - 500 }),
  }).map((one) => one.id);
  assert.deepEqual(order, ["d", "c", "b", "a"]);
});

test("values are in the unit of the figure", () => {
  assert.equal(amount(0.785, "share", "en"), "78.5 %");
  assert.equal(amount(190, "instant", "en"), "3:10");
  assert.equal(amount(12, "count", "en"), "12");
  assert.equal(valueWords(alert(), "en"), "7, limit 5");
  assert.equal(valueWords(alert({ value: null }), "en"), "limit 5", "the value is kept back");
  assert.equal(valueWords(alert({ value: null, limit: null }), "en"), "");
});

test("who acknowledged is said with the word", () => {
  assert.match(acknowledgedWords(alert({ acknowledged: TOLD }), NOW, LOCALE), /^Anna .*calling two in$/);
  assert.equal(acknowledgedWords(alert(), NOW, LOCALE), "");
});

test("an alert whose figure may not be believed says so", () => {
  assert.match(heldWords(alert({ held: "late", held_since: NOW }), NOW, LOCALE), /late/);
  const withheld = heldWords(alert({ held: "withheld", held_since: NOW }), NOW, LOCALE);
  assert.match(withheld, /^held, by agreement .* since /);
  assert.equal(heldWords(alert(), NOW, LOCALE), "");
});

test("each news sounds once, the worst of them", () => {
  const heard = {};
  const both = { a: alert(), b: alert({ level: "critical" }) };
  assert.equal(soundOf(both, heard, NOW), "critical");
  assert.equal(soundOf(both, heard, NOW), null);
  const rose = { ...both, a: alert({ level: "critical", level_since: NOW }) };
  assert.equal(soundOf(rose, heard, NOW), "critical");
  const escalated = { ...rose, a: alert({ level: "critical", level_since: NOW, escalated: true }) };
  assert.equal(soundOf(escalated, heard, NOW + 300), "critical");
});

test("what is quiet, acknowledged, eased, old or without sound makes none", () => {
  for (const silent of [
    alert({ quiet: true }),
    alert({ acknowledged: TOLD }),
    alert({ sound: false }),
    alert({ level_since: NOW - 600 }),
    alert({ level_since: NOW - 600, escalated: true }),
  ]) {
    assert.equal(soundOf({ a: silent }, {}, NOW), null);
  }
  const heard = {};
  soundOf({ a: alert({ level: "critical" }) }, heard, NOW);
  assert.equal(soundOf({ a: alert({ level_since: NOW }) }, heard, NOW), null);
});

test("what is gone is forgotten", () => {
  const heard: Record<string, string> = {};
  soundOf({ a: alert() }, heard, NOW);
  soundOf({}, heard, NOW);
  assert.deepEqual(heard, {});
});
