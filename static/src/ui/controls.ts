// Theme and density: buttons of the server's header, remembered in cookies that the server reads,
// so that the next page comes in the right colours from its first paint.

import type { Board } from "../wire";
import type { Word } from "../words";
import { say } from "../words";

const YEAR_SECONDS = 31_536_000;
const CHOICES: Record<string, string[]> = {
  theme: ["auto", "dark", "light"],
  density: ["comfortable", "compact"],
};

/** The next choice in the ring; an unknown one counts as the first. */
export function nextChoice(kind: string, current: string | null): string {
  const ring = CHOICES[kind] || [""];
  return ring[(Math.max(0, ring.indexOf(current || "")) + 1) % ring.length] || ring[0]!;
}

export function connectControls(): void {
  const page = document.documentElement;
  document.querySelectorAll<HTMLElement>("[data-control]").forEach((button) => {
    const kind = button.dataset["control"] || "";
    const show = (value: string): void => {
      page.setAttribute(`data-${kind}`, value);
      const word = button.querySelector("[data-word]");
      if (word) word.textContent = say(`choice_${value}` as Word);
    };
    button.addEventListener("click", () => {
      const value = nextChoice(kind, page.getAttribute(`data-${kind}`));
      page.setAttribute("data-chosen", "yes");
      remember(kind, value);
      show(value);
    });
  });
}

function remember(kind: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `wallboard_${kind}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
}

/** The board's own theme, unless the viewer has chosen. */
export function themeOf(board: Board | null): void {
  const page = document.documentElement;
  if (board && page.getAttribute("data-chosen") !== "yes") {
    page.setAttribute("data-theme", board.theme);
  }
}
