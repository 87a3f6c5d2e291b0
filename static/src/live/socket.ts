// The connection: opens, notices silence, comes back by the schedule. `onclose` alone is never
// believed: a dead network does not call it.

import { Frame } from "../wire";
import { Course, courseAfter } from "./codes";
import { OPENING_MS, SILENCE_MS, delayBefore, delayLater } from "./reconnect";

export interface Listener {
  onFrame(frame: Frame): void;
  /** The last frame came at this instant (local epoch seconds); the course says what follows. */
  onLoss(lastFrameAt: number, course: Course): void;
  /** Once a second. */
  onTick(): void;
}

const PING_MS = 15_000;

export class Connection {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private retry: number | undefined;
  private readonly watching: number;
  private readonly onOnline = (): void => this.hurry();
  private openedMs = 0;
  private lastFrameMs = 0;
  /** When the first of the present row of failures began. */
  private lossMs: number | null = null;
  private pingedMs = 0;
  private byeCode = 0;

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
  ) {
    this.watching = setInterval(() => this.watch(), 1000) as unknown as number;
    window.addEventListener("online", this.onOnline);
    this.open();
  }

  /** For good: the screen shows another board. */
  stop(): void {
    clearInterval(this.watching);
    clearTimeout(this.retry);
    window.removeEventListener("online", this.onOnline);
    this.drop();
  }

  send(message: object): void {
    if (this.socket && this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(message));
    }
  }

  /** Give up this socket and come back by the schedule: what arrived made no sense. */
  restart(): void {
    this.lost(0);
  }

  private open(): void {
    this.retry = undefined;
    this.openedMs = Date.now();
    this.lastFrameMs = 0;
    this.byeCode = 0;
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.url);
    } catch {
      this.lost(0);
      return;
    }
    this.socket = socket;
    socket.onmessage = (event) => {
      if (socket === this.socket) this.receive(event.data as string);
    };
    socket.onclose = (event) => {
      if (socket === this.socket) this.lost(this.byeCode || event.code);
    };
  }

  private receive(text: string): void {
    let frame: Frame;
    try {
      frame = JSON.parse(text) as Frame;
    } catch {
      this.restart();
      return;
    }
    this.lastFrameMs = Date.now();
    if (frame.type === "snapshot") {
      this.attempt = 0;
      this.lossMs = null;
      if (!this.pingedMs) this.ping();
    }
    if (frame.type === "bye") this.byeCode = frame.code;
    this.listener.onFrame(frame);
  }

  private ping(): void {
    this.pingedMs = Date.now();
    this.send({ type: "ping", echo: this.pingedMs });
  }

  /** Silence since the last frame, or since the attempt began, ends a connection. */
  private watch(): void {
    const now = Date.now();
    if (this.socket) {
      const silent = this.lastFrameMs
        ? now - this.lastFrameMs > SILENCE_MS
        : now - this.openedMs > OPENING_MS;
      if (silent) this.lost(0);
      else if (this.lastFrameMs && now - this.pingedMs > PING_MS) this.ping();
    }
    this.listener.onTick();
  }

  private lost(code: number): void {
    const now = Date.now();
    const lastFrameMs = this.lastFrameMs;
    const course = courseAfter(code);
    this.drop();
    if (this.lossMs === null) this.lossMs = lastFrameMs || now;
    this.listener.onLoss(this.lossMs / 1000, course);
    const random = Math.random();
    const delay =
      course.again === "later"
        ? delayLater(random)
        : delayBefore(this.attempt, now - this.lossMs, random);
    this.attempt += 1;
    this.plan(delay);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.pingedMs = 0;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    try {
      socket.close();
    } catch {
      // Closing a socket that never opened throws on some televisions.
    }
  }

  private plan(delay: number): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), delay) as unknown as number;
  }

  /** The network is back: do not sit out a half-minute wait. */
  private hurry(): void {
    if (!this.socket && this.retry !== undefined) this.plan(delayBefore(0, 0, Math.random()));
  }
}
