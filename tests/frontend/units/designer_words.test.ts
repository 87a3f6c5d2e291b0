import assert from "node:assert/strict";
import { test } from "node:test";

import { words as de } from "../../../static/src/words/designer/de";
import { en as english } from "../../../static/src/designer/words";
import { words as fi } from "../../../static/src/words/designer/fi";
import { words as fr } from "../../../static/src/words/designer/fr";
import { words as sv } from "../../../static/src/words/designer/sv";

const places = (text: string): string[] => (text.match(/\{\w+\}/g) || []).sort();

test("each language of the designer has every word, with the same places for values", () => {
  for (const words of [sv, fi, fr, de]) {
    for (const key of Object.keys(english) as (keyof typeof english)[]) {
      assert.ok(words[key], key);
      assert.deepEqual(places(words[key]), places(english[key]), key);
    }
  }
});
