// What the designer asks of the server. Every answer is one of a few outcomes; none is an exception.

import type { Content, DraftState, Kit, Problems } from "./content";

export interface Addresses {
  draft: string;
  publish: string;
  kit: string;
  token: string;
}

export type Answer<T> =
  | { is: "done"; value: T }
  | { is: "outdated"; state: DraftState }
  | { is: "unfinished"; problems: Problems }
  | { is: "signed_out" }
  | { is: "gone" }
  | { is: "refused"; why: string }
  | { is: "unreachable" };

export interface Seen {
  mark: string;
  base: string;
}

export type Published = DraftState & { number: number; ids: Record<string, string> };

const TIMEOUT_MS = 15_000;

export class Requests {
  constructor(private readonly at: Addresses) {}

  kit(): Promise<Answer<Kit>> {
    return this.ask<Kit>("GET", this.at.kit);
  }

  draft(): Promise<Answer<DraftState>> {
    return this.ask<DraftState>("GET", this.at.draft);
  }

  save(content: Content, seen: Seen): Promise<Answer<DraftState>> {
    return this.ask<DraftState>("PUT", this.at.draft, { content, ...seen });
  }

  discard(seen: Seen): Promise<Answer<DraftState>> {
    return this.ask<DraftState>("DELETE", this.at.draft, seen);
  }

  publish(seen: Seen, overNewer: boolean): Promise<Answer<Published>> {
    return this.ask<Published>("POST", this.at.publish, { ...seen, over_newer: overNewer });
  }

  private async ask<T>(method: string, url: string, told?: object): Promise<Answer<T>> {
    const given = new AbortController();
    const timer = setTimeout(() => given.abort(), TIMEOUT_MS);
    try {
      const reply = await fetch(url, {
        method,
        credentials: "same-origin",
        signal: given.signal,
        headers: { "X-CSRFToken": this.at.token, "Content-Type": "application/json" },
        ...(told ? { body: JSON.stringify(told) } : {}),
      });
      return await read<T>(reply);
    } catch {
      return { is: "unreachable" };
    } finally {
      clearTimeout(timer);
    }
  }
}

async function read<T>(reply: Response): Promise<Answer<T>> {
  switch (reply.status) {
    case 200:
      return { is: "done", value: (await reply.json()) as T };
    case 409:
      return { is: "outdated", state: (await reply.json()) as DraftState };
    case 422:
      return { is: "unfinished", problems: ((await reply.json()) as { problems: Problems }).problems };
    case 401:
    case 403: // the token is another session's: somebody signed in anew in another window
      return { is: "signed_out" };
    case 404:
      return { is: "gone" };
    case 400:
      return { is: "refused", why: ((await reply.json()) as { error: string }).error };
    default:
      return { is: "unreachable" };
  }
}
