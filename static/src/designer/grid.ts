// Where tiles lie on twelve columns: no two on one cell. A tile that is put somewhere stays there; a
// tile in its way moves aside where there is room, else down, and pushes what is below it.

export const COLUMNS = 12;
export const MOST_ROWS = 200;
export const TALLEST = 60;

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Placed extends Rect {
  key: string;
}

export function overlap(a: Rect, b: Rect): boolean {
  return (
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
  );
}

/** The nearest place inside the board. */
export function within(rect: Rect): Rect {
  const width = between(1, COLUMNS, rect.width);
  const height = between(1, TALLEST, rect.height);
  return {
    width,
    height,
    x: between(0, COLUMNS - width, rect.x),
    y: between(0, MOST_ROWS - height, rect.y),
  };
}

function between(least: number, most: number, value: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}

export function rowsOf(tiles: Rect[]): number {
  return tiles.reduce((most, tile) => Math.max(most, tile.y + tile.height), 0);
}

/**
 * The tiles with `key` at `wanted` (as near as the board allows) and no two on one cell. Where the
 * board would grow past its longest, nothing moves.
 */
export function placed<T extends Placed>(tiles: T[], key: string, wanted: Rect): T[] {
  const settled: Placed[] = [{ key, ...within(wanted) }];
  const waiting = tiles
    .filter((tile) => tile.key !== key)
    .sort((a, b) => a.y - b.y || a.x - b.x);
  while (waiting.length) {
    const tile = waiting.shift()!;
    settled.push({ key: tile.key, ...settledRect(tile, settled, waiting) });
  }
  if (rowsOf(settled) > MOST_ROWS) return tiles;
  return tiles.map((tile) => {
    const { x, y, width, height } = settled.find((one) => one.key === tile.key)!;
    return same(tile, { x, y, width, height }) ? tile : { ...tile, x, y, width, height };
  });
}

export function same(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** Its own place; else beside what was put there, if nobody is disturbed; else further down. */
function settledRect(tile: Rect, settled: Rect[], waiting: Rect[]): Rect {
  const { width, height } = tile;
  const first = settled.find((one) => overlap(one, tile));
  if (!first) return { x: tile.x, y: tile.y, width, height };
  const aside = [
    { x: first.x - width, y: tile.y, width, height },
    { x: first.x + first.width, y: tile.y, width, height },
    { x: tile.x, y: first.y - height, width, height },
  ];
  const free = aside.filter(
    (rect) =>
      rect.x >= 0 &&
      rect.y >= 0 &&
      rect.x + width <= COLUMNS &&
      !settled.concat(waiting).some((one) => overlap(one, rect)),
  );
  const way = (rect: Rect): number => Math.abs(rect.x - tile.x) + Math.abs(rect.y - tile.y);
  if (free.length) return free.sort((a, b) => way(a) - way(b))[0]!;
  let y = tile.y;
  for (;;) {
    const below = settled.find((one) => overlap(one, { x: tile.x, y, width, height }));
    if (!below) return { x: tile.x, y, width, height };
    y = below.y + below.height;
  }
}

/** The first free place for a new tile, by lines; narrower than asked when `least` says so. */
export function firstFree(tiles: Rect[], width: number, height: number): Rect {
  const rows = rowsOf(tiles);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x + width <= COLUMNS; x += 1) {
      const rect = { x, y, width, height };
      if (y + height <= rows && !tiles.some((tile) => overlap(tile, rect))) return rect;
    }
  }
  return { x: 0, y: rows, width, height };
}

/** Without the rows in which nothing lies. */
export function closedUp<T extends Placed>(tiles: T[]): T[] {
  const empty: number[] = [];
  for (let row = 0; row < rowsOf(tiles); row += 1) {
    const line = { x: 0, y: row, width: COLUMNS, height: 1 };
    if (!tiles.some((tile) => overlap(tile, line))) empty.push(row);
  }
  return tiles.map((tile) => {
    const gone = empty.filter((row) => row < tile.y).length;
    return gone ? { ...tile, y: tile.y - gone } : tile;
  });
}

/** A board that came with tiles on one another, set right from the top. */
export function untangled<T extends Placed>(tiles: T[]): T[] {
  const order = tiles.slice().sort((a, b) => a.y - b.y || a.x - b.x);
  let result: T[] = [];
  for (const tile of order) {
    const rect = settledRect(tile, result, []);
    result = result.concat(same(tile, rect) ? tile : { ...tile, ...rect });
  }
  return tiles.map((tile) => result.find((one) => one.key === tile.key)!);
}
