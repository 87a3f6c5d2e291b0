// What a figure looks like: from the wire's figure to the text, mark and words that are shown.
// Pure, so that every state has a test without a browser.

import * as format from "./format";
import type { Figure, Metric } from "./wire";
import type { Word } from "./words";
import { known, say, stateWord } from "./words";

export type Mark = "late" | "lost" | "warn" | "critical" | "closed" | "paused" | null;

export interface Face {
  /** The value, or a dash. */
  text: string;
  /** Set smaller after the value: "%". */
  unit: string;
  /** Before the value: "≥" for a duration that may be longer. */
  prefix: string;
  /** After the value: "+" for a count that may be more. */
  suffix: string;
  mark: Mark;
  /** Why the value is not plain, in words; "" when it is. */
  status: string;
  /** What else must be said: the parts, the source, the remark. */
  remark: string;
  dim: boolean;
  empty: boolean;
  /** Changes with the second. */
  ticks: boolean;
}

export interface Locale {
  lang: string;
  zone: string;
}

const DASH = "–";

const DIRECTIONS: Record<string, format.Direction> = {
  more: "higher",
  higher: "higher",
  up: "higher",
  less: "lower",
  lower: "lower",
  down: "lower",
};

export function direction(metric: Metric | undefined): format.Direction {
  return (metric && DIRECTIONS[metric.direction]) || "neutral";
}

/** The value of a fresh or late figure in its unit: [text, unit sign]. */
export function valueText(
  value: string | number | boolean,
  metric: Metric | undefined,
  nowAt: number,
  locale: Locale,
): [string, string] {
  const unit = metric ? metric.unit : "";
  if (typeof value === "string") return [known(value) ? say(value) : value, ""];
  if (typeof value === "boolean") return [say(value ? "yes" : "no"), ""];
  if (unit === "share") {
    return [format.number(format.percent(value, direction(metric)), locale.lang), "%"];
  }
  if (unit === "time") return [format.timeOfDay(value, locale.lang, locale.zone), ""];
  if (unit === "instant") return [format.duration(nowAt - value), ""];
  if (unit === "s") return [format.duration(value), ""];
  return [format.number(value, locale.lang, 1), ""];
}

/** A value of a curve; of an instant it is the age in seconds. */
export function curveText(value: number, metric: Metric | undefined, locale: Locale): string {
  const aged = metric && metric.unit === "instant" ? { ...metric, unit: "s" } : metric;
  return join(...valueText(value, aged, 0, locale));
}

/** The face of a figure at `nowAt`, server's epoch seconds. */
export function faceOf(
  figure: Figure | undefined,
  metric: Metric | undefined,
  nowAt: number,
  locale: Locale,
): Face {
  if (!figure || figure.v === null || figure.v === undefined) {
    return dashOf(figure, nowAt, locale);
  }
  const late = figure.s === "late";
  const isInstant = metric !== undefined && metric.unit === "instant";
  const isDuration = isInstant || (metric !== undefined && metric.unit === "s");
  // A late duration stands still at its source's last word: what it did since, nobody knows.
  const at = late && figure.since !== undefined ? figure.since : nowAt;
  const [text, unit] = valueText(figure.v, metric, isInstant ? stepped(figure, at) : at, locale);
  const atLeast = figure.q === "at_least";
  return {
    text,
    unit,
    prefix: figure.q === "roughly" ? "≈" : atLeast && isDuration ? "≥" : "",
    suffix: atLeast && !isDuration ? "+" : "",
    mark: late ? "late" : null,
    status: late ? lateness(figure, nowAt) : "",
    remark: remarkOf(figure),
    dim: late,
    empty: false,
    ticks: isInstant || late,
  };
}

/** Time in a state in whole steps, where the policy wants it rounded. */
function stepped(figure: Figure, at: number): number {
  const step = figure.p && figure.p["step_seconds"];
  if (typeof step !== "number" || step <= 0 || typeof figure.v !== "number") return at;
  return figure.v + Math.floor(Math.max(0, at - figure.v) / step) * step;
}

function dashOf(figure: Figure | undefined, nowAt: number, locale: Locale): Face {
  const status = figure ? figure.s : "unknown";
  const since =
    figure && figure.since !== undefined
      ? say("since", { at: format.instant(figure.since, nowAt, locale.lang, locale.zone) })
      : "";
  const few = figure && figure.s === "withheld" && figure.p && figure.p["fewer_than"];
  if (few) return fewerThan(Number(few));
  return {
    text: DASH,
    unit: "",
    prefix: "",
    suffix: "",
    mark: status === "lost" ? "lost" : null,
    status: DASHES[status || "unknown"]!(since, figure),
    remark: "",
    dim: true,
    empty: true,
    ticks: false,
  };
}

/** A count that the policy does not tell is shown as "<5", and said in words. */
function fewerThan(count: number): Face {
  return {
    text: `<${count}`,
    unit: "",
    prefix: "",
    suffix: "",
    mark: null,
    status: say("fewer_than", { count }),
    remark: "",
    dim: true,
    empty: false,
    ticks: false,
  };
}

const DASHES: Record<string, (since: string, figure: Figure | undefined) => string> = {
  lost: (since, figure) => [figure && figure.by, since || say("lost")].filter(Boolean).join(" "),
  never: () => say("never"),
  na: () => say("na_long"),
  withheld: () => say("withheld"),
  unknown: (since, figure) =>
    figure && (figure.n === "not_sent" || figure.n === "contradictory")
      ? say(figure.n)
      : [say("waiting_first"), since].filter(Boolean).join(" "),
};

function lateness(figure: Figure, nowAt: number): string {
  if (figure.since === undefined) return say("late");
  return `${say("late")} ${format.age(nowAt - figure.since)}`;
}

const COUNTED: Record<string, Word> = { queues: "parts_queues", agents: "parts_agents" };
// Remarks that are said beside the queues that `parts` counts.
const LEFT_OUT = ["mixed_windows", "reported_apart"];

function remarkOf(figure: Figure): string {
  const said: string[] = [];
  if (figure.parts) {
    const [some, all] = figure.parts;
    const queues = LEFT_OUT.indexOf(figure.n || "") >= 0;
    const counted = queues ? "parts_queues" : COUNTED[figure.n || ""];
    said.push(say(counted || "parts", { some, all }));
  }
  if (figure.q === "as_reported" && figure.by) said.push(say("by", { who: figure.by }));
  const letter = figure.p && figure.p["letter"];
  // A level that is not whole, or not by the letter that was asked for, names its letter.
  if (letter && (figure.n === "other_letter" || figure.parts)) {
    said.push(say("by_letter", { letter: String(letter) }));
  }
  if (figure.n && !COUNTED[figure.n]) {
    const key = `remark_${figure.n}`;
    if (known(key)) said.push(say(key));
  }
  return said.join(" · ");
}

/** The widest text that a metric's figure usually has: digits as zeros. Tiles are fitted to it. */
export function reservedShape(metric: Metric | undefined): string {
  const unit = metric ? metric.unit : "";
  if (unit === "share") return "00%";
  if (unit === "instant" || unit === "s") return "0:00";
  return "000";
}

/** "target 80 %" and by how much it is missed, in words: "6 over". */
export function targetText(
  figure: Figure | undefined,
  target: number,
  metric: Metric | undefined,
  locale: Locale,
): { target: string; delta: string } {
  const [text, unit] = targetValue(target, metric, locale);
  const words = { target: say("target", { value: join(text, unit) }), delta: "" };
  const value = figure && !figure.s ? figure.v : null;
  // Of a value that may be more, the difference is not known.
  if (typeof value !== "number" || (figure!.q && figure!.q !== "as_reported")) return words;
  if (metric && metric.unit === "instant") return words;
  const shown = metric && metric.unit === "share" ? format.percent(value, direction(metric)) : value;
  const wanted = metric && metric.unit === "share" ? Number((target * 100).toFixed(6)) : target;
  const difference = Math.round((shown - wanted) * 10) / 10;
  if (difference === 0) return words;
  const [amount, sign] = targetValue(Math.abs(difference), deltaMetric(metric), locale);
  const key = difference > 0 ? "over" : "under";
  return { ...words, delta: say(key, { value: join(amount, sign) }) };
}

/** Differences of shares are points, and counted like counts. */
function deltaMetric(metric: Metric | undefined): Metric | undefined {
  return metric && metric.unit === "share" ? { ...metric, unit: "count" } : metric;
}

function targetValue(
  target: number,
  metric: Metric | undefined,
  locale: Locale,
): [string, string] {
  if (metric && metric.unit === "share") {
    return [format.number(Number((target * 100).toFixed(6)), locale.lang, 1), "%"];
  }
  if (metric && (metric.unit === "instant" || metric.unit === "s")) {
    return [format.duration(target), ""];
  }
  return [format.number(target, locale.lang, 1), ""];
}

function join(text: string, unit: string): string {
  return unit ? `${text} ${unit}` : text;
}

/** The words of an agent's state figure. */
export function stateText(figure: Figure | undefined): string {
  return figure && typeof figure.v === "string" ? stateWord(figure.v) : "";
}
