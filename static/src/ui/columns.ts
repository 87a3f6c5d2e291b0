// How a table on a wall shares its width. Lengths are lines of the 1080-line design.

import type { Metric } from "../wire";

/** Digits with a cap height of 63 px at most, of 28 px at least. */
const LARGEST_FONT = 87;
const SMALLEST_FONT = 39;
const LABEL_FONT = 39;
const LETTER_EM = 0.62;
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

/** Lines that a label takes when it breaks between words only. */
export function linesOf(label: string, width: number): number {
  let lines = 1;
  let used = 0;
  for (const word of label.split(" ")) {
    const wide = textWidth(word);
    if (used > 0 && used + textWidth(" ") + wide > width) {
      lines += 1;
      used = wide;
    } else {
      used += (used > 0 ? textWidth(" ") : 0) + wide;
    }
  }
  return lines;
}

function textWidth(text: string): number {
  return text.length * LABEL_FONT * LETTER_EM;
}

function wordWidth(label: string): number {
  return label.split(" ").reduce((most, word) => Math.max(most, textWidth(word)), 0);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
