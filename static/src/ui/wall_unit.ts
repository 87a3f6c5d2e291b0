// A wall is designed on 1080 lines; `--u` is one of them in pixels of this screen.

import { useEffect } from "preact/hooks";

export function wallUnit(): number {
  return Math.min(window.innerHeight / 1080, window.innerWidth / 1920);
}

export function useWallUnit(wall: boolean): void {
  useEffect(() => {
    const page = document.documentElement;
    const set = (): void => page.style.setProperty("--u", `${wallUnit()}px`);
    page.setAttribute("data-wall", wall ? "yes" : "no");
    set();
    window.addEventListener("resize", set);
    return () => window.removeEventListener("resize", set);
  }, [wall]);
}
