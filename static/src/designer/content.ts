// What the designer works on, as the server keeps it (wallboard/boards/content.py), and what it
// builds with (wallboard/pages/kit.py). Contents are replaced, never changed.

export interface Phone {
  position: number | null;
  hidden: boolean;
  height: number | null;
}

export interface Tile {
  key: string;
  type: string;
  title: string;
  x: number;
  y: number;
  width: number;
  height: number;
  options: Record<string, unknown>;
  phone: Phone;
}

export interface Screen {
  inches: number;
  width: number;
  height: number;
  distance_metres: number;
}

export type Purpose = "wall" | "desk";

export interface Content {
  name: string;
  purpose: Purpose;
  theme: "dark" | "light" | "auto";
  team: string;
  screen: Screen;
  widgets: Tile[];
}

/** A sentence, and the option of the tile that it speaks of; "" where it speaks of none. */
export interface Problem {
  option: string;
  text: string;
}

/** By the key of a tile; "" is the board itself. */
export type Problems = Record<string, Problem[]>;

/** What the server says of a draft. `mark` is "" where there is none. */
export interface DraftState {
  content: Content;
  mark: string;
  base: string;
  published: string;
  changed_at: number | null;
  changed_by: string;
  problems: Problems;
}

export interface OptionRow {
  key: string;
  label: string;
  help: string;
  form: string;
  choices: { word: string; label: string }[];
  default: unknown;
}

export interface WidgetRow {
  type: string;
  label: string;
  width: number;
  height: number;
  options: OptionRow[];
}

export interface MetricRow {
  label: string;
  meaning: string;
  unit: string;
  direction: string;
}

export interface Kit {
  widgets: WidgetRow[];
  metrics: Record<string, MetricRow>;
  queues: { id: string; name: string }[];
  teams: string[];
  letters: string[];
  /** What was uploaded for the site, by digest. */
  images?: { digest: string; name: string }[];
  places: { id: string; name: string }[];
}

/** The usual screen of each purpose (wallboard/boards/content.py). */
export const SCREENS: Record<Purpose, Screen> = {
  wall: { inches: 55, width: 1920, height: 1080, distance_metres: 8 },
  desk: { inches: 24, width: 1920, height: 1080, distance_metres: 0.6 },
};

export const NO_PHONE: Phone = { position: null, hidden: false, height: null };

export function withTile(content: Content, key: string, change: Partial<Tile>): Content {
  const widgets = content.widgets.map((tile) => (tile.key === key ? { ...tile, ...change } : tile));
  return { ...content, widgets };
}

export function without(content: Content, key: string): Content {
  return { ...content, widgets: content.widgets.filter((tile) => tile.key !== key) };
}

export function tileOf(content: Content, key: string | null): Tile | undefined {
  return content.widgets.find((tile) => tile.key === key);
}

/** Keys that a draft had for new tiles become ids once they are published. */
export function withIds(content: Content, ids: Record<string, string>): Content {
  return {
    ...content,
    widgets: content.widgets.map((tile) => ({ ...tile, key: ids[tile.key] || tile.key })),
  };
}
