// Numbers, durations and instants as people read them. Pure: language and zone are arguments.

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
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h`;
  return `${Math.floor(whole / 86_400)} d`;
}

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
  for (const part of clockOf(lang, zone).formatToParts(new Date(at * 1000))) {
    parts[part.type] = part.value;
  }
  return parts;
}

/** `10:41` in the site's zone, with seconds on request; twenty-four hours everywhere. */
export function timeOfDay(at: number, lang: string, zone: string, seconds = false): string {
  const p = partsOf(at, lang, zone);
  const hour = two(Number(p["hour"]) % 24); // "24:00" is what old engines write at midnight
  const minute = two(Number(p["minute"]));
  return seconds ? `${hour}:${minute}:${two(Number(p["second"]))}` : `${hour}:${minute}`;
}

/** `10:41` today, `Sun 10:41` this week, `3 Nov 10:41` before. */
export function instant(at: number, nowAt: number, lang: string, zone: string): string {
  const p = partsOf(at, lang, zone);
  const today = partsOf(nowAt, lang, zone);
  const time = timeOfDay(at, lang, zone);
  if (p["day"] === today["day"] && p["month"] === today["month"]) return time;
  if (Math.abs(nowAt - at) < 6 * 86_400) return `${p["weekday"]} ${time}`;
  return `${p["day"]} ${p["month"]} ${time}`;
}

/** `Sun 22 Nov`, or `22 Nov` without the weekday. */
export function date(at: number, lang: string, zone: string, weekday = true): string {
  const p = partsOf(at, lang, zone);
  return `${weekday ? `${p["weekday"]} ` : ""}${p["day"]} ${p["month"]}`;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}
