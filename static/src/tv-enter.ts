// A screen's first visit: its secret comes in the fragment (which no server and no log ever sees),
// is traded for a cookie by POST, and disappears from the address and the history.

import { reloadWhenReachable } from "./live/reload";

const shell = document.getElementById("tv-enter");

async function enter(secret: string, data: DOMStringMap): Promise<void> {
  const reply = await fetch(data["action"] || "/tv/enter", {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      "X-CSRFToken": data["token"] || "",
    },
    body: `secret=${encodeURIComponent(secret)}`,
  });
  if (reply.status === 204) {
    history.replaceState(null, "", location.pathname);
    location.reload();
    return;
  }
  show(reply.status === 403 ? "refused" : "failed");
  if (reply.status !== 403) setTimeout(() => void start(), RETRY_MS);
}

const RETRY_MS = 5_000;
const LOOK_AGAIN_MS = 60_000; // a board that was archived may come back, and the cookie still counts

function show(name: string): void {
  if (!shell) return;
  shell.querySelectorAll<HTMLElement>("[data-when]").forEach((part) => {
    part.hidden = part.dataset["when"] !== name;
  });
}

async function start(): Promise<void> {
  const secret = location.hash.replace(/^#/, "").replace(/^secret=/, "");
  if (!shell || !secret) return;
  show("entering");
  try {
    await enter(decodeURIComponent(secret), shell.dataset);
  } catch {
    show("failed");
    setTimeout(() => void start(), RETRY_MS);
  }
}

window.addEventListener("hashchange", () => void start());
if (shell && !location.hash) setTimeout(reloadWhenReachable, LOOK_AGAIN_MS);
void start();
