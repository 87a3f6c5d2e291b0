// From an answer to sentences. Pure.

import { curveText } from "../face";
import type { Locale } from "../face";
import * as format from "../format";
import type { Metric } from "../wire";
import { known, say } from "../words";
import type { Answer, Formula, Letter, Recovery } from "./answer";

/** "Answered in time ÷ (Answered + Abandoned − Short abandons)". */
export function formulaText(formula: Formula, labels: Record<string, string>): string {
  const below = terms(formula.denominator, labels);
  const several = Object.keys(formula.denominator).length > 1;
  const above = terms(formula.numerator, labels);
  const bracketed = Object.keys(formula.numerator).length > 1 ? `(${above})` : above;
  return `${bracketed} ÷ ${several ? `(${below})` : below}`;
}

function terms(of: Record<string, number>, labels: Record<string, string>): string {
  return Object.keys(of)
    .sort((a, b) => of[b]! - of[a]!)
    .map((field, place) => {
      const sign = of[field]! < 0 ? "− " : place > 0 ? "+ " : "";
      return sign + (labels[field] || field);
    })
    .join(" ");
}

/** Why something is not in the figure, in words. */
export function leftOut(reason: string): string {
  const key = `why_${reason}`;
  return known(key) ? say(key) : reason;
}

/** "since midnight", "within 20 s", "SL-E". */
export function parameters(answer: Answer): string[] {
  const p = answer.figure.p || {};
  const said: string[] = [];
  const letter = p["letter"] || (answer.formula ? answer.formula.code : "");
  if (letter) said.push(String(letter));
  const seconds = p["threshold_seconds"];
  if (typeof seconds === "number") said.push(say("why_within", { time: format.age(seconds) }));
  const key = `window_${String(p["window"])}`;
  if (known(key)) said.push(say(key));
  if (p["clock"] === "vendor") said.push(say("why_clock"));
  if (p["day"]) said.push(say("why_zone", { zone: String(p["day"]) }));
  return said;
}

/** "The next 30 contacts must all be in time to be back at 80 % today." */
export function recoveryText(recovery: Recovery, metric: Metric, locale: Locale): string[] {
  const target = curveText(recovery.target, metric, locale);
  const least = recovery.contacts;
  const most = recovery.contacts_at_most;
  if (least === null) return [say("recovery_never", { target })];
  const number = (value: number): string => format.number(value, locale.lang);
  const late = recovery.waiting_too_long;
  const lateMost = recovery.waiting_too_long_at_most;
  const said: string[] = [];
  if (least === 0 && most === 0) said.push(say("recovery_met", { target }));
  else if (most === null || most === least) {
    said.push(
      least === 1
        ? say("recovery_one", { target })
        : say(least === 0 ? "recovery_met" : "recovery_next", { n: number(least), target }),
    );
  } else said.push(say("recovery_range", { least: number(least), most: number(most), target }));
  if (lateMost === null) said.push(say("recovery_unknown"));
  else if (lateMost > 0) {
    const range = late === lateMost ? number(late) : `${number(late)}–${number(lateMost)}`;
    said.push(say("recovery_late", { n: range }));
  }
  return said;
}

/** What queues lack for a letter: "short abandons". */
export function lackingText(letter: Letter, labels: Record<string, string>): string {
  const fields = Object.keys(letter.lacking).reduce<string[]>((all, queue) => {
    letter.lacking[queue]!.forEach((field) => {
      if (all.indexOf(field) < 0) all.push(field);
    });
    return all;
  }, []);
  return say("why_lacks", { what: fields.map((field) => labels[field] || field).join(", ") });
}
