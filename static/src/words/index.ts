// What the board says, in the language of its page. English is built in; another language comes as
// scripts that ran before this one: `words-sv.js` (its words) and `sv.js` (labels of metrics, known
// by their English text, out of the catalogue that the pages share).

import type { Text, Word } from "./en";
import { words as english } from "./en";

export type { Word } from "./en";

declare global {
  interface Window {
    wallboardWords?: { words: Partial<Record<string, Text>> };
    wallboardCatalogue?: Readonly<Record<string, string>>;
  }
}

const table: Partial<Record<string, Text>> = { ...english };
let plural: (n: number) => boolean = isNotOne;

/** Use the words that the page has loaded for its `lang`; what they lack is said in English. */
export function speak(lang: string): void {
  if (typeof window !== "undefined" && window.wallboardWords) {
    Object.assign(table, window.wallboardWords.words);
  }
  plural = lang.split("-")[0] === "fr" ? isMoreThanOne : isNotOne;
}

function isNotOne(n: number): boolean {
  return n !== 1;
}

/** French counts nought and a half in the singular. */
function isMoreThanOne(n: number): boolean {
  return Math.abs(n) >= 2;
}

/** The word for a key, with `{name}` filled from `values`. */
export function say(key: Word, values: Record<string, string | number> = {}): string {
  const text = table[key] || english[key];
  const form = typeof text === "string" ? text : text[plural(Number(values["n"])) ? 1 : 0];
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** Is `key` one of ours? For words that come from the server. */
export function known(key: string): key is Word {
  return Object.prototype.hasOwnProperty.call(english, key);
}

/** An English text of the server's tables, such as a metric's label, in the page's language. */
export function translated(text: string): string {
  const catalogue = typeof window === "undefined" ? undefined : window.wallboardCatalogue;
  return (catalogue && catalogue[text]) || text;
}

const ORDER = [
  "available",
  "ringing",
  "on_contact",
  "on_hold",
  "wrap_up",
  "paused",
  "busy_other",
  "unknown",
  "logged_out",
] as const;

/** Agent states in the one order in which they are always shown. */
export const STATES: readonly string[] = ORDER;

export function stateWord(state: string): string {
  const key = `state_${state}`;
  return known(key) ? say(key) : state;
}
