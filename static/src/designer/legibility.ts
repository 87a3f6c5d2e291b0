// Can it be read from where people stand? By the arithmetic of the house (VISUAL.md): a digit needs a
// cap height of the distance / 200, a label that is read when one steps nearer 28/63 of that, and
// nothing on a desk is set under 13 px.

import type { Screen } from "./content";

/** Cap height of the digits' font, as a part of its size. */
export const CAP = 0.727;
const DISTANCE_PER_CAP = 200;
const LABEL_PART = 28 / 63;
const LEAST_FONT_PX = 13;
const MM_PER_INCH = 25.4;
const TOLERANCE_PX = 0.25;

export type Kind = "digits" | "words";

/** A text of a tile as it is set, in pixels of the screen. */
export interface Setting {
  kind: Kind;
  fontPx: number;
}

export interface Verdict {
  kind: Kind;
  /** Cap heights in pixels of the screen, rounded. */
  has: number;
  needs: number;
  /** From how far it can be read, in metres. */
  metres: number;
}

export function pixelsPerMillimetre(screen: Screen): number {
  return Math.hypot(screen.width, screen.height) / (screen.inches * MM_PER_INCH);
}

/** The least cap height, in pixels of the screen. */
export function neededCap(kind: Kind, screen: Screen): number {
  const millimetres = (screen.distance_metres * 1000) / DISTANCE_PER_CAP;
  const digits = millimetres * pixelsPerMillimetre(screen);
  return Math.max(LEAST_FONT_PX * CAP, kind === "digits" ? digits : digits * LABEL_PART);
}

/** What of a tile is too small for the screen and the distance, the worst of each kind. */
export function legibility(tile: Setting[], screen: Screen): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const kind of ["digits", "words"] as const) {
    const sizes = tile.filter((text) => text.kind === kind).map((text) => text.fontPx * CAP);
    const smallest = Math.min(...sizes);
    const needs = neededCap(kind, screen);
    if (!sizes.length || smallest >= needs - TOLERANCE_PX) continue;
    verdicts.push({
      kind,
      has: Math.round(smallest),
      needs: Math.round(needs),
      metres: Math.floor((smallest / needs) * screen.distance_metres * 10) / 10,
    });
  }
  return verdicts;
}
