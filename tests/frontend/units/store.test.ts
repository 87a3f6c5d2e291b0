import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, patched, withDelta, withSnapshot } from "../../../static/src/live/store";
import type { Delta, Snapshot, View } from "../../../static/src/wire";

const BOARD = { id: "7", widgets: [] } as unknown as Snapshot["board"];

function snapshot(views: Record<string, View>): Snapshot {
  return { type: "snapshot", frame: 41, server_at: 0, board: BOARD, views, sources: {}, alerts: {} };
}

function delta(frame: number, patches: Delta["patches"], sources?: Delta["sources"]): Delta {
  return { type: "delta", frame, server_at: 0, patches, ...(sources ? { sources } : {}) };
}

test("a patch replaces members and rows, and null takes a row away", () => {
  const view = { rows: { a: { n: 1 }, b: { n: 2 } }, order: ["a", "b"] };
  const next = patched(view, { set: { order: ["c", "b"] }, rows: { a: null, c: { n: 3 } } });
  assert.deepEqual(next, { rows: { b: { n: 2 }, c: { n: 3 } }, order: ["c", "b"] });
  assert.deepEqual(view.order, ["a", "b"], "the old view is not changed");
});

test("only the views that a delta names are new objects", () => {
  const shown = withSnapshot(snapshot({ "1": { figure: 1 }, "2": { rows: {} } }));
  const next = withDelta(shown, delta(42, { "1": { set: { figure: 2 } } }));
  assert.ok(next);
  assert.notEqual(next.views["1"], shown.views["1"]);
  assert.equal(next.views["2"], shown.views["2"]);
});

test("rows that a patch does not name keep their identity", () => {
  const row = { n: 1 };
  assert.equal(patched({ rows: { a: row } }, { rows: { b: { n: 2 } } }).rows!["a"], row);
});

test("a delta that does not follow is refused, so that the page asks for a snapshot", () => {
  const shown = withSnapshot(snapshot({}));
  assert.equal(withDelta(shown, delta(41, {})), null);
  assert.equal(withDelta(shown, delta(43, {})), null);
  assert.equal(withDelta(EMPTY, delta(0, {})), null);
  assert.equal(withDelta(shown, delta(42, {}))!.frame, 42);
});

test("a snapshot replaces all, layout and old views included", () => {
  const first = withSnapshot(snapshot({ "1": { figure: 1 } }));
  const second = withSnapshot({ ...snapshot({ "9": {} }), frame: 80 });
  assert.deepEqual(Object.keys(second.views), ["9"]);
  assert.equal(first.link, "live");
});

test("sources are merged, and null takes one away", () => {
  const trio = { label: "Trio" } as never;
  const shown = withDelta(withSnapshot(snapshot({})), delta(42, {}, { "1": trio, "2": trio }))!;
  assert.deepEqual(Object.keys(shown.sources), ["1", "2"]);
  assert.deepEqual(Object.keys(withDelta(shown, delta(43, {}, { "1": null }))!.sources), ["2"]);
});
