import assert from "node:assert/strict";
import { test } from "node:test";

import { colourOf, contrast, neededContrast } from "../../../static/src/designer/contrast";
import type { Content, Screen, Tile } from "../../../static/src/designer/content";
import { cellAt, edges } from "../../../static/src/designer/dragging";
import {
  MOST_ROWS,
  closedUp,
  firstFree,
  overlap,
  placed,
  untangled,
  within,
} from "../../../static/src/designer/grid";
import type { Movement } from "../../../static/src/designer/keyboard";
import { stepOf } from "../../../static/src/designer/keyboard";
import { CAP, legibility, neededCap } from "../../../static/src/designer/legibility";
import { scaleOf, sheetOf } from "../../../static/src/designer/measures";
import { meant } from "../../../static/src/designer/number_input";
import { begun, done, mapped, redone, undone } from "../../../static/src/designer/past";
import { inPhoneOrder, shownOnPhone } from "../../../static/src/ui/phone";

function tile(key: string, x: number, y: number, width = 3, height = 2): Tile {
  const phone = { position: null, hidden: false, height: null };
  return { key, type: "figure", title: key, x, y, width, height, options: {}, phone };
}

const WALL: Screen = { inches: 55, width: 1920, height: 1080, distance_metres: 8 };

function board(...widgets: Tile[]): Content {
  return { name: "Made", purpose: "wall", theme: "dark", team: "", screen: WALL, widgets };
}

function places(tiles: Tile[]): Record<string, [number, number]> {
  return Object.fromEntries(tiles.map(({ key, x, y }) => [key, [x, y]]));
}

function noneOverlap(tiles: Tile[]): boolean {
  return tiles.every((one) => tiles.every((other) => one === other || !overlap(one, other)));
}

test("a tile is kept inside twelve columns", () => {
  assert.deepEqual(within({ x: 11, y: -3, width: 4, height: 0 }), { x: 8, y: 0, width: 4, height: 1 });
  assert.equal(within({ x: 0, y: 500, width: 1, height: 2 }).y, MOST_ROWS - 2);
});

test("a tile in the way moves aside when there is room, and nothing else moves", () => {
  const tiles = [tile("a", 0, 0), tile("b", 3, 0), tile("c", 9, 0)];
  const next = placed(tiles, "a", tile("a", 3, 0));
  assert.deepEqual(places(next), { a: [3, 0], b: [0, 0], c: [9, 0] });
  assert.equal(next[2], tiles[2], "what did not move is the same object");
});

test("a tile in the way moves down when there is no room, and pushes what is below it", () => {
  const tiles = [tile("a", 0, 0, 12), tile("b", 0, 2, 12), tile("c", 0, 4, 12)];
  const next = placed(tiles, "b", tile("b", 0, 1, 12));
  assert.deepEqual(places(next), { a: [0, 3], b: [0, 1], c: [0, 5] });
});

test("wherever a tile is put, no two lie on one cell and all are on the board", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 16807) % 2147483647;
    return seed % below;
  };
  let tiles = [tile("a", 0, 0, 4, 3), tile("b", 4, 0, 8, 1), tile("c", 4, 1, 2, 6), tile("d", 0, 8, 12, 1)];
  for (let turn = 0; turn < 400; turn += 1) {
    const { key } = tiles[random(tiles.length)]!;
    const rect = { x: random(14) - 1, y: random(14) - 1, width: 1 + random(13), height: 1 + random(6) };
    tiles = placed(tiles, key, rect);
    assert.ok(noneOverlap(tiles), JSON.stringify(tiles));
    assert.ok(tiles.every(({ x, width, y }) => x >= 0 && y >= 0 && x + width <= 12));
    if (tiles.some((one) => one.y > 60)) tiles = closedUp(tiles);
  }
});

test("a board that is as long as it may be does not grow", () => {
  const tiles = [tile("a", 0, MOST_ROWS - 2, 12), tile("b", 0, 0, 12, 3)];
  assert.equal(placed(tiles, "b", tile("b", 0, MOST_ROWS - 3, 12, 3))[0]!.y <= MOST_ROWS - 2, true);
  assert.ok(noneOverlap(placed(tiles, "b", tile("b", 0, MOST_ROWS - 3, 12, 3))));
});

test("a new tile takes the first free place, else a row of its own", () => {
  assert.deepEqual(firstFree([tile("a", 0, 0), tile("b", 6, 0, 6)], 3, 2), { x: 3, y: 0, width: 3, height: 2 });
  assert.deepEqual(firstFree([tile("a", 0, 0, 12)], 3, 2), { x: 0, y: 2, width: 3, height: 2 });
});

test("a place on the screen is a cell, whatever the heights of rows, and beyond the last too", () => {
  const lines = edges("52px 100px 52px", 16, 0.5);
  assert.deepEqual(lines, [0, 34, 92, 126]);
  assert.deepEqual([0, 17, 34, 63, 92, 126, 143].map((at) => cellAt(lines, at)), [0, 0.5, 1, 1.5, 2, 3, 3.5]);
  assert.equal(cellAt(lines, -17), -0.5);
});

test("empty rows are closed, and tiles on one another are set right", () => {
  assert.deepEqual(places(closedUp([tile("a", 0, 1), tile("b", 6, 5)])), { a: [0, 0], b: [6, 2] });
  assert.ok(noneOverlap(untangled([tile("a", 0, 0, 6), tile("b", 3, 1, 6), tile("c", 0, 1, 12)])));
});

function press(content: Content, key: string, presses: string[]): Content {
  let movement: Movement | null = null;
  for (const pressed of presses) {
    const [arrow, shiftKey] = [pressed.replace("Shift+", ""), pressed.indexOf("Shift+") === 0];
    const step = stepOf(content, key, { key: arrow, shiftKey }, movement);
    assert.ok(step);
    movement = step.movement;
    content = step.movement.result;
  }
  return content;
}

test("there and back again by keyboard leaves everything as it was", () => {
  const content = board(tile("a", 0, 0), tile("b", 3, 0), tile("c", 0, 2, 12));
  const away = press(content, "a", ["ArrowRight", "ArrowDown", "Shift+ArrowRight"]);
  assert.notDeepEqual(places(away.widgets), places(content.widgets));
  const back = press(content, "a", [
    ...["ArrowRight", "ArrowDown", "Shift+ArrowRight"],
    ...["Shift+ArrowLeft", "ArrowUp", "ArrowLeft"],
  ]);
  assert.deepEqual(places(back.widgets), places(content.widgets));
});

test("arrows change the size with Shift, and stop at the edge", () => {
  const sized = press(board(tile("a", 9, 0)), "a", ["Shift+ArrowRight", "Shift+ArrowDown"]);
  assert.deepEqual([sized.widgets[0]!.width, sized.widgets[0]!.height], [3, 3]);
  const step = stepOf(board(tile("a", 9, 0)), "a", { key: "ArrowRight", shiftKey: false }, null);
  assert.ok(step && step.stuck);
  assert.equal(stepOf(board(tile("a", 0, 0)), "a", { key: "x", shiftKey: false }, null), null);
});

test("steps of one kind are undone as one, and a new step forgets what was undone", () => {
  let past = done(done(begun(1), 2, "title"), 3, "title");
  assert.equal(undone(past).now, 1);
  past = redone(undone(past));
  assert.equal(past.now, 3);
  assert.deepEqual(done(undone(past), 9).after, []);
  assert.deepEqual(mapped(past, (n) => n * 10).before, [10]);
  assert.equal(undone(begun(1)).now, 1);
});

test("legibility is the arithmetic of the house: 63, and 28 px for a label, at 8 m on 55 inches", () => {
  assert.equal(Math.round(neededCap("digits", WALL)), 63);
  assert.equal(Math.round(neededCap("words", WALL)), 28);
  const fine = [
    { kind: "digits" as const, fontPx: 87 },
    { kind: "words" as const, fontPx: 39 },
  ];
  assert.deepEqual(legibility(fine, WALL), []);
});

test("what is too small says from how far it can be read", () => {
  const [verdict] = legibility([{ kind: "digits", fontPx: 31.2 / CAP }], WALL);
  assert.deepEqual(verdict, { kind: "digits", has: 31, needs: 63, metres: 3.9 });
  const near = legibility([{ kind: "digits", fontPx: 43 }], { ...WALL, distance_metres: 3.9 });
  assert.deepEqual(near, []);
  const fourK = { ...WALL, width: 3840, height: 2160 };
  assert.equal(legibility([{ kind: "digits", fontPx: 87 }], fourK)[0]!.needs, 126);
});

test("on a desk nothing is under 13 px", () => {
  const desk = { inches: 24, width: 1920, height: 1080, distance_metres: 0.3 };
  assert.equal(legibility([{ kind: "words", fontPx: 12 }], desk).length, 1);
  assert.equal(legibility([{ kind: "words", fontPx: 13 }], desk).length, 0);
});

test("contrast is that of WCAG", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(Math.round(contrast([119, 119, 119], [255, 255, 255]) * 100), 448);
  assert.deepEqual(colourOf("rgb(23, 29, 36)"), [23, 29, 36]);
  assert.equal(colourOf("rgba(0, 0, 0, 0)"), null);
  assert.deepEqual([neededContrast(15, 400), neededContrast(24, 400), neededContrast(20, 600)], [4.5, 3, 3]);
});

test("a wall is its screen in lines of the design, whole in the window; a desk may scroll", () => {
  const sheet = sheetOf(board(tile("a", 0, 0, 12, 4)));
  assert.deepEqual([sheet.width, sheet.height, sheet.rows, sheet.fold], [1920, 1080, 4, null]);
  const upright = sheetOf({ ...board(), screen: { ...WALL, width: 1080, height: 1920 } });
  assert.deepEqual([upright.width, Math.round(upright.height)], [1920, 3413]);
  assert.equal(scaleOf(sheet, { width: 960, height: 270 }), 0.25);
  const desk = sheetOf({ ...board(tile("a", 0, 30)), purpose: "desk" });
  assert.ok(desk.fold !== null && desk.rows > 32 && desk.height > desk.fold);
});

test("numbers are taken as they are typed", () => {
  assert.deepEqual(["", "80", "0,5", "1.", "-", "x"].map((text) => meant(text, 1)), [
    null, 80, 0.5, undefined, undefined, undefined,
  ]);
  assert.equal(meant("80", 100), 0.8);
});

test("on a phone the order follows from the board until somebody decides", () => {
  const tiles = [tile("c", 0, 4), tile("b", 6, 0), tile("a", 0, 0)];
  assert.deepEqual(inPhoneOrder(tiles).map((one) => one.key), ["a", "b", "c"]);
  const decided: Tile[] = tiles.map((one, index) => ({ ...one, phone: { ...one.phone, position: index } }));
  const more = decided.concat(tile("d", 3, 0));
  assert.deepEqual(inPhoneOrder(more).map((one) => one.key), ["c", "d", "b", "a"]);
  const hidden = tiles.map((one) => ({ ...one, phone: { ...one.phone, hidden: one.key === "b" } }));
  assert.deepEqual(shownOnPhone(hidden).map((one) => one.key), ["a", "c"]);
});
