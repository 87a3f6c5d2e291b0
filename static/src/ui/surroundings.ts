// What every widget may ask for: the clock, the locale, and whether it hangs on a wall.

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

import type { Locale } from "../face";
import { Clock } from "../live/clock";

export interface Around {
  clock: Clock;
  locale: Locale;
  /** Fills the screen and never scrolls. */
  wall: boolean;
  /** A display of its own, which nobody can touch. */
  screen: boolean;
  /** Figures can be asked why they are what they are. */
  asks?: boolean;
  /** A line of a wall in pixels, where the wall is not the window. */
  unit?: number;
  /** Where `/login/` is, for a viewer whose session ended. */
  loginUrl: string;
  /** Of a viewer who may acknowledge: the token that guards the form; else "". */
  acknowledgeToken: string;
}

export const Surroundings = createContext<Around>({
  clock: new Clock(),
  locale: { lang: "en", zone: "UTC" },
  wall: false,
  screen: false,
  loginUrl: "/login/",
  acknowledgeToken: "",
});

export function useAround(): Around {
  return useContext(Surroundings);
}

/** The instant that figures speak of; the component draws again each second only if it ticks. */
export function useNow(ticks: boolean): number {
  const { clock } = useAround();
  const [, redraw] = useState(0);
  useEffect(() => (ticks ? clock.each(redraw) : undefined), [ticks, clock]);
  return clock.dataNow();
}

/** The minute since the epoch that figures speak of; the component draws again when it turns. */
export function useMinute(): number {
  const { clock } = useAround();
  const look = (): number => Math.floor(clock.dataNow() / 60);
  const [minute, setMinute] = useState(look);
  useEffect(() => clock.each(() => setMinute(look())), [clock]);
  return minute;
}

/** Changes when the colours do: by the page's choice, or what the browser prefers under "auto". */
export function useTheme(): string {
  const [theme, setTheme] = useState(themeNow);
  useEffect(() => {
    const look = (): void => setTheme(themeNow());
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const preference = matchMedia(PREFERS_LIGHT);
    preference.addListener(look); // old televisions know no other way
    return () => {
      observer.disconnect();
      preference.removeListener(look);
    };
  }, []);
  return theme;
}

const PREFERS_LIGHT = "(prefers-color-scheme: light)"; // as tokens.css asks

function themeNow(): string {
  const theme = document.documentElement.getAttribute("data-theme") || "";
  return theme === "auto" && matchMedia(PREFERS_LIGHT).matches ? "auto, light" : theme;
}

/** The server's time of day, which goes on while the board is cut off. */
export function useWallTime(): number {
  const { clock } = useAround();
  const [now, setNow] = useState(clock.now());
  useEffect(() => clock.each(() => setNow(clock.now())), [clock]);
  return now;
}
