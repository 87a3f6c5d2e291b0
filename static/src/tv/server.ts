// What a screen fetches beside its sockets: its program. The reply also renews its credential.

import type { Program } from "./program";

const ADDRESS = "/tv/program";
const GIVE_UP_MS = 10_000;
const NOT_CONNECTED = 401;

/** Null: this screen is not connected any more. Rejects when the server cannot be asked now. */
export async function fetchProgram(): Promise<Program | null> {
  const stopper = new AbortController();
  const end = setTimeout(() => stopper.abort(), GIVE_UP_MS);
  try {
    const reply = await fetch(ADDRESS, {
      cache: "no-store",
      credentials: "same-origin",
      signal: stopper.signal,
    });
    if (reply.status === NOT_CONNECTED) return null;
    if (!reply.ok) throw new Error(String(reply.status));
    const program = (await reply.json()) as Program;
    if (!Array.isArray(program.phases)) throw new Error("no program");
    return program;
  } finally {
    clearTimeout(end);
  }
}
