// Not a language: see static/src/words/xx.ts.

import { accented } from "../../words/xx";
import { words as english } from "./en";

export const words: Record<string, string> = {};
(Object.keys(english) as (keyof typeof english)[]).forEach((key) => {
  words[key] = accented(english[key]);
});
