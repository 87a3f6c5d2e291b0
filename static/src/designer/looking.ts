// Looks at the tiles on the bench as they are drawn: how large each text is set, and on what.

import type { Content, Problems } from "./content";
import { colourOf, contrast, neededContrast } from "./contrast";
import type { Setting } from "./legibility";
import { legibility } from "./legibility";
import { unitOf } from "./measures";
import { tell } from "./words";

const MOST_TEXTS = 200; // of one tile: the next agent's name is set as the last one's
/** Marks beside a figure, which are repeated in words. */
const NOT_READ = ".pages, .unseen, .value-time, .value-mark, svg";
/** The time of day in a corner is read as a label is. */
const AS_WORDS = "time";
/** A percent sign or a dash alone says nothing that its neighbour does not. */
const SAYS = /[\p{L}\d]/u;
const NUMBER = /^[^\p{L}]*\d[^\p{L}]*$/u;

interface Seen extends Setting {
  poor: boolean;
}

/** Sentences by tile: what cannot be read. */
export function lookAt(grid: HTMLElement, content: Content): Problems {
  const found: Problems = {};
  const perDesignPixel = content.purpose === "wall" ? unitOf(content.screen) : 1;
  for (const tile of content.widgets) {
    const place = grid.querySelector(`[data-tile="${tile.key}"] .edit-picture`);
    if (!place) continue;
    const texts = textsOf(place, perDesignPixel);
    const said = legibility(texts, content.screen).map((verdict) =>
      tell(verdict.kind === "digits" ? "small_digits" : "small_words", {
        has: verdict.has,
        needs: verdict.needs,
        distance: content.screen.distance_metres,
        metres: verdict.metres,
      }),
    );
    if (texts.some((text) => text.poor)) said.push(tell("poor_contrast"));
    if (said.length) found[tile.key] = said.map((text) => ({ option: "", text }));
  }
  return found;
}

function textsOf(place: Element, perDesignPixel: number): Seen[] {
  const texts: Seen[] = [];
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && texts.length < MOST_TEXTS) {
    const element = walker.currentNode.parentElement;
    const text = (walker.currentNode.nodeValue || "").trim();
    if (!SAYS.test(text) || !element || element.closest(NOT_READ) || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const fontPx = parseFloat(style.fontSize);
    texts.push({
      kind: NUMBER.test(text) && !element.closest(AS_WORDS) ? "digits" : "words",
      fontPx: fontPx * perDesignPixel,
      poor: isPoor(element, style, fontPx),
    });
  }
  return texts;
}

function isPoor(element: Element, style: CSSStyleDeclaration, fontPx: number): boolean {
  const front = colourOf(style.color);
  const back = backgroundOf(element);
  if (!front || !back) return false;
  return contrast(front, back) < neededContrast(fontPx, Number(style.fontWeight));
}

function backgroundOf(element: Element): ReturnType<typeof colourOf> {
  for (let one: Element | null = element; one; one = one.parentElement) {
    const colour = colourOf(getComputedStyle(one).backgroundColor);
    if (colour) return colour;
  }
  return null;
}
