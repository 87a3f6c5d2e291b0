// How large the board on the bench is, in the pixels in which it was designed, and how it is scaled
// into the window.

import type { Content } from "./content";
import { rowsOf } from "./grid";

export const GAP = 16;
export const DESK_WIDTH = 1280;
export const DESK_ROW = 52;
const DESK_MARGIN = 24;
const DESK_HEADER = 56;
const SPARE_ROWS = 4;
const LINES = 1080;
const ACROSS = 1920;
const OVERSCAN = 0.025;
const WALL_HEAD = 66;

export interface Sheet {
  /** Of the whole sheet, in design pixels; a desk is higher where its rows are. */
  width: number;
  height: number;
  /** Of the grid. */
  rows: number;
  margin: { top: number; side: number };
  /** Where a desk begins to scroll, from the top of the sheet; nowhere on a wall. */
  fold: number | null;
}

/** A wall is the screen in lines of the 1080-line design; a desk is as long as it is. */
export function sheetOf(content: Content, rows = rowsOf(content.widgets)): Sheet {
  const { screen } = content;
  if (content.purpose === "wall") {
    const unit = unitOf(screen);
    const width = screen.width / unit;
    const height = screen.height / unit;
    const margin = { top: OVERSCAN * height, side: OVERSCAN * width };
    return { width, height, rows: Math.max(1, rows), margin, fold: null };
  }
  const fold = Math.round((screen.height / screen.width) * DESK_WIDTH) - DESK_HEADER;
  const all = Math.max(rows + SPARE_ROWS, Math.floor(fold / (DESK_ROW + GAP)));
  return {
    width: DESK_WIDTH,
    height: all * (DESK_ROW + GAP) - GAP + 2 * DESK_MARGIN,
    rows: all,
    margin: { top: DESK_MARGIN, side: DESK_MARGIN },
    fold,
  };
}

/** Pixels of the screen that are one line of the design. */
export function unitOf(screen: { width: number; height: number }): number {
  return Math.min(screen.height / LINES, screen.width / ACROSS);
}

/** Scale at which the sheet fits: a wall whole, a desk by its width. */
export function scaleOf(sheet: Sheet, room: { width: number; height: number }): number {
  const byWidth = room.width / sheet.width;
  const scale = sheet.fold === null ? Math.min(byWidth, room.height / sheet.height) : byWidth;
  return Math.max(0.2, Math.min(1, scale));
}

/** Of a wall; null for a desk, whose rows grow with what is in them. */
export function gridHeight(sheet: Sheet): number | null {
  return sheet.fold === null ? sheet.height - 2 * sheet.margin.top - WALL_HEAD : null;
}
