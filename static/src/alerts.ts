// Alerts as they are shown: their order, their words, and which of them ask for a sound. Pure.

import * as format from "./format";
import type { Locale } from "./face";
import type { Alert } from "./wire";
import { say } from "./words";

export interface Listed extends Alert {
  id: string;
}

/** The worst first, of equals those that nobody has acknowledged, then the newest. */
export function listed(alerts: Record<string, Alert>): Listed[] {
  return Object.keys(alerts)
    .map((id) => ({ ...alerts[id]!, id }))
    .sort((a, b) => weight(b) - weight(a) || b.since - a.since || (a.id < b.id ? -1 : 1));
}

function weight(alert: Alert): number {
  return (alert.level === "critical" ? 2 : 0) + (alert.acknowledged ? 0 : 1);
}

/** A value or limit in its unit. */
export function amount(value: number, unit: string, lang: string): string {
  if (unit === "share") return `${format.number(value * 100, lang, 1)} %`;
  if (unit === "s" || unit === "instant") return format.duration(value);
  return format.number(value, lang, 1);
}

/** "12, limit 10": what the figure was when the level was reached; the limit alone by agreement. */
export function valueWords(alert: Alert, lang: string): string {
  if (alert.limit === null) return "";
  const limit = amount(alert.limit, alert.unit, lang);
  if (alert.value === null) return say("alert_limit", { limit });
  return say("alert_at", { value: amount(alert.value, alert.unit, lang), limit });
}

/** "Anna 10:43: calling two people in"; "" while nobody has. */
export function acknowledgedWords(alert: Alert, nowAt: number, locale: Locale): string {
  const { acknowledged } = alert;
  if (!acknowledged) return "";
  const { by, word } = acknowledged;
  const at = format.instant(acknowledged.at, nowAt, locale.lang, locale.zone);
  return say(word ? "alert_acknowledged_word" : "alert_acknowledged", { by, at, word });
}

/** Why it neither clears nor changes; "" when its figure may be believed. */
export function heldWords(alert: Alert, nowAt: number, locale: Locale): string {
  if (!alert.held) return "";
  const since =
    alert.held_since === null
      ? ""
      : say("since", {
          at: format.instant(alert.held_since, nowAt, locale.lang, locale.zone),
        });
  if (alert.held === "withheld") return say("alert_withheld", { since });
  return say("alert_held", { status: say(alert.held), since });
}

/** Longer ago than this, an alert is no news: a page that was loaded anew stays silent. */
export const NEWS_SECONDS = 30;

/** Of those that ask for a sound now, the worst level; `heard` remembers what has sounded. */
export function soundOf(
  alerts: Record<string, Alert>,
  heard: Record<string, string>,
  nowAt: number,
): "warn" | "critical" | null {
  let level: "warn" | "critical" | null = null;
  for (const id of Object.keys(heard)) if (!alerts[id]) delete heard[id];
  for (const id of Object.keys(alerts)) {
    const alert = alerts[id]!;
    const news = `${alert.level}/${alert.level_since}/${alert.escalated}`;
    if (heard[id] === news) continue;
    const before = heard[id];
    heard[id] = news;
    if (!alert.sound || alert.quiet || alert.acknowledged || eased(before, alert)) continue;
    if (nowAt - alert.level_since > NEWS_SECONDS && !alert.escalated) continue;
    if (alert.escalated && before === undefined) continue; // loaded anew
    if (level !== "critical") level = alert.level;
  }
  return level;
}

function eased(before: string | undefined, alert: Alert): boolean {
  return before !== undefined && before.indexOf("critical/") === 0 && alert.level === "warn";
}
