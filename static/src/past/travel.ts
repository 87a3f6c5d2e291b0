// Where in a day one is, and whether time runs: sixty times as fast, a minute each second.

import type { Minutes } from "./minutes";

export const PLAY_MS = 1000;

export interface Bounds {
  from: number;
  /** The first minute that is not of the day, or not yet recorded. */
  until: number;
}

export class Travel {
  playing = false;
  private timer: number | undefined;

  constructor(
    public minute: number,
    private readonly bounds: Bounds,
    private readonly minutes: Minutes,
    private readonly tell: () => void,
  ) {}

  go(minute: number): void {
    const last = Math.max(this.bounds.from, this.bounds.until - 1);
    this.minute = Math.min(last, Math.max(this.bounds.from, minute));
    this.minutes.want(this.minute);
    this.tell();
  }

  get atEnd(): boolean {
    return this.minute >= this.bounds.until - 1;
  }

  toggle(): void {
    if (this.playing) return this.stop();
    this.playing = true;
    if (this.atEnd) this.go(this.bounds.from);
    this.timer = setInterval(() => this.tick(), PLAY_MS) as unknown as number;
    this.tell();
  }

  stop(): void {
    this.playing = false;
    if (this.timer !== undefined) clearInterval(this.timer);
    this.timer = undefined;
    this.tell();
  }

  /** A minute that has not come from the server yet is waited for, not left out. */
  private tick(): void {
    if (!this.minutes.at(this.minute)) return this.minutes.want(this.minute);
    if (this.atEnd) return this.stop();
    this.go(this.minute + 1);
  }
}
