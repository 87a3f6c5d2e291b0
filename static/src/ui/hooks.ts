// Hooks on the browser: the size of a box, the page of a list, rows that glide.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Box } from "./measure";
import { watchBox } from "./measure";
import { useAround, useNow } from "./surroundings";
import { wallUnit } from "./wall_unit";

const NOTHING: Box = { width: 0, height: 0 };
const idle = (): void => undefined;

export function useBox<T extends HTMLElement>(): [RefObject<T | null>, Box] {
  const ref = useRef<T>(null);
  const watched = useRef<{ element: T | null; stop: () => void }>({ element: null, stop: idle });
  const [box, setBox] = useState<Box>(NOTHING);
  // After each drawing, because a tile that changes its shape may put the ref on another element.
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === watched.current.element) return;
    watched.current.stop();
    watched.current = { element, stop: element ? watchBox(element, setBox) : idle };
  });
  useLayoutEffect(() => () => watched.current.stop(), []);
  return [ref, box];
}

/** Whether a tile on a wall is lower than a number of lines of the 1080-line design. */
export function useLow<T extends HTMLElement>(lines: number): [RefObject<T | null>, boolean] {
  const { wall } = useAround();
  const [ref, box] = useBox<T>();
  const unit = useUnit();
  return [ref, wall && box.height > 0 && box.height < lines * unit];
}

/** Counts up once the bundled font is there: what was measured before was another font. */
export function useFontReady(): number {
  const [ready, setReady] = useState(0);
  useEffect(() => {
    const fonts = document.fonts;
    if (!fonts) return;
    fonts.load("600 100px InterVariable", "0123456789%").then(
      () => setReady(1),
      () => setReady(1),
    );
  }, []);
  return ready;
}

/** A line of the 1080-line design in pixels of this screen; 1 on a desk. */
export function useUnit(): number {
  const { wall, unit } = useAround();
  const [now, setNow] = useState(wallUnit);
  useEffect(() => {
    const change = (): void => setNow(wallUnit());
    window.addEventListener("resize", change);
    return () => window.removeEventListener("resize", change);
  }, []);
  return !wall ? 1 : unit === undefined ? now : unit;
}

export const SECONDS_PER_PAGE = 10;

/** Which page a wall shows at an instant: all screens of one board turn it together. */
export function pageAt(nowAt: number, pages: number): number {
  return pages > 1 ? Math.floor(nowAt / SECONDS_PER_PAGE) % pages : 0;
}

/** [first index, index after the last, page, pages] of what a wall shows now; a desk shows all. */
export function usePage(total: number, perPage: number): [number, number, number, number] {
  const { wall, clock } = useAround();
  const pages = wall ? Math.max(1, Math.ceil(total / perPage)) : 1;
  useNow(pages > 1);
  if (!wall) return [0, total, 0, 1];
  const page = pageAt(clock.now(), pages);
  return [page * perPage, Math.min(total, (page + 1) * perPage), page, pages];
}

const GLIDE_MS = 150;

/**
 * Rows with `data-key` inside the element glide to their new place when `order` changes, unless
 * the viewer asked for less motion.
 */
export function useGlide<T extends HTMLElement>(order: string): RefObject<T | null> {
  const ref = useRef<T>(null);
  const places = useRef<Record<string, number>>({});
  useLayoutEffect(() => {
    const before = places.current;
    const after: Record<string, number> = {};
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!ref.current) return;
    ref.current.querySelectorAll<HTMLElement>("[data-key]").forEach((row) => {
      const key = row.getAttribute("data-key") || "";
      const top = (after[key] = row.offsetTop);
      const was = before[key];
      if (still || was === undefined || was === top || !row.animate) return;
      row.animate(
        [{ transform: `translateY(${was - top}px)` }, { transform: "none" }],
        { duration: GLIDE_MS, easing: "ease-out" },
      );
    });
    places.current = after;
  }, [order]);
  return ref;
}
