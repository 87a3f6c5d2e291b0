// When to try again. By chance, so that a thousand screens do not come back in one instant.

const FIRST_MS = [200, 1500] as const;
const SOON_MS = [1500, 3000] as const;
const LATER_MS = [27_000, 30_000] as const;
const SOON_LASTS_MS = 120_000;

/** A socket without any frame for this long is dead, whatever the browser believes of it. */
export const SILENCE_MS = 12_000;

/** An attempt that has not brought a frame by then is given up. */
export const OPENING_MS = 8_000;

/** The page says that it is cut off after this long: a daily close must not flash. */
export const SAY_SO_AFTER_MS = 4_000;

/**
 * Milliseconds to wait before the next attempt.
 *
 * @param attempt 0 for the first after a loss
 * @param lostForMs how long ago the last frame came
 * @param random a number in [0, 1)
 */
export function delayBefore(attempt: number, lostForMs: number, random: number): number {
  if (attempt === 0) return within(FIRST_MS, random);
  return within(lostForMs < SOON_LASTS_MS ? SOON_MS : LATER_MS, random);
}

/** The wait after a refusal that will not pass in a second. */
export function delayLater(random: number): number {
  return within(LATER_MS, random);
}

function within(range: readonly [number, number], random: number): number {
  return range[0] + (range[1] - range[0]) * random;
}
