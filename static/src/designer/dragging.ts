// Moving and sizing with the pointer: the tile follows cell by cell, everything is computed from
// where it was at the start, so that what was only passed over is back in its place.

import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Tile } from "./content";
import type { Rect } from "./grid";
import { COLUMNS, placed, within } from "./grid";

export type Grip = "move" | "size";

interface Drag {
  key: string;
  grip: Grip;
  /** All tiles as they were at the start, the moved one among them. */
  origin: Tile[];
  rect: Rect;
  /** From the corner that follows to the pointer, in cells. */
  offset: { x: number; y: number };
  /** Where columns and rows began at the start, on the screen, from the grid's corner. */
  columns: number[];
  lines: number[];
  fresh: boolean;
  /** The pointer is over the grid, or the tile was there before. */
  on: boolean;
}

export interface Dragging {
  tiles: Tile[];
  key: string | null;
  start(event: PointerEvent, tile: Tile, grip: Grip): void;
  /** A tile from the palette that is on no board yet. */
  bring(event: PointerEvent, tile: Tile): void;
}

const EDGE_PX = 48;
const SCROLL_PX = 14;

export function useDragging(
  tiles: Tile[],
  grid: RefObject<HTMLDivElement | null>,
  dropped: (tiles: Tile[], key: string) => void,
): Dragging {
  const [drag, redraw] = useState<Drag | null>(null);
  const current = useRef<Drag | null>(null);
  const stop = useRef<() => void>(() => undefined);
  const shown = drag && drag.on ? placed(drag.origin, drag.key, drag.rect) : tiles;
  const put = (next: Drag | null): void => {
    current.current = next;
    redraw(next);
  };

  const move = (event: PointerEvent): void => {
    const now = current.current;
    const box = grid.current && grid.current.getBoundingClientRect();
    if (!now || !box) return;
    put({ ...now, rect: rectAt(now, event, box), on: !now.fresh || inside(event, box) });
    scrollAtEdge(grid.current!, event.clientY);
  };
  const end = (): void => {
    const now = current.current;
    stop.current();
    if (now && now.on) dropped(placed(now.origin, now.key, now.rect), now.key);
  };

  const begin = (event: PointerEvent, tile: Tile, grip: Grip, fresh: boolean): void => {
    const box = grid.current && grid.current.getBoundingClientRect();
    if (!box || event.button !== 0) return;
    stop.current();
    const { columns, lines } = tracksOf(grid.current!, box);
    const corner =
      grip === "move" ? { x: tile.x, y: tile.y } : { x: tile.x + tile.width, y: tile.y + tile.height };
    const offset = fresh
      ? { x: tile.width / 2, y: 0.5 }
      : {
          x: cellAt(columns, event.clientX - box.left) - corner.x,
          y: cellAt(lines, event.clientY - box.top) - corner.y,
        };
    const origin = fresh ? tiles.concat(tile) : tiles;
    put({ key: tile.key, grip, origin, rect: tile, offset, columns, lines, fresh, on: !fresh });
    stop.current = listen({ move, end, leave: () => stop.current() }, () => put(null));
  };
  useEffect(() => () => stop.current(), []);

  return {
    tiles: shown,
    key: drag && drag.on ? drag.key : null,
    start: (event, tile, grip) => begin(event, tile, grip, false),
    bring: (event, tile) => begin(event, tile, "move", true),
  };
}

/** Rows of a desk are as high as what is in them: the browser knows. */
function tracksOf(grid: HTMLElement, box: DOMRect): { columns: number[]; lines: number[] } {
  const style = getComputedStyle(grid);
  const scale = box.width / grid.offsetWidth;
  return {
    columns: edges(style.gridTemplateColumns, parseFloat(style.columnGap), scale),
    lines: edges(style.gridTemplateRows, parseFloat(style.rowGap), scale),
  };
}

/** Where each track begins, and where the one after the last would. */
export function edges(tracks: string, gap: number, scale: number): number[] {
  const found = [0];
  for (const track of tracks.split(" ")) {
    found.push(found[found.length - 1]! + (parseFloat(track) + gap) * scale);
  }
  return found;
}

/** The cell at a distance from the first edge, with its fraction; beyond the last they go on. */
export function cellAt(begins: number[], at: number): number {
  const last = begins.length - 1;
  let cell = 0;
  while (cell < last - 1 && begins[cell + 1]! <= at) cell += 1;
  return cell + (at - begins[cell]!) / (begins[cell + 1]! - begins[cell]!);
}

interface Heard {
  move(event: PointerEvent): void;
  end(): void;
  leave(): void;
}

/** At once, not after the next drawing: a quick click is over by then. Returns the way out. */
function listen(heard: Heard, after: () => void): () => void {
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") heard.leave();
  };
  window.addEventListener("pointermove", heard.move);
  window.addEventListener("pointerup", heard.end);
  window.addEventListener("pointercancel", heard.leave);
  window.addEventListener("keydown", key);
  let over = false;
  return () => {
    if (over) return;
    over = true;
    window.removeEventListener("pointermove", heard.move);
    window.removeEventListener("pointerup", heard.end);
    window.removeEventListener("pointercancel", heard.leave);
    window.removeEventListener("keydown", key);
    after();
  };
}

function rectAt(drag: Drag, event: PointerEvent, box: DOMRect): Rect {
  const x = Math.round(cellAt(drag.columns, event.clientX - box.left) - drag.offset.x);
  const y = Math.round(cellAt(drag.lines, event.clientY - box.top) - drag.offset.y);
  const tile = drag.origin.find((one) => one.key === drag.key)!;
  if (drag.grip === "move") return within({ ...rectOf(tile), x, y });
  const width = Math.min(COLUMNS - tile.x, Math.max(1, x - tile.x));
  return within({ ...rectOf(tile), width, height: y - tile.y });
}

function rectOf({ x, y, width, height }: Rect): Rect {
  return { x, y, width, height };
}

function inside(event: PointerEvent, box: DOMRect): boolean {
  const { clientX: x, clientY: y } = event;
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

function scrollAtEdge(grid: HTMLElement, y: number): void {
  const scroller = grid.closest(".bench");
  if (!scroller) return;
  const box = scroller.getBoundingClientRect();
  if (y < box.top + EDGE_PX) scroller.scrollTop -= SCROLL_PX;
  else if (y > box.bottom - EDGE_PX) scroller.scrollTop += SCROLL_PX;
}
