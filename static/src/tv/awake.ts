// Full screen and no standby, where the browser allows it: both are asked for and neither is needed.

interface WakeLocks {
  request(kind: "screen"): Promise<{ addEventListener(type: "release", run: () => void): void }>;
}

let held = false;

export function isAwake(): boolean {
  return held;
}

export function isFullScreen(): boolean {
  return document.fullscreenElement !== null && document.fullscreenElement !== undefined
    ? true
    : window.innerHeight >= screen.height;
}

function stayAwake(): void {
  const locks = (navigator as unknown as { wakeLock?: WakeLocks }).wakeLock;
  if (!locks || held || document.hidden) return;
  locks.request("screen").then(
    (lock) => {
      held = true;
      lock.addEventListener("release", () => (held = false));
    },
    () => undefined, // refused: low battery, or not a secure page
  );
}

/** A browser grants full screen only to somebody's touch or key, so the first one is used. */
export function keepAwake(): void {
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
  const fill = (): void => {
    stayAwake();
    const page = document.documentElement;
    if (!isFullScreen() && page.requestFullscreen) {
      const asked = page.requestFullscreen() as Promise<void> | undefined;
      if (asked) asked.catch(() => undefined);
    }
  };
  for (const kind of ["click", "keydown"]) document.addEventListener(kind, fill);
}
