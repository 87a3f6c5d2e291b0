// What the screen tells of itself every half minute (docs/protocol.md, "report").

import { soundAllowed } from "../live/sound";
import { isAwake, isFullScreen } from "./awake";
import type { Showing } from "./showing";

export const REPORT_MS = 30_000;
const LONGEST_BROWSER = 180;

interface Memory {
  usedJSHeapSize: number;
}

/** What earlier boards of this page have counted. */
export interface Past {
  dropped: number;
  reconnects: number;
}

export function reportOf(showing: Showing, build: string, startedMs: number, past: Past): object {
  const { session, clock, store } = showing;
  const memory = (performance as unknown as { memory?: Memory }).memory;
  const ratio = window.devicePixelRatio || 1;
  return {
    type: "report",
    board: showing.board,
    frame: store.get().frame,
    painted_at: session.paintedAt === null ? undefined : Number(session.paintedAt.toFixed(2)),
    screen: `${Math.round(screen.width * ratio)}×${Math.round(screen.height * ratio)}`,
    browser: navigator.userAgent.slice(0, LONGEST_BROWSER),
    build,
    offset_seconds: Number((clock.now() - Date.now() / 1000).toFixed(2)),
    dropped: past.dropped + session.dropped,
    reconnects: past.reconnects + session.reconnects,
    sound: soundAllowed(),
    full_screen: isFullScreen(),
    awake: isAwake(),
    up_seconds: Math.round((Date.now() - startedMs) / 1000),
    memory_bytes: memory ? memory.usedJSHeapSize : undefined,
  };
}
