// Not a language: English with every letter accented, and longer. On a page in it, a word that nobody
// made translatable stands out, to the eye and to a test.

import type { Text } from "./en";
import { words as english } from "./en";

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED = "áƀćďéƒǵĥíĵķĺḿńóƥɋŕśţúṽŵẋýžÁƁĆĎÉƑǴĤÍĴĶĹḾŃÓƤɊŔŚŢÚṼŴẊÝŽ";

export function accented(text: string): string {
  return text.replace(/\{\w+\}|[a-zA-Z]/g, (piece) => ACCENTED[PLAIN.indexOf(piece)] || piece);
}

function pseudo(text: Text): Text {
  return typeof text === "string" ? accented(text) : [accented(text[0]), accented(text[1])];
}

export const words: Record<string, Text> = {};
(Object.keys(english) as (keyof typeof english)[]).forEach((key) => {
  words[key] = pseudo(english[key]);
});
