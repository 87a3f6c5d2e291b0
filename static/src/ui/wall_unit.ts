// A wall is designed on 1080 lines; `--u` is one of them in pixels of this screen. On a desk page
// the board begins below what the page itself has above it.

import { useEffect } from "preact/hooks";

function top(): number {
  let height = 0;
  document.querySelectorAll<HTMLElement>(".top, .above").forEach((one) => {
    height += one.offsetHeight;
  });
  return height;
}

export function wallUnit(): number {
  return Math.min((window.innerHeight - top()) / 1080, window.innerWidth / 1920);
}

export function useWallUnit(wall: boolean): void {
  useEffect(() => {
    const page = document.documentElement;
    const set = (): void => {
      page.style.setProperty("--u", `${wallUnit()}px`);
      page.style.setProperty("--top", `${top()}px`);
    };
    page.setAttribute("data-wall", wall ? "yes" : "no");
    set();
    window.addEventListener("resize", set);
    return () => window.removeEventListener("resize", set);
  }, [wall]);
}
