// Numbers, durations and instants as people read them. Language and zone are arguments; units of
// ages are words.

import type { Word } from "./words";
import { say } from "./words";

/** `0:42`, `4:07`, `1:12:30`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "12 s", "3 min", "2 h", "4 d": one unit, rounded down. */
export function age(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [unit, size] = AGES.find(([, seconds]) => whole >= seconds) || AGES[3]!;
  return say(unit, { n: Math.floor(whole / size) });
}

const AGES: readonly (readonly [Word, number])[] = [
  ["age_days", 86_400],
  ["age_hours", 3600],
  ["age_minutes", 60],
  ["age_seconds", 1],
];

export type Direction = "higher" | "lower" | "neutral";

/**
 * Whole per cent of a share, rounded against us where a direction is known, so that no screen
 * ever claims a target that was missed: 79.6 % of calls in time is 79, 5.2 % abandoned is 6.
 */
export function percent(share: number, direction: Direction): number {
  const exact = Number((share * 100).toFixed(9)); // 0.29 * 100 is 28.999999999999996
  if (direction === "higher") return Math.floor(exact);
  if (direction === "lower") return Math.ceil(exact);
  return Math.round(exact);
}

const numbers: Record<string, Intl.NumberFormat> = {};

export function number(value: number, lang: string, digits = 0): string {
  const key = `${lang}/${digits}`;
  const format =
    numbers[key] || (numbers[key] = new Intl.NumberFormat(lang, { maximumFractionDigits: digits }));
  return format.format(value);
}

const clocks: Record<string, Intl.DateTimeFormat> = {};

function clockOf(lang: string, zone: string): Intl.DateTimeFormat {
  const key = `${lang}/${zone}`;
  const known = clocks[key];
  if (known) return known;
  const options: Intl.DateTimeFormatOptions = {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  };
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat(lang, { ...options, timeZone: zone });
  } catch {
    made = new Intl.DateTimeFormat(lang, { ...options, timeZone: "UTC" }); // an old zone table
  }
  return (clocks[key] = made);
}

function partsOf(at: number, lang: string, zone: string): Record<string, string> {
  const parts: Record<string, string> = {};
  let last = "";
  for (const part of clockOf(lang, zone).formatToParts(new Date(at * 1000))) {
    parts[part.type === "literal" ? `after ${last}` : part.type] = part.value;
    last = part.type;
  }
  return parts;
}

/** `10:41` in the site's zone (`10.41` in Finnish), with seconds on request; always of 24 hours. */
export function timeOfDay(at: number, lang: string, zone: string, seconds = false): string {
  const p = partsOf(at, lang, zone);
  const colon = p["after hour"] || ":";
  const hour = two(Number(p["hour"]) % 24); // "24:00" is what old engines write at midnight
  const time = `${hour}${colon}${two(Number(p["minute"]))}`;
  return seconds ? `${time}${colon}${two(Number(p["second"]))}` : time;
}

/** `10:41` today, `Sun 10:41` this week, `3 Nov 10:41` before. */
export function instant(at: number, nowAt: number, lang: string, zone: string): string {
  const p = partsOf(at, lang, zone);
  const today = partsOf(nowAt, lang, zone);
  const time = timeOfDay(at, lang, zone);
  if (p["day"] === today["day"] && p["month"] === today["month"]) return time;
  if (Math.abs(nowAt - at) < 6 * 86_400) return `${p["weekday"]} ${time}`;
  return `${date(at, lang, zone, false)} ${time}`;
}

/** `Sun 22 Nov`, or `22 Nov` without the weekday; the order and the dots are the language's. */
export function date(at: number, lang: string, zone: string, weekday = true): string {
  const p = partsOf(at, lang, zone);
  const order = DAYS[lang.split("-")[0]!] || "{day} {month}";
  const day = order.replace(/\{(\w+)\}/g, (_, part: string) => p[part]!);
  return weekday ? `${p["weekday"]} ${day}` : day;
}

// Where a day of the month is an ordinal number; Finnish writes the month as a number too.
const DAYS: Record<string, string> = { de: "{day}. {month}", fi: "{day}.{month}." };

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}
