// What `/why/BOARD/` answers, as docs/protocol.md describes it, and the asking.

import type { Figure, Metric } from "../wire";
import { translated } from "../words";

export interface Told {
  account: string;
  label: string;
  vendor: string;
  trust: "fresh" | "late" | "lost" | "unknown";
  age_seconds: number | null;
  paused: boolean;
}

export interface FromSource {
  source: Told;
  figure?: Figure;
  left_out: string;
}

/** A queue; of people a source with how many; of one person an input. */
export interface Part {
  name?: string;
  figure?: Figure;
  counts?: Record<string, Figure>;
  left_out?: string;
  sources?: FromSource[];
  source?: Told;
  people?: number;
  in?: number;
  field?: string;
}

export interface Letter {
  figure: Figure | null;
  lacking: Record<string, string[]>;
  remark: string;
}

export interface Formula {
  code: string;
  numerator: Record<string, number>;
  denominator: Record<string, number>;
  remark: string;
  sums: [number, number] | null;
}

export interface Recovery {
  target: number;
  contacts: number | null;
  contacts_at_most: number | null;
  waiting_too_long: number;
  waiting_too_long_at_most: number | null;
}

export interface Answer {
  at: number;
  timezone: string;
  metric: Metric & { key: string };
  figure: Figure;
  how?: string;
  asked?: string;
  formula?: Formula | null;
  letters?: Record<string, Letter>;
  labels?: Record<string, string>;
  recovery?: Recovery | null;
  parts: Part[];
  left_out?: Record<string, number>;
}

export interface Question {
  widget: string;
  metric: string;
  row: string;
}

/** The server's English labels, in the page's language. */
function inWords(answer: Answer): Answer {
  const { metric, formula } = answer;
  const letters: Record<string, Letter> = {};
  Object.keys(answer.letters || {}).forEach((code) => {
    const letter = answer.letters![code]!;
    letters[code] = { ...letter, remark: translated(letter.remark) };
  });
  const labels: Record<string, string> = {};
  Object.keys(answer.labels || {}).forEach((field) => {
    labels[field] = translated(answer.labels![field]!);
  });
  return {
    ...answer,
    metric: { ...metric, label: translated(metric.label), meaning: translated(metric.meaning) },
    ...(formula ? { formula: { ...formula, remark: translated(formula.remark) } } : {}),
    letters,
    labels,
  };
}

const LONGEST_MS = 10_000;

/** The answer, or why there is none in a sentence of the server's ("" where it said none). */
export async function ask(url: string, question: Question): Promise<Answer | string> {
  const given = new URLSearchParams({ ...question });
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), LONGEST_MS);
  try {
    const reply = await fetch(`${url}?${given}`, {
      credentials: "same-origin",
      headers: { Accept: "application/json" },
      signal: ending.signal,
    });
    const body: unknown = await reply.json();
    if (reply.ok) return inWords(body as Answer);
    const message = (body as { message?: unknown }).message;
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}
