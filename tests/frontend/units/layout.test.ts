import assert from "node:assert/strict";
import { test } from "node:test";

import { columnGroups, inTwoLines, linesOf, stretched, tableShape } from "../../../static/src/ui/columns";
import { nextChoice } from "../../../static/src/ui/controls";
import { pageAt } from "../../../static/src/ui/hooks";
import { Reserve, fitted, rowsThatFit, shapeOf } from "../../../static/src/ui/measure";
import { troublesOf } from "../../../static/src/ui/trouble";
import type { Metric } from "../../../static/src/wire";

const metric = (label: string, unit: string): Metric => ({
  label,
  unit,
  direction: "none",
  meaning: "",
});

test("digits fit the narrower of width and height", () => {
  assert.equal(fitted(200, { width: 400, height: 1000 }, 0.8, Infinity), 200);
  assert.equal(fitted(200, { width: 4000, height: 80 }, 0.8, Infinity), 100);
  assert.equal(fitted(200, { width: 4000, height: 800 }, 0.8, 64), 64);
  assert.equal(fitted(200, { width: 0, height: 0 }, 0.8, 64), 0);
});

test("equal shapes take equal room, whatever the digits", () => {
  assert.equal(shapeOf("1:27"), shapeOf("0:00"));
});

test("the reserved width grows at once and shrinks only after a while", () => {
  const reserve = new Reserve("000");
  assert.equal(reserve.shape("7", 0), "000");
  assert.equal(reserve.shape("1,204", 10), "0,000");
  assert.equal(reserve.shape("999", 20), "0,000");
  assert.equal(reserve.shape("999", 200), "000");
});

test("a wall shows whole rows, at most eight, at least one", () => {
  assert.equal(rowsThatFit(880, 104, 8), 8);
  assert.equal(rowsThatFit(2000, 104, 8), 8);
  assert.equal(rowsThatFit(310, 104, 8), 2);
  assert.equal(rowsThatFit(10, 104, 8), 1);
});

test("rows share what is left over, within reason", () => {
  assert.equal(stretched(330, 100, 3), 110);
  assert.equal(stretched(900, 100, 3), 133);
  assert.equal(stretched(100, 132, 1), 132);
});

test("all screens turn a page at the same second", () => {
  assert.deepEqual([0, 9.9, 10, 29, 30].map((at) => pageAt(at, 3)), [0, 0, 1, 2, 0]);
  assert.equal(pageAt(12345, 1), 0);
});

test("the ready-made wall's table has digits of 63 px cap height", () => {
  const shape = tableShape(1332, [
    metric("Waiting", "count"),
    metric("Longest wait", "instant"),
    metric("Available", "count"),
    metric("Service level", "share"),
  ]);
  assert.ok(shape.font * 0.727 >= 62, `cap height is ${shape.font * 0.727}`);
  assert.ok(1332 - shape.columns.reduce((sum, one) => sum + one, 0) >= 350);
});

test("a table with many columns shrinks to labels and no further", () => {
  const many = Array.from({ length: 12 }, (_, n) => metric(`Metric ${n}`, "count"));
  assert.equal(tableShape(1700, many).font, 39);
});

test("columns that leave no room for names take turns in even groups", () => {
  const nine = Array.from({ length: 9 }, (_, n) => metric(`Metric ${n}`, "count"));
  const all = nine.map((_, place) => place);
  assert.deepEqual(columnGroups(4000, nine), [all]);
  assert.deepEqual(columnGroups(0, nine), [all], "not measured yet");
  const groups = columnGroups(1300, nine);
  assert.deepEqual(groups.map((group) => group.length), [5, 4]);
  assert.deepEqual(groups.reduce((sum, group) => sum.concat(group), []), all);
  groups.forEach((group) => {
    const { columns } = tableShape(1300, group.map((place) => nine[place]));
    assert.ok(1300 - columns.reduce((sum, one) => sum + one, 0) >= 350, "room for names");
  });
  assert.equal(columnGroups(200, nine).length, 9, "one at a time where none has room");
});

test("heads break between words only", () => {
  assert.equal(linesOf("Service level", 1000), 1);
  assert.equal(linesOf("Service level", 180), 2);
  assert.equal(linesOf("Abandoned", 10), 1);
});

test("a name that is too long for two lines keeps its end, which tells it from the others", () => {
  const name = "Störungsannahme Privatkundenbetreuung Süddeutschland";
  assert.equal(inTwoLines("Kundtjänst Faktura", 300, 42), "Kundtjänst Faktura");
  assert.equal(inTwoLines(`${name} 7`, 2000, 42), `${name} 7`);
  const lines = inTwoLines(`${name} 7`, 500, 42).split("\n");
  assert.equal(lines.length, 2);
  assert.equal(lines[0], "Störungsannahme");
  assert.match(lines[1]!, /^….*Süddeutschland 7$/);
  assert.notEqual(inTwoLines(`${name} 6`, 500, 42), inTwoLines(`${name} 7`, 500, 42));
  assert.equal(inTwoLines("x".repeat(90), 500, 42).split("\n").length, 2, "one word");
  assert.equal(linesOf(inTwoLines("Wm ".repeat(40), 400, 42).split("\n")[1]!, 400, 42), 1);
});

test("troubles of a table are said once per source, the worst first", () => {
  const found = troublesOf([
    { v: 1 },
    undefined,
    { v: 1, s: "late", since: 20, by: "Trio" },
    { v: 1, s: "late", since: 10, by: "Trio" },
    { v: null, s: "lost", since: 5, by: "Calabrio" },
    { v: null, s: "unknown", n: "not_sent" },
    { v: null, s: "na" },
  ]);
  assert.deepEqual(found, [
    { status: "lost", by: "Calabrio", since: 5 },
    { status: "late", by: "Trio", since: 10 },
  ]);
});

test("a control goes round its choices", () => {
  assert.equal(nextChoice("theme", "auto"), "dark");
  assert.equal(nextChoice("theme", "light"), "auto");
  assert.equal(nextChoice("density", null), "compact");
});
