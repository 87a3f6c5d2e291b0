// Names that would be cut to the same letters, so that two people look like one. Pure.

/** In the unit of the room. It is asked for single letters only. */
export type WidthOf = (letter: string) => number;

/**
 * Name → "M.-C. Andersson", of the names that others would be cut alike to and that initials tell
 * from all of them. All others stay as they are.
 */
export function shortNames(names: string[], room: number, widthOf: WidthOf): Map<string, string> {
  const all = Array.from(new Set(names));
  const seen = (text: string): string => seenOf(text, room, widthOf);
  const cut = tally(all.map(seen));
  const alike = all.filter((name) => cut.get(seen(name))! > 1);
  const short = new Map(alike.map((name): [string, string] => [name, byInitials(name)]));
  const after = tally(all.map((name) => seen(short.get(name) || name)));
  alike.forEach((name) => {
    const text = short.get(name)!;
    if (text === name || after.get(seen(text))! > 1) short.delete(name);
  });
  return short;
}

/** What is seen of a text in that much room, as a browser cuts it. */
function seenOf(text: string, room: number, widthOf: WidthOf): string {
  const letters = Array.from(text);
  const widths = letters.map(widthOf);
  if (widths.reduce((sum, width) => sum + width, 0) <= room) return text;
  let left = room - widthOf(DOTS);
  const end = widths.findIndex((width) => (left -= width) < 0);
  return letters.slice(0, Math.max(0, end)).join("") + DOTS;
}

const DOTS = "…";

/** "Anna-Maria Berg" → "A.-M. Berg". A surname that comes first, with a comma, is no first name. */
function byInitials(name: string): string {
  const [first, ...others] = name.split(" ");
  if (!first || others.length === 0 || first.indexOf(",") >= 0) return name;
  const parts = first.split("-").filter(Boolean);
  return [parts.map((part) => `${Array.from(part)[0]}.`).join("-"), ...others].join(" ");
}

function tally(texts: string[]): Map<string, number> {
  const found = new Map<string, number>();
  texts.forEach((text) => found.set(text, (found.get(text) || 0) + 1));
  return found;
}
