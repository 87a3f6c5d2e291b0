import assert from "node:assert/strict";
import { test } from "node:test";

import { deedOf } from "../../../static/src/past/keys";
import { CHUNK, Minutes, momentsOf } from "../../../static/src/past/minutes";
import { Travel } from "../../../static/src/past/travel";

const BOARD = { id: "7", widgets: [] };

function line(frame: object): string {
  return JSON.stringify({ views: {}, sources: {}, alerts: {}, board: BOARD, ...frame }) + "\n";
}

const LINES =
  line({ type: "snapshot", minute: 90, frame: 1, server_at: 5400.5, views: { "1": { n: 1 } } }) +
  line({ type: "delta", minute: 91, frame: 2, server_at: 5460.5, patches: { "1": { set: { n: 2 } } } }) +
  line({ type: "nothing", minute: 92, why: "gap" }) +
  line({ type: "snapshot", minute: 93, frame: 4, server_at: 5580.5 });

test("lines become what was shown in each minute, and a gap shows nothing", () => {
  const found = momentsOf(LINES);
  assert.equal(found.get(90)!.shown!.views["1"]!["n"], 1);
  assert.equal(found.get(91)!.shown!.views["1"]!["n"], 2);
  assert.equal(found.get(91)!.at, 5460.5);
  assert.deepEqual(found.get(92), { at: 5520, shown: null, nothing: "gap" });
  assert.equal(found.get(94), undefined);
});

test("a change that follows nothing is an error, not a picture", () => {
  assert.throws(() => momentsOf(line({ type: "delta", minute: 1, frame: 2, patches: {} })));
});

function served(status = 200): { minutes: Minutes; asked: string[] } {
  const asked: string[] = [];
  const reply = async (url: string): Promise<Response> => {
    asked.push(url);
    return new Response(LINES, { status });
  };
  return { minutes: new Minutes("/m", () => undefined, reply), asked };
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

test("minutes are asked for some at a time, once, and those that follow with them", async () => {
  const { minutes, asked } = served();
  minutes.want(91);
  minutes.want(92);
  await settled();
  assert.deepEqual(asked, [`/m?from=90&count=${CHUNK}`, `/m?from=120&count=${CHUNK}`]);
  assert.equal(minutes.at(90)!.at, 5400.5);
  assert.equal(minutes.answer, "ok");
});

test("a board that is not the viewer's any more is said to be so", async () => {
  const { minutes } = served(404);
  minutes.want(91);
  await settled();
  assert.equal(minutes.answer, "denied");
  assert.equal(minutes.at(91), undefined);
});

test("travel stays in its day, and stops at its end", async () => {
  const { minutes } = served();
  const travel = new Travel(91, { from: 90, until: 94 }, minutes, () => undefined);
  travel.go(7);
  assert.equal(travel.minute, 90);
  travel.go(1000);
  assert.equal(travel.minute, 93);
  assert.ok(travel.atEnd);
  travel.toggle();
  assert.ok(travel.playing);
  assert.equal(travel.minute, 90, "from the beginning again");
  travel.stop();
  assert.equal(travel.playing, false);
});

test("arrows are minutes, with shift hours; space plays; a field keeps its keys", () => {
  const press = (key: string, shift = false, busy = false) => deedOf({ key, shift, busy });
  assert.deepEqual(press("ArrowLeft"), { by: -1 });
  assert.deepEqual(press("ArrowRight", true), { by: 60 });
  assert.deepEqual(press("Home"), { to: "first" });
  assert.deepEqual(press(" "), { play: true });
  assert.equal(press(" ", false, true), null);
  assert.equal(press("a"), null);
});
