// What the screen is to show, as the server worked it out (docs/protocol.md): boards in turns, when
// it is dim, when it is light. Pure: the instant is an argument, and all instants are the server's.

export interface Turn {
  board: string;
  seconds: number;
}

export interface Phase {
  from_at: number;
  until_at: number;
  turns: Turn[];
}

export type Span = [number, number];

export interface Program {
  name: string;
  site: string;
  now_at: number;
  phases: Phase[];
  /** The board to show while a critical alert is active. */
  alarm: string | null;
  theme: "board" | "dark" | "light" | "hours";
  light: Span[];
  dim: { now: boolean; share: number; spans: Span[] };
  shift: boolean;
  stagger_seconds: number;
  build?: string;
}

export interface Wanted {
  /** Null: there is nothing to show now. */
  board: string | null;
  until: number;
}

/**
 * The board at an instant, without those that were refused; undefined where the program says
 * nothing of it: then what is shown stays.
 */
export function wantedAt(program: Program, at: number, refused: string[]): Wanted | undefined {
  for (const phase of program.phases) {
    if (at < phase.from_at || at >= phase.until_at) continue;
    const turns = phase.turns.filter((turn) => refused.indexOf(turn.board) < 0);
    return turnAt(turns, phase.until_at, at);
  }
  return undefined;
}

/** Turns are counted from the epoch, so that all screens of a playlist turn together. */
function turnAt(turns: Turn[], untilAt: number, at: number): Wanted {
  const round = turns.reduce((sum, turn) => sum + turn.seconds, 0);
  if (turns.length < 2) return { board: turns.length ? turns[0]!.board : null, until: untilAt };
  let into = at % round;
  for (const turn of turns) {
    if (into < turn.seconds) {
      return { board: turn.board, until: Math.min(untilAt, at + turn.seconds - into) };
    }
    into -= turn.seconds;
  }
  return { board: turns[0]!.board, until: at };
}

export function within(spans: Span[], at: number): boolean {
  return spans.some(([from, until]) => from <= at && at < until);
}

/** How much darker than itself the picture is: 0 to 1. */
export function dimAt(program: Program, at: number): number {
  const { now, share, spans } = program.dim;
  return now || within(spans, at) ? share : 0;
}

/** The colours that the screen insists on; null: those of the board. */
export function themeAt(program: Program, at: number): "dark" | "light" | null {
  if (program.theme === "board") return null;
  if (program.theme === "hours") return within(program.light, at) ? "light" : "dark";
  return program.theme;
}

const SHIFT_SECONDS = 180;
const SHIFT_PX = 4;
// Round the middle, a step at a time.
const PLACES: [number, number][] = [
  [0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1],
];

/** By how many pixels the picture is moved, so that nothing burns in. */
export function shiftAt(program: Program, at: number): [number, number] {
  if (!program.shift) return [0, 0];
  const [x, y] = PLACES[Math.floor(at / SHIFT_SECONDS) % PLACES.length]!;
  return [x * SHIFT_PX, y * SHIFT_PX];
}
