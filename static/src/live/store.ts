// What the board shows now: one snapshot, then patches. Objects are replaced, never changed, so
// that a widget can see by identity whether it has to draw.

import type { Alert, Board, Delta, Patch, Row, Snapshot, Source, View } from "../wire";
import type { Denial } from "./codes";

/** live: frames arrive. waiting: a short loss, not worth a word on a wall. lost: say so. */
export type Link = "connecting" | "live" | "waiting" | "lost" | "denied";

export interface Shown {
  board: Board | null;
  views: Record<string, View>;
  sources: Record<string, Source>;
  alerts: Record<string, Alert>;
  frame: number;
  link: Link;
  /** Server's epoch seconds of the last frame before a loss. */
  lostSince: number | null;
  denial: Denial | null;
}

export const EMPTY: Shown = {
  board: null,
  views: {},
  sources: {},
  alerts: {},
  frame: -1,
  link: "connecting",
  lostSince: null,
  denial: null,
};

export function withSnapshot(snapshot: Snapshot): Shown {
  const { board, views, sources, alerts, frame } = snapshot;
  return { ...EMPTY, board, views, sources: sources || {}, alerts: alerts || {}, frame, link: "live" };
}

/** The state after a delta, or null when the delta does not follow: then only a snapshot helps. */
export function withDelta(shown: Shown, delta: Delta): Shown | null {
  if (!shown.board || delta.frame !== shown.frame + 1) return null;
  const views = { ...shown.views };
  for (const id of Object.keys(delta.patches)) {
    const patch = delta.patches[id];
    if (patch) views[id] = patched(views[id] || {}, patch);
  }
  const sources = delta.sources ? merged(shown.sources, delta.sources) : shown.sources;
  const alerts = delta.alerts ? merged(shown.alerts, delta.alerts) : shown.alerts;
  return { ...shown, views, sources, alerts, frame: delta.frame };
}

export function patched(view: View, patch: Patch): View {
  const next: View = { ...view, ...patch.set };
  if (patch.rows) next.rows = merged<Row>(next.rows || {}, patch.rows);
  return next;
}

/** Members replaced; null takes one away. */
function merged<T>(old: Record<string, T>, change: Record<string, T | null>): Record<string, T> {
  const next = { ...old };
  for (const id of Object.keys(change)) {
    const value = change[id];
    if (value === null || value === undefined) delete next[id];
    else next[id] = value;
  }
  return next;
}

export class Store {
  private shown: Shown = EMPTY;
  private listeners = new Set<() => void>();

  get(): Shown {
    return this.shown;
  }

  set(change: Partial<Shown>): void {
    this.shown = { ...this.shown, ...change };
    this.listeners.forEach((listener) => listener());
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
