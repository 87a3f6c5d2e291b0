// Sizes by measuring. Pure arithmetic first, so that it can be tested; the browser's part below.

/** A new size of the box is worth a redraw; half a pixel is not. */
const NOTICEABLE_PX = 1;

/**
 * The largest font size (px) at which a text of `widthAt100` px (measured at 100 px) fits a box.
 *
 * @param lineHeight height of the line as a multiple of the font size
 */
export function fitted(
  widthAt100: number,
  box: { width: number; height: number },
  lineHeight: number,
  largest: number,
): number {
  if (widthAt100 <= 0 || box.width <= 0 || box.height <= 0) return 0;
  const byWidth = (box.width / widthAt100) * 100;
  return Math.max(0, Math.floor(Math.min(byWidth, box.height / lineHeight, largest)));
}

/** Digits as zeros: with tabular figures the width of a shape is that of every number in it. */
export function shapeOf(text: string): string {
  return text.replace(/[0-9]/g, "0");
}

/**
 * The shape that a tile reserves: the widest of late. It widens at once and narrows only after it
 * was not needed for a while, so that digits do not breathe at each change.
 */
export class Reserve {
  private widest = "";
  private neededAt = 0;

  constructor(
    private readonly least: string,
    private readonly keepSeconds = 120,
  ) {}

  shape(text: string, nowAt: number): string {
    const shape = shapeOf(text);
    const needed = shape.length > this.least.length ? shape : this.least;
    if (needed.length >= this.widest.length || nowAt - this.neededAt > this.keepSeconds) {
      this.widest = needed;
      this.neededAt = nowAt;
    }
    return this.widest;
  }
}

/** How many rows of `rowHeight` a wall shows at once: what fits, at least one, at most `most`. */
export function rowsThatFit(height: number, rowHeight: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor((height + NOTICEABLE_PX) / rowHeight)));
}

let pen: CanvasRenderingContext2D | null = null;

/** Width of a text at 100 px in the digits' own font and weight. */
export function widthAt100(text: string, family: string): number {
  pen = pen || document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * 62;
  pen.font = `600 100px ${family}`;
  return pen.measureText(text).width;
}

export interface Box {
  width: number;
  height: number;
}

/** Call back with the inner size of an element now and whenever it changes; returns the way out. */
export function watchBox(element: HTMLElement, changed: (box: Box) => void): () => void {
  let last: Box = { width: -9, height: -9 };
  const look = (): void => {
    const box = { width: element.clientWidth, height: element.clientHeight };
    const moved =
      Math.abs(box.width - last.width) >= NOTICEABLE_PX ||
      Math.abs(box.height - last.height) >= NOTICEABLE_PX;
    if (moved) changed((last = box));
  };
  look();
  window.addEventListener("resize", look);
  const observer = typeof ResizeObserver === "function" ? new ResizeObserver(look) : null;
  if (observer) observer.observe(element);
  return () => {
    window.removeEventListener("resize", look);
    if (observer) observer.disconnect();
  };
}
