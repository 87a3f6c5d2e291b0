// What the page of a past board knows from the server: minutes are those of the epoch.

export interface About {
  board: number;
  /** Address of the minutes. */
  minutes: string;
  zone: string;
  /** The day of the site: its first minute, and the first that is not of it. */
  from: number;
  until: number;
  at: number;
  /** [from, until) of which nothing was recorded. */
  gaps: [number, number][];
  /** Source ("" Wallboard itself), from, until. */
  outages: [string, number, number][];
  /** The newest minute that was recorded; null where there is none. */
  last: number | null;
}
