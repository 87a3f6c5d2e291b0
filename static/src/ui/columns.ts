// How a table on a wall shares its width. Lengths are lines of the 1080-line design.

import type { Metric } from "../wire";

/** Digits with a cap height of 63 px at most, of 28 px at least. */
const LARGEST_FONT = 87;
const SMALLEST_FONT = 39;
const LABEL_FONT = 39;
const LETTER_EM = 0.62;
const WIDE_LETTERS = /[mwMW]/g;
const WIDE_MORE = 0.4;
const PADDING = 20;
const LEAST_NAME = 350;
const NAME_FONT = 54;
const HEAD_LINE = 43;
const HEAD_FOOT = 12;
const ROW_EM = 1.22;

/** Width of a column's digits with its mark, in ems of the digits. */
const EMS: Record<string, number> = { count: 2.3, share: 2.65, s: 2.85, instant: 2.85 };
const OTHER_EM = 3;

export interface TableShape {
  font: number;
  /** Width of each figure column. */
  columns: number[];
  headHeight: number;
  rowHeight: number;
  nameFont: number;
}

/**
 * The columns of a table by their places, in as few even groups as are readable beside the names:
 * one where all fit. A wall shows the groups in turn.
 */
export function columnGroups(width: number, metrics: (Metric | undefined)[]): number[][] {
  const places = metrics.map((_, index) => index);
  for (let count = 1; count < places.length && width > 0; count += 1) {
    const groups = split(places, count);
    if (groups.every((group) => leastWidth(group.map((place) => metrics[place])) <= width)) {
      return groups;
    }
  }
  return width > 0 ? split(places, Math.max(1, places.length)) : [places];
}

function split(places: number[], count: number): number[][] {
  const groups: number[][] = [];
  for (let index = 0; index < count; index += 1) {
    const from = Math.ceil((index * places.length) / count);
    groups.push(places.slice(from, Math.ceil(((index + 1) * places.length) / count)));
  }
  return groups;
}

function leastWidth(metrics: (Metric | undefined)[]): number {
  return sum(widthsAt(SMALLEST_FONT, metrics)) + LEAST_NAME;
}

function widthsAt(font: number, metrics: (Metric | undefined)[]): number[] {
  return metrics.map((metric) => {
    const em = (metric && EMS[metric.unit]) || OTHER_EM;
    return Math.ceil(Math.max(em * font, wordWidth(metric ? metric.label : ""))) + PADDING;
  });
}

/** The largest digits with which every column holds its digits and the longest word of its head. */
export function tableShape(width: number, metrics: (Metric | undefined)[]): TableShape {
  const labels = metrics.map((metric) => (metric ? metric.label : ""));
  let font = LARGEST_FONT;
  while (font > SMALLEST_FONT && sum(widthsAt(font, metrics)) + LEAST_NAME > width) font -= 1;
  const columns = widthsAt(font, metrics);
  const lines = labels.reduce(
    (most, label, index) => Math.max(most, linesOf(label, columns[index]! - PADDING)),
    1,
  );
  return {
    font,
    columns,
    headHeight: lines * HEAD_LINE + HEAD_FOOT,
    rowHeight: font * ROW_EM,
    nameFont: Math.min(NAME_FONT, font),
  };
}

/** Rows share what is left under the last one, up to a third of their height. */
export function stretched(available: number, rowHeight: number, rows: number): number {
  return Math.max(rowHeight, Math.floor(Math.min(available / rows, rowHeight * 1.33)));
}

/** Lines that a text takes when it breaks between words only. */
export function linesOf(text: string, width: number, font = LABEL_FONT): number {
  let lines = 1;
  let used = 0;
  for (const word of text.split(" ")) {
    const wide = textWidth(word, font);
    const space = used > 0 ? textWidth(" ", font) : 0;
    if (used > 0 && used + space + wide > width) {
      lines += 1;
      used = wide;
    } else {
      used += space + wide;
    }
  }
  return lines;
}

/**
 * A name in two lines at most. One that needs more loses its middle: what tells queues apart is
 * often their end ("Support for private customers – Invoices", "… – Returns").
 */
export function inTwoLines(name: string, width: number, font: number): string {
  if (linesOf(name, width, font) <= 2 && wordWidth(name, font) <= width) return name;
  const letters = Array.from(name);
  let line = letters.length;
  while (line > 2 && widest(letters, line, font) > width) line -= 1;
  const head = letters.slice(0, line).join("");
  const words = head.lastIndexOf(" ");
  const kept = words > line / 2 ? head.slice(0, words) : head.trim();
  const tail = letters.slice(Math.max(line, letters.length - line + 1)).join("");
  return `${kept}\n…${tail.trim()}`;
}

/** The wider of the first and the last so many letters. */
function widest(letters: string[], count: number, font: number): number {
  const head = textWidth(letters.slice(0, count).join(""), font);
  return Math.max(head, textWidth(`…${letters.slice(1 - count).join("")}`, font));
}

function textWidth(text: string, font = LABEL_FONT): number {
  const wide = text.match(WIDE_LETTERS);
  return (text.length + (wide ? wide.length * WIDE_MORE : 0)) * font * LETTER_EM;
}

function wordWidth(label: string, font = LABEL_FONT): number {
  return label.split(" ").reduce((most, word) => Math.max(most, textWidth(word, font)), 0);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
