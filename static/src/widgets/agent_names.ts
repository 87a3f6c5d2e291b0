// What people are called on a wall, whose cards are narrow: names that it would cut alike.

import { useMemo } from "preact/hooks";

import { useFontReady } from "../ui/hooks";
import { widthAt100 } from "../ui/measure";
import { WALL_COLUMN } from "../ui/people_rows";
import { shortNames } from "../ui/short_names";

/** At 1080 lines, as in wall-widgets.css: a name's font, its glyph, the space between two columns. */
const NAME_FONT = 66;
const NAME_GLYPH = 74;
const BETWEEN = 56;
const LONG_AGE = "0:00:00"; // beside a name; that it grows to hours shall not change the name
const AGE_PADDING = 35; // hundredths of the font
const FAMILY = "InterVariable, system-ui, sans-serif";

/**
 * Name → what stands for it on a wall of so many lines of the 1080-line design (0: a desk), over all
 * pages. Worked out when somebody comes or goes, not with each change of a state.
 */
export function useShortNames(names: string[], width: number): Map<string, string> {
  const ready = useFontReady();
  const all = names.slice().sort().join("\n");
  return useMemo(() => {
    const widths = new Map<string, number>();
    const widthOf = (letter: string): number => {
      if (!widths.has(letter)) widths.set(letter, widthAt100(letter, FAMILY));
      return widths.get(letter)!;
    };
    const column = width < 2 * WALL_COLUMN ? width : (width - BETWEEN) / 2;
    const age = Array.from(LONG_AGE).reduce((sum, digit) => sum + widthOf(digit), AGE_PADDING);
    const room = ((column - NAME_GLYPH) / NAME_FONT) * 100 - age;
    return width > 0 ? shortNames(names, room, widthOf) : new Map();
  }, [all, width, ready]);
}
