// A screen on a wall: which board when, from one to the next without a gap, and what it is told.
// Nobody is there to help it, so everything here ends in trying again.

import type { Denial } from "../live/codes";
import { reloadForBuild, reloadWhenReachable } from "../live/reload";
import type { Keeper } from "../live/session";
import { Alarm } from "./alarm";
import { keepAwake } from "./awake";
import { Look } from "./look";
import type { Program } from "./program";
import { wantedAt } from "./program";
import { fetchProgram } from "./server";
import { Showing } from "./showing";
import { REPORT_MS, reportOf } from "./telemetry";

const TICK_MS = 250;
/** So long before its turn a board is joined, so that it is there when its turn comes. */
const PREPARE_SECONDS = 6;
/** After another board came on: when it has been painted. */
const REPORT_SOON_MS = 2_000;
const PROGRAM_MS = 15 * 60_000;
const RETRY_MS = 15_000;
/** A picture that is no longer allowed stays until the next one is there, but no longer. */
const DENIED_MS = 1_500;
const REFUSED_MS = 30_000;
const COMMANDS_REMEMBERED = 16;

export class Screen {
  private current: Showing | null = null;
  private next: Showing | null = null;
  private refused: string[] = [];
  private obeyed: string[] = [];
  private lastAt = 0;
  private keepUntilMs = 0;
  private reportedMs = 0;
  private programMs = Date.now();
  private asking = false;
  private askAgain = false;
  private readonly startedMs = Date.now();
  private readonly look = new Look();
  private readonly alarm = new Alarm();
  private readonly past = { dropped: 0, reconnects: 0 };

  constructor(
    private program: Program,
    private readonly build: string,
    private readonly url: string,
    private readonly draw: (showing: Showing | null) => void,
  ) {
    keepAwake();
    this.tick();
    setInterval(() => this.tick(), TICK_MS);
  }

  /** The name of this screen, for whoever has just connected it. */
  greet(): void {
    this.look.identify(this.program);
  }

  // -- which board ------------------------------------------------------------------------------

  private tick(): void {
    const at = this.now();
    this.look.apply(this.program, at);
    const alarm = this.alarmAt(at);
    const wanted = alarm ? { board: alarm, until: Infinity } : wantedAt(this.program, at, this.refused);
    if (wanted) {
      this.turnTo(wanted.board);
      if (wanted.until - at < PREPARE_SECONDS) this.prepareFor(wanted.until + 0.001);
    }
    this.report();
    if (Date.now() - this.programMs > PROGRAM_MS) this.askProgram();
  }

  /** The board that a critical alert puts on; it stays away like any other where it is refused. */
  private alarmAt(at: number): string | null {
    const { alarm } = this.program;
    if (!alarm || !this.current || this.refused.indexOf(alarm) >= 0) return null;
    return this.alarm.active(this.current.store.get().alerts, at) ? alarm : null;
  }

  /** Never back by a little: two connections measure the server's clock a little differently. */
  private now(): number {
    const showing = this.current || this.next;
    const at = showing ? showing.clock.now() : this.program.now_at;
    const back = this.lastAt - at;
    return (this.lastAt = back > 0 && back < PREPARE_SECONDS ? this.lastAt : at);
  }

  private turnTo(board: string | null): void {
    const { current, next } = this;
    if (current ? current.board === board : board === null) return;
    if (board === null) {
      if (Date.now() >= this.keepUntilMs) this.replace(null);
      return;
    }
    if (!current) return this.replace(next && next.board === board ? next : this.show(board));
    this.prepare(board);
    if (this.next && this.next.ready) this.replace(this.next);
  }

  private prepareFor(at: number): void {
    const coming = wantedAt(this.program, at, this.refused);
    if (coming && coming.board !== null) this.prepare(coming.board);
  }

  private prepare(board: string): void {
    if (this.current && this.current.board === board) return;
    if (this.next && this.next.board === board) return;
    this.drop(this.next);
    this.next = this.show(board);
  }

  private replace(showing: Showing | null): void {
    const before = this.current;
    if (this.next !== showing) this.drop(this.next);
    this.next = null;
    this.current = showing;
    this.draw(showing);
    this.drop(before);
    this.reportedMs = Date.now() - REPORT_MS + REPORT_SOON_MS;
  }

  private show(board: string): Showing {
    const at = this.lastAt || this.program.now_at;
    return new Showing(board, this.build, this.url, at, (showing) => this.keeper(showing));
  }

  private drop(showing: Showing | null): void {
    if (!showing) return;
    this.past.dropped += showing.session.dropped;
    this.past.reconnects += showing.session.reconnects;
    showing.stop();
  }

  // -- what it is told --------------------------------------------------------------------------

  private keeper(showing: Showing): Keeper {
    return {
      staggerMs: () => this.program.stagger_seconds * 1000,
      commanded: (word, number) => this.obey(word, number),
      denied: (denial) => this.deny(showing, denial),
    };
  }

  private obey(word: string, number: string): void {
    if (this.obeyed.indexOf(number) >= 0) return; // it came over both connections
    this.obeyed = [...this.obeyed.slice(1 - COMMANDS_REMEMBERED), number];
    if (word === "identify") this.look.identify(this.program);
    else if (word === "reload") reloadWhenReachable();
    else if (word === "program") {
      this.refused = []; // what was withdrawn may have been given back
      this.askProgram();
    }
  }

  private deny(showing: Showing, denial: Denial): void {
    if (denial !== "sign_in" && this.refused.indexOf(showing.board) < 0) {
      this.refused.push(showing.board);
      setTimeout(() => {
        this.refused = this.refused.filter((board) => board !== showing.board);
      }, REFUSED_MS);
    }
    if (showing === this.next) {
      this.drop(showing);
      this.next = null;
    }
    this.keepUntilMs = Date.now() + DENIED_MS;
    this.askProgram();
    setTimeout(() => {
      if (this.current === showing) this.replace(null);
    }, DENIED_MS);
  }

  private askProgram(): void {
    this.askAgain = this.asking; // what is on its way may be older than the reason to ask
    if (this.asking) return;
    this.asking = true;
    this.programMs = Date.now();
    fetchProgram().then(
      (program) => {
        this.asking = false;
        if (program === null) return this.disconnected();
        this.program = program;
        this.keepUntilMs = 0;
        reloadForBuild(program.build || "", this.build, program.stagger_seconds * 1000);
        this.tick();
        if (this.askAgain) this.askProgram();
      },
      () => {
        this.asking = false;
        this.programMs = Date.now() - PROGRAM_MS + RETRY_MS;
      },
    );
  }

  /** Its credential opens nothing any more: what it showed goes, and it asks to be paired. */
  private disconnected(): void {
    this.program = { ...this.program, phases: [] };
    this.keepUntilMs = 0;
    this.replace(null);
    reloadWhenReachable();
  }

  // -- what it tells ----------------------------------------------------------------------------

  private report(): void {
    const showing = this.current;
    if (!showing || !showing.ready || Date.now() - this.reportedMs < REPORT_MS) return;
    this.reportedMs = Date.now();
    showing.session.tell(reportOf(showing, this.build, this.startedMs, this.past));
  }
}
