// Which frames the server is told were painted, and when: not each one, for a message costs the
// server as much as a frame. The server lets 8 be outstanding (docs/protocol.md).

export const TELL_EVERY_MS = 250;
/** With so many outstanding it is told at once: the server must not take us for slow. */
export const TELL_AT_ONCE = 4;

/** What of a browser this needs; tests bring their own. */
export interface Surroundings {
  nowMs(): number;
  hidden(): boolean;
  afterPaint(run: () => void): void;
  after(ms: number, run: () => void): void;
}

const BROWSER: Surroundings = {
  nowMs: () => Date.now(),
  hidden: () => document.hidden,
  afterPaint: (run) => void requestAnimationFrame(() => setTimeout(run, 0)),
  after: (ms, run) => void setTimeout(run, ms),
};

export class Acknowledgements {
  private newest = -1;
  private painted = -1;
  private told = -1;
  private toldMs = -Infinity;
  private paintAwaited = false;
  private planned = false;
  /** Frames that gave way to newer ones before they were painted. */
  dropped = 0;

  constructor(
    private readonly tell: (frame: number) => void,
    private readonly around: Surroundings = BROWSER,
    /** Called after each paint, also where nothing was left to be told. */
    private readonly onPaint: () => void = () => undefined,
  ) {}

  /** A frame is in the store. A hidden page paints nothing, and its timers hardly run: it counts
   * as painted at once. */
  received(frame: number): void {
    if (frame < this.newest) this.painted = this.told = -1; // a server that counts anew
    if (this.paintAwaited && frame > this.newest) this.dropped += 1;
    this.newest = frame;
    if (this.around.hidden()) this.paint();
    else this.awaitPaint();
  }

  /** At every heartbeat: what a timer or a paint of a page that is hidden now has not told. */
  remind(): void {
    if (this.around.hidden() && this.newest >= 0) this.paint();
    else this.tellWhenDue();
    if (!this.around.hidden()) this.around.afterPaint(this.onPaint);
  }

  /** The socket is lost: what was outstanding on it no longer matters. */
  forget(): void {
    this.newest = this.painted = this.told = -1;
    this.toldMs = -Infinity;
    this.paintAwaited = false;
  }

  private awaitPaint(): void {
    if (this.paintAwaited) return;
    this.paintAwaited = true;
    this.around.afterPaint(() => {
      this.onPaint();
      if (this.paintAwaited) this.paint();
    });
  }

  private paint(): void {
    this.paintAwaited = false;
    this.painted = this.newest;
    this.tellWhenDue();
  }

  private tellWhenDue(): void {
    if (this.painted <= this.told) return;
    const waitMs = this.toldMs + TELL_EVERY_MS - this.around.nowMs();
    if (waitMs <= 0 || waitMs > TELL_EVERY_MS || this.painted - this.told >= TELL_AT_ONCE) {
      this.told = this.painted;
      this.toldMs = this.around.nowMs();
      this.tell(this.told);
    } else if (!this.planned) {
      this.planned = true;
      this.around.after(waitMs, () => {
        this.planned = false;
        this.tellWhenDue();
      });
    }
  }
}
