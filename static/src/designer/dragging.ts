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
  pitch: { x: number; y: number };
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
  rows: number,
  dropped: (tiles: Tile[], key: string) => void,
): Dragging {
  const [drag, setDrag] = useState<Drag | null>(null);
  const current = useRef<Drag | null>(null);
  current.current = drag;
  const shown = drag && drag.on ? placed(drag.origin, drag.key, drag.rect) : tiles;

  const begin = (event: PointerEvent, tile: Tile, grip: Grip, fresh: boolean): void => {
    const box = grid.current && grid.current.getBoundingClientRect();
    if (!box || event.button !== 0) return;
    const pitch = { x: box.width / COLUMNS, y: box.height / rows };
    const corner =
      grip === "move" ? { x: tile.x, y: tile.y } : { x: tile.x + tile.width, y: tile.y + tile.height };
    const offset = fresh
      ? { x: tile.width / 2, y: 0.5 }
      : {
          x: (event.clientX - box.left) / pitch.x - corner.x,
          y: (event.clientY - box.top) / pitch.y - corner.y,
        };
    const origin = fresh ? tiles.concat(tile) : tiles;
    setDrag({ key: tile.key, grip, origin, rect: tile, offset, pitch, fresh, on: !fresh });
  };

  const active = drag !== null;
  useEffect(() => {
    if (!active) return undefined;
    const move = (event: PointerEvent): void => {
      const now = current.current;
      const box = grid.current && grid.current.getBoundingClientRect();
      if (!now || !box) return;
      setDrag({ ...now, rect: rectAt(now, event, box), on: !now.fresh || inside(event, box) });
      scrollAtEdge(grid.current!, event.clientY);
    };
    const end = (): void => {
      const now = current.current;
      setDrag(null);
      if (now && now.on) dropped(placed(now.origin, now.key, now.rect), now.key);
    };
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setDrag(null);
    };
    const cancel = (): void => setDrag(null);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", leave);
    return () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", leave);
    };
  }, [active]);

  return {
    tiles: shown,
    key: drag && drag.on ? drag.key : null,
    start: (event, tile, grip) => begin(event, tile, grip, false),
    bring: (event, tile) => begin(event, tile, "move", true),
  };
}

function rectAt(drag: Drag, event: PointerEvent, box: DOMRect): Rect {
  const x = Math.round((event.clientX - box.left) / drag.pitch.x - drag.offset.x);
  const y = Math.round((event.clientY - box.top) / drag.pitch.y - drag.offset.y);
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
