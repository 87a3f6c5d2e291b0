// A screen's first visit by a link: its secret comes in the fragment (which no server and no log
// ever sees), is traded for a cookie by POST, and disappears from the address and the history.

import { posted, showPart } from "./shell";

const RETRY_MS = 5_000;

function secretOf(hash: string): string {
  return hash.replace(/^#/, "").replace(/^secret=/, "");
}

export function linked(): boolean {
  return secretOf(location.hash) !== "";
}

export async function enterByLink(shell: HTMLElement): Promise<void> {
  const secret = secretOf(location.hash);
  if (!secret) return;
  showPart(shell, "entering");
  const again = (): void => void setTimeout(() => void enterByLink(shell), RETRY_MS);
  try {
    const body = `secret=${encodeURIComponent(decodeURIComponent(secret))}`;
    const reply = await posted(shell, "enter", body);
    if (reply.status === 204) {
      history.replaceState(null, "", location.pathname);
      location.reload();
      return;
    }
    showPart(shell, reply.status === 403 ? "refused" : "failed");
    if (reply.status !== 403) again();
  } catch {
    showPart(shell, "failed");
    again();
  }
}
