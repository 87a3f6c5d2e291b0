// From any figure to the question: a click, Enter (a button's own), or a finger that stays. Arrows
// walk from figure to figure of one widget, so that a table is one stop of the Tab key.

import type { Question } from "./answer";

export interface Opened {
  question: Question;
  /** Of whom it is: the name in its row. */
  of: string;
  from: HTMLElement;
}

const LONG_PRESS_MS = 500;
const ASK = "[data-ask]";

export function listen(root: HTMLElement, open: (opened: Opened) => void): void {
  const opened = (target: EventTarget | null): Opened | null => {
    const from = closest(target);
    const place = from && from.closest<HTMLElement>("[data-widget]");
    if (!from || !place) return null;
    const row = from.getAttribute("data-row") || "";
    const question = {
      widget: place.getAttribute("data-widget") || "",
      metric: from.getAttribute("data-ask") || "",
      row,
    };
    const named = row && from.closest("[data-key]")?.querySelector(".row-name, .agent-name");
    return { question, of: (named && named.textContent) || "", from };
  };
  root.addEventListener("click", (event) => {
    const found = opened(event.target);
    if (found) open(found);
  });
  pressing(root, (target) => {
    const found = opened(target);
    if (found) open(found);
  });
  root.addEventListener("keydown", (event) => {
    const from = closest(event.target);
    const step = from && STEPS[event.key];
    const next = step && nearest(from, step);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function closest(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(ASK) : null;
}

/** A finger that stays on a figure, also where a tap already does something. */
function pressing(root: HTMLElement, held: (target: EventTarget | null) => void): void {
  let timer = 0;
  const stop = (): void => clearTimeout(timer);
  root.addEventListener("pointerdown", (event) => {
    stop();
    if (event.pointerType === "mouse") return;
    timer = window.setTimeout(() => held(event.target), LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove", "scroll"]) {
    root.addEventListener(name, stop, { passive: true });
  }
  root.addEventListener("contextmenu", (event) => {
    const touched = (event as PointerEvent).pointerType === "touch";
    if (touched && closest(event.target)) event.preventDefault();
  });
}

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest figure of the same widget in a direction. */
function nearest(from: HTMLElement, [dx, dy]: [number, number]): HTMLElement | null {
  const place = from.closest("[data-widget]");
  if (!place) return null;
  const [x, y] = middle(from);
  let best: HTMLElement | null = null;
  let least = Infinity;
  place.querySelectorAll<HTMLElement>(ASK).forEach((other) => {
    const [ox, oy] = middle(other);
    const along = (ox - x) * dx + (oy - y) * dy;
    const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    const far = along + aside * 4;
    if (other !== from && along > 1 && far < least) [best, least] = [other, far];
  });
  return best;
}

function middle(element: HTMLElement): [number, number] {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}
