// A new build on the server: the page fetches itself anew, once per build and not all at a time.

const KEY = "wallboard.reloaded";
const AGAIN_AFTER_MS = 10 * 60_000;
const AGAIN_MS = 5_000;

/**
 * May the page reload for `build`? Two web processes with different builds behind one address
 * must not make it reload for ever.
 */
export function mayReload(build: string, remembered: string | null, nowMs: number): boolean {
  if (!remembered) return true;
  const cut = remembered.lastIndexOf("@");
  const sameBuild = remembered.slice(0, cut) === build;
  return !sameBuild || nowMs - Number(remembered.slice(cut + 1)) > AGAIN_AFTER_MS;
}

let planned = false;

/** Reload after a while if `build` is not what this page was made by. */
export function reloadForBuild(build: string, own: string, waitMs: number): void {
  if (build && build !== own) reloadOnce(build, waitMs);
}

/** Reload after a while, which differs from page to page, unless it was just done for `reason`. */
export function reloadOnce(reason: string, waitMs: number): void {
  if (planned || !mayReload(reason, read(), Date.now())) return;
  planned = true;
  setTimeout(() => {
    write(`${reason}@${Date.now()}`);
    reloadWhenReachable();
  }, waitMs);
}

/** Never into the browser's own error page: nobody is there to leave it again. */
export function reloadWhenReachable(): void {
  const again = (): void => void setTimeout(reloadWhenReachable, AGAIN_MS);
  fetch(location.pathname, { cache: "no-store", credentials: "same-origin" }).then(
    (reply) => (reply.ok ? location.reload() : again()),
    again,
  );
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is refused in some kiosk modes
  }
}

function write(value: string): void {
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // see above
  }
}
