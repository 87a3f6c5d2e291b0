// The points of a day as a chart takes them. Pure.

import type { Metric } from "../wire";
import type { Points } from "../ui/spark_path";

export interface Day {
  /** Every minute that is shown, epoch seconds. A minute without a number is null. */
  at: number[];
  today: (number | null)[];
  lastWeek: (number | null)[];
  hours: number[];
  low: number;
  high: number;
  /** The first and the highest value of today, for who cannot see the line. */
  least: number;
  most: number;
}

const HOUR = 60;
const LEAST_HOURS = 3;
const LAST_WEEK = "w";

/** What is there of the day that begins at `fromAt` (epoch seconds); null: nothing. */
export function dayOf(
  points: Points,
  fromAt: number,
  untilAt: number,
  nowAt: number,
  target: number | null,
  metric: Metric | undefined,
  withLastWeek: boolean,
): Day | null {
  const first = Math.floor(fromAt / 60);
  const last = Math.ceil(untilAt / 60) - 1;
  const today: Record<number, number> = {};
  const before: Record<number, number> = {};
  const minutes: number[] = [];
  const values: number[] = target === null ? [] : [target];
  const own: number[] = [];
  Object.keys(points).forEach((id) => {
    const isBefore = id.charAt(0) === LAST_WEEK;
    const minute = Number(isBefore ? id.slice(1) : id);
    if (minute < first || minute > last || (isBefore && !withLastWeek)) return;
    (isBefore ? before : today)[minute] = points[id]!;
    minutes.push(minute);
    values.push(points[id]!);
    if (!isBefore) own.push(points[id]!);
  });
  if (own.length === 0) return null;
  const start = floorTo(least(minutes), first);
  const seen = Math.max(most(minutes), Math.min(last, Math.floor(nowAt / 60)));
  const end = Math.min(last + 1, Math.max(floorTo(seen, first) + HOUR, start + LEAST_HOURS * HOUR));
  const day: Day = {
    at: [],
    today: [],
    lastWeek: [],
    hours: [],
    ...rangeOf(values, metric),
    least: least(own),
    most: most(own),
  };
  for (let minute = start; minute <= end; minute += 1) {
    day.at.push(minute * 60);
    day.today.push(numberAt(today, minute));
    day.lastWeek.push(numberAt(before, minute));
    if ((minute - first) % HOUR === 0) day.hours.push(minute * 60);
  }
  return day;
}

/** Counts and durations begin at nought; shares are drawn where they are. */
function rangeOf(values: number[], metric: Metric | undefined): { low: number; high: number } {
  const share = metric !== undefined && metric.unit === "share";
  const [low, high] = [least(values), most(values)];
  if (!share) return { low: 0, high: Math.max(high * 1.08, 4) };
  const room = Math.max((high - low) * 0.15, 0.02);
  return { low: Math.max(0, low - room), high: Math.min(1, high + room) };
}

function floorTo(minute: number, first: number): number {
  return minute - ((minute - first) % HOUR);
}

function numberAt(points: Record<number, number>, minute: number): number | null {
  const value = points[minute];
  return value === undefined ? null : value;
}

function least(numbers: number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity);
}

function most(numbers: number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), -Infinity);
}
