// One board with all that it needs: a store, a clock, a connection. A screen has one, and for some
// seconds a second, which is ready before it is seen.

import { Clock } from "../live/clock";
import type { Keeper } from "../live/session";
import { Session } from "../live/session";
import { Store } from "../live/store";

export class Showing {
  readonly store = new Store();
  readonly clock = new Clock();
  readonly session: Session;

  constructor(
    readonly board: string,
    build: string,
    url: string,
    nowAt: number,
    keeper: (showing: Showing) => Keeper,
  ) {
    this.clock.roughly(nowAt); // a television's own clock may be years off
    this.session = new Session({ board, build, url }, this.store, this.clock, keeper(this));
  }

  /** Its figures are there and are those of now. */
  get ready(): boolean {
    const { board, link } = this.store.get();
    return board !== null && link === "live";
  }

  stop(): void {
    this.session.stop();
  }
}
