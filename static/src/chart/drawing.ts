// What the board hands to the script that draws charts, which is loaded only where one is shown.

import type { Day } from "./day";

export interface Picture {
  day: Day;
  target: number | null;
  width: number;
  height: number;
  /** Pixels of a label, and of a line. */
  font: number;
  line: number;
  valueText: (value: number) => string;
  timeText: (at: number) => string;
}

export interface Drawing {
  show: (picture: Picture) => void;
  end: () => void;
}

export type Draw = (place: HTMLElement) => Drawing;

declare global {
  interface Window {
    wallboardChart?: Draw;
  }
}

const AGAIN_MS = 30_000;
let asked: Promise<Draw> | null = null;

/** The drawing script, asked for once; a failure is forgotten, so that it can be asked again. */
export function drawingScript(): Promise<Draw> {
  if (asked) return asked;
  const place = document.querySelector<HTMLElement>("[data-chart]");
  asked = new Promise<Draw>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = (place && place.dataset["chart"]) || "/static/chart.js";
    script.onload = () => {
      if (window.wallboardChart) resolve(window.wallboardChart);
      else reject(new Error("the drawing script says nothing"));
    };
    script.onerror = () => {
      asked = null;
      reject(new Error("the drawing script could not be loaded"));
    };
    document.head.appendChild(script);
  });
  return asked;
}

/** Ask until it is there: a screen hangs for months. Returns the way out. */
export function whenDrawable(ready: (draw: Draw) => void): () => void {
  let over = false;
  let timer = 0;
  const look = (): void => {
    drawingScript().then(
      (draw) => {
        if (!over) ready(draw);
      },
      () => {
        if (!over) timer = window.setTimeout(look, AGAIN_MS);
      },
    );
  };
  look();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
