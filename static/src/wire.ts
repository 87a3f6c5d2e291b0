// What travels over the socket, as docs/protocol.md describes it. Types only.

export type Scalar = string | number | boolean;

/** Fresh figures carry no `s`. `v` is null for lost, unknown, never, na, withheld; late keeps it. */
export interface Figure {
  v: Scalar | null;
  s?: "late" | "lost" | "unknown" | "never" | "na" | "withheld";
  since?: number;
  q?: "at_least" | "roughly" | "as_reported";
  by?: string;
  parts?: [number, number];
  p?: Record<string, Scalar>;
  n?: string;
}

export type Level = "warn" | "critical" | null;
export type Calm = string | null;

export type Row = Record<string, unknown>;

/** A widget's view: top-level members are replaced by a patch's `set`, rows by its `rows`. */
export interface View {
  rows?: Record<string, Row>;
  order?: string[];
  [member: string]: unknown;
}

export interface Patch {
  set?: Record<string, unknown>;
  rows?: Record<string, Row | null>;
}

export interface Metric {
  label: string;
  unit: string;
  direction: string;
  meaning: string;
}

export interface Widget {
  id: string;
  type: string;
  title: string;
  x: number;
  y: number;
  width: number;
  height: number;
  options: Record<string, unknown>;
  metrics?: Record<string, Metric>;
  /** What somebody decided for phones; what is not here follows from the board. */
  phone?: { position?: number; hidden?: boolean; height?: number };
}

/** What of people is shown here. */
export interface Policy {
  people: "names" | "initials" | "alias" | "counts";
  smallest_group: number;
  round_seconds: number;
  ranking: boolean;
}

export interface Board {
  id: string;
  slug: string;
  title: string;
  site: string;
  timezone: string;
  purpose: "wall" | "desk";
  theme: "dark" | "light" | "auto";
  simulation: boolean;
  policy?: Policy;
  widgets: Widget[];
  /** The mark of the draft that this is. */
  draft?: string;
}

export interface Source {
  label: string;
  vendor: string;
  trust: "fresh" | "late" | "lost" | "unknown";
  since: number | null;
  trouble: string;
  notes: string[];
  simulation: boolean;
  paused: boolean;
}

export interface Alert {
  name: string;
  level: "warn" | "critical";
  since: number;
  level_since: number;
  unit: string;
  value: number | null;
  limit: number | null;
  held: "" | "late" | "lost" | "unknown" | "withheld";
  held_since: number | null;
  quiet: boolean;
  sound: boolean;
  escalated: boolean;
  acknowledged: { by: string; word: string; at: number } | null;
}

export interface Hello {
  type: "hello";
  protocol: number;
  build: string;
  server_at: number;
}

export interface Snapshot {
  type: "snapshot";
  frame: number;
  server_at: number;
  board: Board;
  views: Record<string, View>;
  sources: Record<string, Source>;
  alerts: Record<string, Alert>;
}

export interface Delta {
  type: "delta";
  frame: number;
  server_at: number;
  patches: Record<string, Patch>;
  sources?: Record<string, Source | null>;
  alerts?: Record<string, Alert | null>;
}

export interface Heartbeat {
  type: "heartbeat";
  server_at: number;
  frame?: number | null;
  echo?: number | string | null;
}

export interface Bye {
  type: "bye";
  code: number;
  reason: string;
}

/** To a screen: a word, and a number by which a repetition is known. */
export interface Command {
  type: "command";
  command: string;
  number: string;
}

export type Frame = Hello | Snapshot | Delta | Heartbeat | Command | Bye;

export const PROTOCOL = 1;
