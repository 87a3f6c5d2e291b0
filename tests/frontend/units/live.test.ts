import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock, Offset } from "../../../static/src/live/clock";
import { courseAfter } from "../../../static/src/live/codes";
import {
  OPENING_MS,
  SAY_SO_AFTER_MS,
  SILENCE_MS,
  delayBefore,
  delayLater,
} from "../../../static/src/live/reconnect";
import { mayReload } from "../../../static/src/live/reload";

const RANDOMS = [0, 0.1, 0.5, 0.9, 0.999999];

test("the first attempt comes after 0.2 to 1.5 s, by chance", () => {
  const delays = RANDOMS.map((random) => delayBefore(0, 0, random));
  assert.ok(delays.every((delay) => delay >= 200 && delay <= 1500));
  assert.ok(new Set(delays).size === RANDOMS.length);
});

test("for two minutes at most 3 s, then 30 s", () => {
  for (const random of RANDOMS) {
    assert.ok(delayBefore(1, 5_000, random) <= 3_000);
    assert.ok(delayBefore(50, 119_000, random) <= 3_000);
    const later = delayBefore(51, 121_000, random);
    assert.ok(later > 20_000 && later <= 30_000);
    assert.ok(delayLater(random) <= 30_000);
  }
});

test("silence is told within 15 s", () => {
  assert.ok(SILENCE_MS + 1_000 < 15_000);
  assert.ok(SAY_SO_AFTER_MS + 1_000 < 15_000);
  assert.ok(OPENING_MS < 15_000);
});

test("the course after a close: figures go when access was withdrawn, else they stay", () => {
  for (const code of [4401, 4403, 4410]) assert.ok(courseAfter(code).denial);
  for (const code of [0, 1001, 1006, 4408, 4409, 4420, 4503]) {
    assert.deepEqual(courseAfter(code), { again: "soon", denial: null, reload: false });
  }
  for (const code of [4400, 4413, 4415, 4429]) assert.equal(courseAfter(code).again, "later");
  assert.ok(courseAfter(4426).reload);
});

test("a page reloads once for a build, and again only much later", () => {
  assert.ok(mayReload("b2", null, 0));
  assert.ok(mayReload("b3", "b2@1000", 2_000));
  assert.ok(!mayReload("b2", "b2@1000", 2_000));
  assert.ok(mayReload("b2", "b2@1000", 1_000 + 11 * 60_000));
});

test("the clock offset is that of the quickest reply", () => {
  const offset = new Offset();
  offset.add(100, 102, 151); // 2 s of travel
  offset.add(200, 200.1, 250.05);
  offset.add(300, 303, 358);
  assert.ok(Math.abs(offset.seconds - 50) < 1e-9);
});

test("what ticks stands still while the board is cut off, and the clock goes on", () => {
  let local = 1000;
  const clock = new Clock(() => local);
  clock.roughly(1500);
  assert.equal(clock.dataNow(), 1500);
  clock.hold(1490);
  local += 60;
  assert.equal(clock.dataNow(), 1490);
  assert.equal(clock.now(), 1560);
  clock.release();
  assert.equal(clock.dataNow(), 1560);
});
