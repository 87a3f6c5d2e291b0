// One clock for everything that ticks: the server's, on the second.

type Listener = (nowSeconds: number) => void;

/** Offset to the server by the reply with the shortest round trip of the last few. */
export class Offset {
  private samples: { trip: number; offset: number }[] = [];

  add(sentAt: number, receivedAt: number, serverAt: number): void {
    const trip = receivedAt - sentAt;
    if (trip < 0) return;
    this.samples.push({ trip, offset: serverAt - (sentAt + receivedAt) / 2 });
    if (this.samples.length > 8) this.samples.shift();
  }

  get seconds(): number {
    let best: { trip: number; offset: number } | undefined;
    for (const sample of this.samples) if (!best || sample.trip <= best.trip) best = sample;
    return best ? best.offset : 0;
  }

  forget(): void {
    this.samples = [];
  }
}

export class Clock {
  readonly offset = new Offset();
  /** A rough offset from a frame's own instant, until a ping has measured a better one. */
  private rough = 0;
  private measured = false;
  private listeners = new Set<Listener>();
  private timer: number | undefined;
  private heldAt: number | undefined;

  constructor(private readonly local: () => number = () => Date.now() / 1000) {}

  /** Now by the server, epoch seconds. */
  now(): number {
    return this.local() + (this.measured ? this.offset.seconds : this.rough);
  }

  /** The instant that the figures on screen speak of: stands still while the socket is lost. */
  dataNow(): number {
    return this.heldAt === undefined ? this.now() : this.heldAt;
  }

  hold(at: number): void {
    this.heldAt = at;
    this.tellAll();
  }

  release(): void {
    this.heldAt = undefined;
    this.tellAll();
  }

  roughly(serverAt: number): void {
    if (!this.measured) this.rough = serverAt - this.local();
  }

  measure(sentAt: number, serverAt: number): void {
    this.offset.add(sentAt, this.local(), serverAt);
    this.measured = true;
  }

  /** Call `listener` on every full second of the server; returns the way out. */
  each(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.timer === undefined) this.arm();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0 && this.timer !== undefined) {
        clearTimeout(this.timer);
        this.timer = undefined;
      }
    };
  }

  private arm(): void {
    const now = this.now();
    const untilNext = (Math.floor(now) + 1 - now) * 1000;
    this.timer = setTimeout(() => {
      this.arm();
      this.tellAll();
    }, untilNext + 8) as unknown as number;
  }

  private tellAll(): void {
    const now = this.dataNow();
    this.listeners.forEach((listener) => listener(now));
  }
}
