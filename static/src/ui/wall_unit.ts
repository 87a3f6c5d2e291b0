// A wall is designed on 1080 lines; `--u` is one of them in pixels of this screen. On a desk page
// the board begins below the page's own header.

import { useEffect } from "preact/hooks";

function top(): number {
  const header = document.querySelector<HTMLElement>(".top");
  return header ? header.offsetHeight : 0;
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
