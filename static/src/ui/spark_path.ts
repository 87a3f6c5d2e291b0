// The trend of a figure as a line, by arithmetic. Pure.

import type { Metric } from "../wire";

/** Minute since the epoch → value; a minute without a number is absent. */
export type Points = Record<string, number>;

export const TREND_MINUTES = 60;
const BOX = 100;

/** A change of less than this is drawn small, so that a calm hour looks calm. */
const LEAST_SPAN: Record<string, number> = { count: 4, share: 0.05, s: 30, instant: 30 };

export interface Trend {
  /** In a box of 100 × 100; "" where there is nothing to draw. */
  path: string;
  low: number;
  high: number;
}

const NONE: Trend = { path: "", low: 0, high: 0 };

/** The hour until `nowMinute`. A minute that is missing breaks the line. */
export function trendOf(points: Points, nowMinute: number, metric: Metric | undefined): Trend {
  const from = nowMinute - TREND_MINUTES;
  const minutes = Object.keys(points)
    .map(Number)
    .filter((minute) => minute > from && minute <= nowMinute)
    .sort((a, b) => a - b);
  if (minutes.length < 2) return NONE;
  const values = minutes.map((minute) => points[minute]!);
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  const span = Math.max(high - low, (metric && LEAST_SPAN[metric.unit]) || 1);
  const middle = (low + high) / 2;
  const y = (value: number): number => BOX / 2 - ((value - middle) / span) * BOX;
  let path = "";
  minutes.forEach((minute, index) => {
    const follows = index > 0 && minute - minutes[index - 1]! === 1;
    const last = minutes[index + 1] !== minute + 1;
    const x = ((minute - from) / TREND_MINUTES) * BOX;
    path += `${follows ? "L" : "M"}${short(x)} ${short(y(values[index]!))}`;
    if (!follows && last) path += "h0"; // a minute alone is a dot
  });
  return { path, low, high };
}

function short(number: number): string {
  return String(Math.round(number * 10) / 10);
}
