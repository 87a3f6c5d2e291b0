// One board over one connection: frames into the store, acknowledgements out.

import type { Frame } from "../wire";
import { PROTOCOL } from "../wire";
import { Acknowledgements } from "./acknowledgements";
import type { Clock } from "./clock";
import type { Course, Denial } from "./codes";
import { SAY_SO_AFTER_MS } from "./reconnect";
import { reloadForBuild, reloadOnce } from "./reload";
import { Connection } from "./socket";
import { inWords } from "../words/board";
import { EMPTY, Store, withDelta, withSnapshot } from "./store";

export interface Page {
  board: string;
  build: string;
  url: string;
}

/** What a screen does otherwise than a desk: it is nobody's to click at. */
export interface Keeper {
  /** This long it waits before it fetches a new version, so that not all do it at once. */
  staggerMs(): number;
  commanded(word: string, number: string): void;
  /** The board is not, or no longer, for this screen. */
  denied(denial: Denial): void;
}

const DESK_SPREAD_MS = 3_000;

export class Session {
  private readonly connection: Connection;
  /** Local epoch seconds of the last frame while cut off. */
  private lostAt: number | null = null;
  private readonly acknowledgements = new Acknowledgements(
    (frame) => this.connection.send({ type: "ack", frame }),
    undefined,
    () => (this.paintedAt = this.clock.now()),
  );
  /** By the server's clock: when this page last painted, after a frame or a heartbeat. */
  paintedAt: number | null = null;
  reconnects = 0;

  constructor(
    private readonly page: Page,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly keeper: Keeper | null = null,
  ) {
    this.connection = new Connection(page.url, {
      onFrame: (frame) => this.receive(frame),
      onLoss: (at, course) => this.lose(at, course),
      onTick: () => this.tick(),
    });
  }

  /** Frames that gave way to newer ones before they were painted. */
  get dropped(): number {
    return this.acknowledgements.dropped;
  }

  tell(message: object): void {
    this.connection.send(message);
  }

  /** The socket closes, and nothing is heard of it any more. */
  stop(): void {
    this.connection.stop();
  }

  private get spreadMs(): number {
    return this.keeper ? this.keeper.staggerMs() : Math.random() * DESK_SPREAD_MS;
  }

  private join(): object {
    const { board } = this.page;
    return { type: "join", protocol: PROTOCOL, board, ...(this.keeper ? { as: "display" } : {}) };
  }

  private receive(frame: Frame): void {
    switch (frame.type) {
      case "hello":
        this.clock.roughly(frame.server_at);
        if (frame.protocol !== PROTOCOL) reloadOnce(frame.build, this.spreadMs);
        else reloadForBuild(frame.build, this.page.build, this.spreadMs);
        this.connection.send(this.join());
        break;
      case "snapshot":
        this.clock.roughly(frame.server_at);
        this.lostAt = null;
        this.store.set(withSnapshot({ ...frame, board: inWords(frame.board) }));
        this.clock.release();
        this.acknowledgements.received(frame.frame);
        break;
      case "delta": {
        const next = withDelta(this.store.get(), frame);
        if (!next) return this.connection.restart();
        this.store.set(next);
        this.acknowledgements.received(frame.frame);
        break;
      }
      case "heartbeat":
        this.acknowledgements.remind();
        if (typeof frame.echo === "number") this.clock.measure(frame.echo / 1000, frame.server_at);
        break;
      case "command":
        if (this.keeper) this.keeper.commanded(frame.command, frame.number);
        break;
    }
  }

  private lose(lastFrameAt: number, course: Course): void {
    this.acknowledgements.forget();
    this.reconnects += 1;
    if (course.reload) reloadOnce("protocol", this.spreadMs);
    if (course.denial && this.keeper) return this.keeper.denied(course.denial);
    if (course.denial) {
      // What one may not see any more must not stay on screen.
      this.lostAt = null;
      this.store.set({ ...EMPTY, link: "denied", denial: course.denial });
      return;
    }
    if (this.store.get().link === "denied") return;
    if (this.lostAt === null) this.lostAt = lastFrameAt;
    this.tick();
  }

  /** A short loss is "waiting"; a longer one is said, and what ticks stands still. */
  private tick(): void {
    if (this.lostAt === null) return;
    const { link } = this.store.get();
    const since = this.lostAt + this.clock.now() - Date.now() / 1000;
    const long = Date.now() / 1000 - this.lostAt > SAY_SO_AFTER_MS / 1000;
    if (long && link !== "lost") {
      this.store.set({ link: "lost", lostSince: since });
      this.clock.hold(since);
    } else if (!long && link === "live") {
      this.store.set({ link: "waiting", lostSince: since });
    }
  }
}
