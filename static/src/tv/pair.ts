// The code that an unknown screen shows: the same for five minutes, then another by itself, and
// every two seconds the question whether somebody has entered it.

import { duration } from "../format";
import { reloadWhenReachable } from "../live/reload";
import { posted, showPart } from "./shell";

const ASK_MS = 2_000;
const RETRY_MS = 5_000;
const TOO_MANY_MS = 30_000;
/** The page's own token and build grow old; nothing is lost by fetching the page anew. */
const RENEW_MS = 6 * 3_600_000;

interface Answer {
  state: "waiting" | "paired" | "too_many" | "unavailable";
  code?: string;
  seconds_left?: number;
}

/** "ABC DEF": read in two glances, and said in two breaths. */
export function inTwo(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

export function pairByCode(shell: HTMLElement): void {
  new Waiting(shell).askForCode();
  setTimeout(reloadWhenReachable, RENEW_MS);
}

class Waiting {
  private endsMs = 0;
  private asking = false;
  private done = false;

  constructor(private readonly shell: HTMLElement) {
    setInterval(() => this.tick(), 500);
    setInterval(() => void this.askWhetherEntered(), ASK_MS);
  }

  askForCode(): void {
    this.asking = true;
    this.fetchCode().then(
      (waitMs) => setTimeout(() => this.next(), waitMs),
      () => {
        showPart(this.shell, "failed");
        setTimeout(() => this.askForCode(), RETRY_MS);
      },
    );
  }

  private next(): void {
    this.asking = false;
    if (Date.now() >= this.endsMs) this.askForCode();
  }

  /** How long to wait before asking again, where there is no code. */
  private async fetchCode(): Promise<number> {
    const reply = await posted(this.shell, "code");
    if (reply.status === 403) {
      location.reload(); // the token of a page that lay about for too long
      return RETRY_MS;
    }
    const answer = (await reply.json()) as Answer;
    if (answer.state === "paired") this.enter();
    else if (answer.state === "waiting") this.show(answer.code || "", answer.seconds_left || 0);
    else showPart(this.shell, answer.state === "too_many" ? "too_many" : "failed");
    return answer.state === "too_many" ? TOO_MANY_MS : answer.state === "waiting" ? 0 : RETRY_MS;
  }

  private show(code: string, secondsLeft: number): void {
    this.endsMs = Date.now() + secondsLeft * 1000;
    const picture = this.part("picture");
    if (picture) picture.setAttribute("src", `${this.shell.dataset["picture"]}?of=${Date.now()}`);
    const shown = this.part("code");
    if (shown) shown.textContent = inTwo(code);
    this.tick();
    showPart(this.shell, "code");
  }

  private tick(): void {
    if (!this.endsMs || this.done) return;
    const left = Math.max(0, Math.ceil((this.endsMs - Date.now()) / 1000));
    const shown = this.part("left");
    if (shown) shown.textContent = duration(left);
    if (left === 0 && !this.asking) this.askForCode();
  }

  private async askWhetherEntered(): Promise<void> {
    if (!this.endsMs || this.done) return;
    try {
      const address = this.shell.dataset["waiting"] || "";
      const reply = await fetch(address, { cache: "no-store", credentials: "same-origin" });
      if (reply.ok && ((await reply.json()) as Answer).state === "paired") this.enter();
    } catch {
      // the network is away: the code stays until its end, and asking for the next one says so
    }
  }

  private enter(): void {
    if (this.done) return;
    this.done = true;
    showPart(this.shell, "paired");
    reloadWhenReachable();
  }

  private part(name: string): HTMLElement | null {
    return this.shell.querySelector<HTMLElement>(`[data-shown="${name}"]`);
  }
}
