// Entry of the script that draws charts. It knows uPlot and nothing of the board.

import uPlot from "uplot";

import type { Drawing, Picture } from "./chart/drawing";

const FAMILY = "InterVariable, system-ui, sans-serif";
const DASH = [2, 3]; // of a line's width

function colour(place: HTMLElement, token: string): string {
  return getComputedStyle(place).getPropertyValue(token).trim();
}

function draw(place: HTMLElement): Drawing {
  let plot: uPlot | null = null;
  let shown: Picture | null = null;
  let made = "";
  return {
    show(picture) {
      shown = picture;
      const data = dataOf(picture);
      // Lines and letters are fixed when it is made; numbers and size are not.
      const wanted = [picture.font, picture.line, picture.target === null].join();
      if (!plot || made !== wanted) {
        if (plot) plot.destroy();
        plot = new uPlot(optionsOf(place, picture, () => shown!), data, place);
        made = wanted;
        return;
      }
      if (plot.width !== picture.width || plot.height !== picture.height) plot.setSize(picture);
      plot.setData(data);
    },
    end() {
      if (plot) plot.destroy();
      plot = null;
    },
  };
}

function dataOf({ day, target }: Picture): uPlot.AlignedData {
  return [day.at, day.lastWeek, day.today, day.at.map(() => target)];
}

function optionsOf(place: HTMLElement, first: Picture, now: () => Picture): uPlot.Options {
  const { font, line } = first;
  const text = (): string => colour(place, "--text");
  const muted = (): string => colour(place, "--muted");
  const faint = (): string => colour(place, "--line");
  const axis: uPlot.Axis = {
    stroke: muted,
    font: `${font}px ${FAMILY}`,
    ticks: { show: false },
    gap: font * 0.4,
  };
  const points = { show: false };
  return {
    width: first.width,
    height: first.height,
    padding: [font * 0.6, font * 1.6, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => edges(now().day.at) },
      y: { range: () => [now().day.low, now().day.high] },
    },
    axes: [
      {
        ...axis,
        size: font * 1.6,
        grid: { show: false },
        splits: () => thinned(now(), font),
        values: (_, at) => at.map((one) => now().timeText(one)),
      },
      {
        ...axis,
        size: font * 3.4,
        space: font * 2.6,
        grid: { stroke: faint, width: 1 },
        values: (_, values) => values.map((value) => now().valueText(value)),
      },
    ],
    series: [
      {},
      { stroke: muted, width: line * 0.6, alpha: 0.7, points, spanGaps: false },
      {
        stroke: text,
        width: line,
        fill: () => withAlpha(text(), 0.08),
        points,
        spanGaps: false,
      },
      { stroke: muted, width: line * 0.7, dash: DASH.map((part) => part * line), points },
    ],
  };
}

function edges(at: number[]): [number, number] {
  return [at[0] || 0, at[at.length - 1] || 1];
}

/** As many hours as have room beside each other. */
function thinned({ day, width }: Picture, font: number): number[] {
  const most = Math.max(2, Math.floor(width / (font * 4.5)));
  const every = [1, 2, 3, 4, 6, 12].filter((step) => day.hours.length / step <= most)[0] || 24;
  return day.hours.filter((_, place) => place % every === 0);
}

/** "#e9eef3" with an alpha, for old browsers know no colour functions. */
function withAlpha(hex: string, alpha: number): string {
  const part = (from: number): number => parseInt(hex.slice(from, from + 2), 16);
  return `rgba(${part(1)},${part(3)},${part(5)},${alpha})`;
}

window.wallboardChart = draw;
