// Minutes of the past as the server recorded them: fetched some at a time, kept as what was shown.

import { withDelta, withSnapshot } from "../live/store";
import type { Shown } from "../live/store";
import type { Delta, Snapshot } from "../wire";
import { inWords } from "../words/board";

/** Nothing is shown of a minute: nobody recorded it, or today's policy does not allow it. */
export type Nothing = "gap" | "withheld";

export interface Moment {
  /** The instant at which the board was looked at, epoch seconds. */
  at: number;
  shown: Shown | null;
  nothing: Nothing | null;
}

export type PastFrame =
  | (Snapshot & { minute: number })
  | (Delta & { minute: number })
  | { type: "nothing"; minute: number; why: Nothing };

export const CHUNK = 30;
const MOST_CHUNKS = 12;

/** The lines of one answer, from minute to what was shown. Throws on what it cannot read. */
export function momentsOf(text: string): Map<number, Moment> {
  const found = new Map<number, Moment>();
  let shown: Shown | null = null;
  for (const line of text.split("\n")) {
    if (!line) continue;
    const frame = JSON.parse(line) as PastFrame;
    if (frame.type === "nothing") {
      shown = null;
      found.set(frame.minute, { at: frame.minute * 60, shown: null, nothing: frame.why });
      continue;
    }
    if (frame.type === "snapshot") {
      shown = withSnapshot({ ...frame, board: inWords(frame.board) });
    } else {
      shown = shown && withDelta(shown, frame);
    }
    if (!shown) throw new Error("a minute does not follow the one before");
    found.set(frame.minute, { at: frame.server_at, shown, nothing: null });
  }
  return found;
}

export type Answer = "ok" | "waiting" | "failed" | "denied";

export class Minutes {
  private chunks = new Map<number, Map<number, Moment>>();
  private asked = new Set<number>();
  answer: Answer = "waiting";

  constructor(
    private readonly url: string,
    private readonly tell: () => void,
    private readonly fetch_: (url: string) => Promise<Response> = (url) =>
      fetch(url, { credentials: "same-origin" }),
  ) {}

  /** What was shown in a minute; undefined until the server has answered. */
  at(minute: number): Moment | undefined {
    const chunk = this.chunks.get(begin(minute));
    return chunk && chunk.get(minute);
  }

  /** This minute is wanted now, and what comes after it soon. */
  want(minute: number): void {
    void this.load(begin(minute)).then(() => this.load(begin(minute) + CHUNK));
  }

  private async load(from: number): Promise<void> {
    if (this.chunks.has(from) || this.asked.has(from)) return;
    this.asked.add(from);
    try {
      const reply = await this.fetch_(`${this.url}?from=${from}&count=${CHUNK}`);
      if (reply.status === 403 || reply.status === 404 || reply.redirected) this.answer = "denied";
      else if (!reply.ok) this.answer = "failed";
      else {
        this.keep(from, momentsOf(await reply.text()));
        this.answer = "ok";
      }
    } catch {
      this.answer = "failed";
    }
    this.asked.delete(from);
    this.tell();
  }

  private keep(from: number, chunk: Map<number, Moment>): void {
    this.chunks.set(from, chunk);
    for (const oldest of this.chunks.keys()) {
      if (this.chunks.size <= MOST_CHUNKS) break;
      if (oldest !== from) this.chunks.delete(oldest);
    }
  }
}

function begin(minute: number): number {
  return minute - (minute % CHUNK);
}
