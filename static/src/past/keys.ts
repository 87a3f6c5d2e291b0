// What the keyboard does to the time that is shown: a table, pure.

export interface Press {
  key: string;
  shift: boolean;
  /** In a field or on a button that has a use of its own for the key. */
  busy: boolean;
}

export type Deed = { by: number } | { to: "first" | "last" } | { play: true } | null;

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -60,
  PageUp: 60,
};

export function deedOf({ key, shift, busy }: Press): Deed {
  if (busy) return null;
  const step = STEPS[key];
  if (step !== undefined) return { by: shift && Math.abs(step) === 1 ? step * 60 : step };
  if (key === "Home") return { to: "first" };
  if (key === "End") return { to: "last" };
  return key === " " || key === "Spacebar" ? { play: true } : null;
}
