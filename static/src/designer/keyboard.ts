// Moving and sizing by keyboard: what arrows do follows the pointer's rule. A row of presses on one
// tile is one movement from where it began: there and back again leaves everything as it was.

import type { Content, Tile } from "./content";
import { tileOf } from "./content";
import type { Rect } from "./grid";
import { placed, same, within } from "./grid";

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** One row of presses: where all was when it began, and what it made last. */
export interface Movement {
  key: string;
  origin: Tile[];
  result: Content;
}

export interface Step {
  movement: Movement;
  tile: Tile;
  grip: "move" | "size";
  /** Already at the edge: nothing changed. */
  stuck: boolean;
}

/** What an arrow key makes of the board; null for another key. */
export function stepOf(
  content: Content,
  key: string,
  pressed: { key: string; shiftKey: boolean },
  last: Movement | null,
): Step | null {
  const way = ARROWS[pressed.key];
  const tile = tileOf(content, key);
  if (!way || !tile) return null;
  const grip = pressed.shiftKey ? "size" : "move";
  const origin = last && last.key === key && last.result === content ? last.origin : content.widgets;
  const wanted = nudged(tile, way, grip);
  const widgets = placed(origin, key, wanted);
  const moved = widgets.find((one) => one.key === key)!;
  const stuck = same(moved, tile);
  const result = stuck ? content : { ...content, widgets };
  return { movement: { key, origin, result }, tile: moved, grip, stuck };
}

function nudged(tile: Tile, [dx, dy]: [number, number], grip: "move" | "size"): Rect {
  const { x, y, width, height } = tile;
  if (grip === "move") return within({ x: x + dx, y: y + dy, width, height });
  const widest = 12 - x;
  return within({ x, y, width: Math.min(widest, width + dx), height: height + dy });
}
