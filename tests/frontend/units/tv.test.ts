import assert from "node:assert/strict";
import { test } from "node:test";

import { Alarm, interrupts } from "../../../static/src/tv/alarm";
import { inTwo } from "../../../static/src/tv/pair";
import type { Program } from "../../../static/src/tv/program";
import { dimAt, shiftAt, themeAt, wantedAt, within } from "../../../static/src/tv/program";

const A = { board: "a", seconds: 20 };
const B = { board: "b", seconds: 40 };

function program(change: Partial<Program> = {}): Program {
  return {
    name: "Room 4",
    site: "Malmö",
    now_at: 6000,
    phases: [
      { from_at: 6000, until_at: 7000, turns: [A, B] },
      { from_at: 7000, until_at: 8000, turns: [] },
    ],
    alarm: null,
    theme: "board",
    light: [],
    dim: { now: false, share: 0.6, spans: [] },
    shift: true,
    stagger_seconds: 10,
    ...change,
  };
}

test("boards take turns as the server counts them", () => {
  const shown = [6000, 6019.9, 6020, 6059, 6060].map((at) => wantedAt(program(), at, [])!);
  assert.deepEqual(shown.map((one) => one.board), ["a", "a", "b", "b", "a"]);
  assert.deepEqual(shown.map((one) => Math.round(one.until)), [6020, 6020, 6060, 6060, 6080]);
});

test("a turn ends with its phase, and then there may be nothing", () => {
  assert.equal(wantedAt(program(), 6990, [])!.until, 7000);
  assert.deepEqual(wantedAt(program(), 7500, []), { board: null, until: 8000 });
});

test("beyond the program nothing is said: what is shown stays", () => {
  assert.equal(wantedAt(program(), 8000, []), undefined);
  assert.equal(wantedAt(program(), 5999, []), undefined);
});

test("a board that was refused gives its time to the others", () => {
  assert.deepEqual(wantedAt(program(), 6000, ["a"]), { board: "b", until: 7000 });
  assert.deepEqual(wantedAt(program(), 6000, ["a", "b"]), { board: null, until: 7000 });
});

test("dim by hand and by hours, light by hours", () => {
  const night = program({ dim: { now: false, share: 0.7, spans: [[100, 200]] } });
  assert.deepEqual([99, 100, 199, 200].map((at) => dimAt(night, at)), [0, 0.7, 0.7, 0]);
  assert.equal(dimAt(program({ dim: { now: true, share: 0.7, spans: [] } }), 0), 0.7);
  const day = program({ theme: "hours", light: [[100, 200]] });
  assert.deepEqual([50, 150].map((at) => themeAt(day, at)), ["dark", "light"]);
  assert.equal(themeAt(program(), 0), null);
  assert.equal(within([], 1), false);
});

test("the picture moves by a few pixels and comes back to its middle", () => {
  const places = Array.from({ length: 9 }, (_, step) => shiftAt(program(), step * 180));
  assert.deepEqual(places[0], [0, 0]);
  assert.equal(new Set(places.map(String)).size, 9);
  assert.ok(places.every(([x, y]) => Math.abs(x) <= 4 && Math.abs(y) <= 4));
  assert.deepEqual(shiftAt(program({ shift: false }), 500), [0, 0]);
});

const RAISED = { level: "critical" as const, quiet: false, acknowledged: null };

test("only a critical alert that nobody has taken care of interrupts", () => {
  assert.equal(interrupts({ 1: RAISED }), true);
  assert.equal(interrupts({ 1: { ...RAISED, level: "warn" as const } }), false);
  assert.equal(interrupts({ 1: { ...RAISED, quiet: true } }), false);
  assert.equal(interrupts({ 1: { ...RAISED, acknowledged: { by: "Anna", word: "", at: 1 } } }), false);
  assert.equal(interrupts({}), false);
});

test("an interruption lasts for a while after its alert", () => {
  const alarm = new Alarm();
  assert.equal(alarm.active({}, 100), false);
  assert.equal(alarm.active({ 1: RAISED }, 100), true);
  assert.equal(alarm.active({}, 119), true);
  assert.equal(alarm.active({}, 120), false);
});

test("a code is read in two halves", () => {
  assert.equal(inTwo("ACE379"), "ACE 379");
});
