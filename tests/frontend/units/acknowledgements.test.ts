import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Acknowledgements,
  TELL_AT_ONCE,
  TELL_EVERY_MS,
} from "../../../static/src/live/acknowledgements";

/** A browser whose time, paints and visibility a test decides. */
class Browser {
  ms = 1_000_000;
  isHidden = false;
  paints: (() => void)[] = [];
  timers: { at: number; run: () => void }[] = [];
  nowMs = () => this.ms;
  hidden = () => this.isHidden;
  afterPaint = (run: () => void) => void this.paints.push(run);
  after = (ms: number, run: () => void) => void this.timers.push({ at: this.ms + ms, run });

  paint(): void {
    this.paints.splice(0).forEach((run) => run());
  }

  pass(ms: number): void {
    this.ms += ms;
    const due = this.timers.filter((timer) => timer.at <= this.ms);
    this.timers = this.timers.filter((timer) => timer.at > this.ms);
    due.forEach((timer) => timer.run());
  }
}

function begun(): { browser: Browser; told: number[]; acknowledgements: Acknowledgements } {
  const browser = new Browser();
  const told: number[] = [];
  const acknowledgements = new Acknowledgements((frame) => told.push(frame), browser);
  return { browser, told, acknowledgements };
}

test("a first frame is told once it is painted, and not before", () => {
  const { browser, told, acknowledgements } = begun();
  acknowledgements.received(7);
  assert.deepEqual(told, []);
  browser.paint();
  assert.deepEqual(told, [7]);
});

test("frames within a quarter of a second are told as one, the newest", () => {
  const { browser, told, acknowledgements } = begun();
  for (const frame of [1, 2, 3]) {
    acknowledgements.received(frame);
    browser.paint();
    browser.pass(50);
  }
  assert.deepEqual(told, [1]);
  browser.pass(TELL_EVERY_MS);
  assert.deepEqual(told, [1, 3]);
  browser.pass(10 * TELL_EVERY_MS);
  assert.deepEqual(told, [1, 3]);
});

test("a page that falls behind tells at once, long before the server holds back", () => {
  const { browser, told, acknowledgements } = begun();
  for (let frame = 1; frame <= 1 + TELL_AT_ONCE; frame++) {
    acknowledgements.received(frame);
    browser.paint();
  }
  assert.deepEqual(told, [1, 1 + TELL_AT_ONCE]);
  assert.ok(TELL_AT_ONCE <= 8 / 2);
});

test("a hidden page tells without a paint", () => {
  const { browser, told, acknowledgements } = begun();
  browser.isHidden = true;
  acknowledgements.received(1);
  assert.deepEqual(told, [1]);
});

test("a page whose timers stand still tells at a heartbeat", () => {
  const { browser, told, acknowledgements } = begun();
  browser.isHidden = true;
  acknowledgements.received(1);
  acknowledgements.received(2);
  browser.ms += 5_000; // and no timer runs
  acknowledgements.remind();
  assert.deepEqual(told, [1, 2]);
});

test("a page that was hidden between a frame and its paint tells at a heartbeat", () => {
  const { browser, told, acknowledgements } = begun();
  acknowledgements.received(1);
  browser.isHidden = true;
  acknowledgements.remind();
  assert.deepEqual(told, [1]);
});

test("a visible page that does not paint tells nothing", () => {
  const { told, acknowledgements } = begun();
  acknowledgements.received(1);
  acknowledgements.remind();
  assert.deepEqual(told, []);
});

test("another server counts anew", () => {
  const { browser, told, acknowledgements } = begun();
  acknowledgements.received(900);
  browser.paint();
  acknowledgements.forget();
  browser.paint();
  acknowledgements.received(1);
  browser.paint();
  assert.deepEqual(told, [900, 1]);
});

test("a clock that was set back does not silence the page", () => {
  const { browser, told, acknowledgements } = begun();
  acknowledgements.received(1);
  browser.paint();
  browser.ms -= 3_600_000;
  acknowledgements.received(2);
  browser.paint();
  assert.deepEqual(told, [1, 2]);
});
