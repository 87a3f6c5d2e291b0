// The work on one board: what is on the bench, what was undone, and how it is kept. Each change is
// saved as a draft a moment later; one request at a time. When somebody else was faster nothing is
// overwritten: both versions are at hand until the author has chosen.

import type { Content, DraftState, Problems } from "./content";
import { withIds } from "./content";
import { untangled } from "./grid";
import type { Past } from "./past";
import { begun, done, mapped, parted, redone, undone } from "./past";
import type { Answer, Requests, Seen } from "./requests";

const SAVE_AFTER_MS = 350;
const TRY_AGAIN_MS = 4_000;

/** kept: as on the server. Else why not, or not yet. */
export type Keeping = "kept" | "changed" | "saving" | "unreachable" | "signed_out" | "gone";

export interface Bench {
  past: Past<Content>;
  selected: string | null;
  keeping: Keeping;
  seen: Seen;
  published: string;
  changedAt: number | null;
  changedBy: string;
  problems: Problems;
  /** What somebody else made of it meanwhile, until the author has chosen. */
  theirs: DraftState | null;
  /** Published by somebody else since this draft was begun. */
  newer: boolean;
  publishing: boolean;
  /** Said to screen readers, and shown for a moment; `telling` counts, for the same words twice. */
  told: string;
  telling: number;
}

export interface Said {
  published(number: number): string;
  adopted(by: string): string;
  refused(why: string): string;
  discarded: string;
}

export class Work {
  private bench: Bench;
  private listeners = new Set<() => void>();
  private timer: number | undefined;
  private busy = false;

  constructor(
    private readonly requests: Requests,
    state: DraftState,
    private readonly said: Said,
  ) {
    this.bench = {
      past: begun(state.content),
      selected: null,
      keeping: "kept",
      ...known(state),
      theirs: null,
      newer: false,
      publishing: false,
      told: "",
      telling: 0,
    };
    const right = untangled(state.content.widgets);
    if (right.some((tile, index) => tile !== state.content.widgets[index])) {
      this.change({ ...state.content, widgets: right });
    }
  }

  get(): Bench {
    return this.bench;
  }

  get content(): Content {
    return this.bench.past.now;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private set(change: Partial<Bench>): void {
    const telling = this.bench.telling + (change.told === undefined ? 0 : 1);
    this.bench = { ...this.bench, ...change, telling };
    this.listeners.forEach((listener) => listener());
  }

  tell(told: string): void {
    this.set({ told });
  }

  select(selected: string | null): void {
    if (selected !== this.bench.selected) {
      this.set({ selected, past: parted(this.bench.past) });
    }
  }

  /** Steps of one `kind` that follow on each other are undone as one. */
  change(next: Content, kind = "", told = ""): void {
    if (next === this.content) return;
    this.put(done(this.bench.past, next, kind), told);
  }

  undo(told: string): void {
    this.put(undone(this.bench.past), told);
  }

  redo(told: string): void {
    this.put(redone(this.bench.past), told);
  }

  private put(past: Past<Content>, told: string): void {
    if (past === this.bench.past) return;
    const selected = past.now.widgets.some((tile) => tile.key === this.bench.selected);
    this.set({
      past,
      keeping: "changed",
      ...(told ? { told } : {}),
      ...(selected ? {} : { selected: null }),
    });
    this.saveSoon(SAVE_AFTER_MS);
  }

  // -- keeping -----------------------------------------------------------------------------------

  private saveSoon(afterMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), afterMs) as unknown as number;
  }

  /** Whether all is kept. What changes while one request is on its way is sent by the next. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.bench.keeping !== "kept") {
      if (this.busy || this.bench.theirs) return false;
      this.busy = true;
      const sent = this.content;
      this.set({ keeping: "saving" });
      const answer = await this.requests.save(sent, this.bench.seen);
      this.busy = false;
      if (answer.is !== "done") {
        this.failed(answer);
        return false;
      }
      const keeping = this.content === sent ? "kept" : "changed";
      this.set({ ...known(answer.value), keeping });
    }
    return true;
  }

  private failed(answer: Answer<unknown>): void {
    switch (answer.is) {
      case "outdated":
        this.set({ keeping: "changed", theirs: answer.state });
        break;
      case "signed_out":
      case "gone":
        this.set({ keeping: answer.is });
        break;
      case "refused":
        this.set({ keeping: "changed", told: this.said.refused(answer.why) });
        break;
      default:
        this.set({ keeping: "unreachable" });
        this.saveSoon(TRY_AGAIN_MS);
    }
  }

  /** The draft that is shown live has this mark: somebody else may have saved it. */
  async heard(mark: string): Promise<void> {
    const { keeping, seen } = this.bench;
    if (mark === seen.mark || keeping !== "kept" || this.busy) return;
    this.busy = true;
    const answer = await this.requests.draft();
    this.busy = false;
    if (answer.is !== "done") return;
    if (this.bench.keeping !== "kept") {
      this.saveSoon(0); // somebody went on here meanwhile: the server will say that it is outdated
    } else if (answer.value.mark !== this.bench.seen.mark || answer.value.base !== this.bench.seen.base) {
      this.take(answer.value);
    }
  }

  private take(state: DraftState, told = this.said.adopted(state.changed_by)): void {
    const past = done(this.bench.past, state.content);
    const selected = state.content.widgets.some((tile) => tile.key === this.bench.selected);
    this.set({
      past,
      ...known(state),
      keeping: "kept",
      theirs: null,
      told,
      ...(selected ? {} : { selected: null }),
    });
  }

  /** Theirs on the bench; what was here is one undo away. */
  takeTheirs(): void {
    if (this.bench.theirs) this.take(this.bench.theirs);
  }

  /** Ours over theirs, which stays one undo away. */
  keepMine(): void {
    const { theirs, past } = this.bench;
    if (!theirs) return;
    const both = done(done({ ...past, kind: "" }, theirs.content), past.now);
    this.set({ ...known(theirs), past: both, theirs: null, keeping: "changed" });
    void this.save();
  }

  // -- what viewers see ----------------------------------------------------------------------------

  async publish(overNewer = false): Promise<void> {
    if (this.bench.publishing) return;
    this.set({ publishing: true, newer: false });
    try {
      while (this.busy) await new Promise((resume) => setTimeout(resume, 50));
      if (!(await this.save())) return;
      const sent = this.content;
      const answer = await this.requests.publish(this.bench.seen, overNewer);
      if (answer.is === "done") {
        const { ids, number } = answer.value;
        const unchanged = this.content === sent;
        const selected = this.bench.selected;
        this.set({
          past: mapped(this.bench.past, (content) => withIds(content, ids)),
          selected: selected === null ? null : ids[selected] || selected,
          ...known(answer.value),
          keeping: unchanged ? "kept" : "changed",
          told: this.said.published(number),
        });
        if (!unchanged) this.saveSoon(0);
      } else if (answer.is === "unfinished") {
        this.set({ problems: answer.problems });
      } else if (answer.is === "outdated" && answer.state.mark === this.bench.seen.mark) {
        this.set({ newer: true });
      } else {
        this.failed(answer);
      }
    } finally {
      this.set({ publishing: false });
    }
  }

  dismissNewer(): void {
    this.set({ newer: false });
  }

  async discard(): Promise<void> {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    const answer = await this.requests.discard(this.bench.seen);
    this.busy = false;
    if (answer.is === "done") this.take(answer.value, this.said.discarded);
    else this.failed(answer);
  }
}

function known(state: DraftState): Pick<
  Bench,
  "seen" | "published" | "changedAt" | "changedBy" | "problems"
> {
  return {
    seen: { mark: state.mark, base: state.base },
    published: state.published,
    changedAt: state.changed_at,
    changedBy: state.changed_by,
    problems: state.problems,
  };
}
