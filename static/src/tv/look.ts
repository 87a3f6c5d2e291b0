// How the screen looks beside its board: colours by the hour, dimmed at night, moved by a few
// pixels, its name when somebody asks which screen this is.

import type { Program } from "./program";
import { dimAt, shiftAt, themeAt } from "./program";

const IDENTIFY_MS = 10_000;

function layer(name: string): HTMLElement {
  const element = document.createElement("div");
  element.className = name;
  document.body.appendChild(element);
  return element;
}

export class Look {
  private readonly dim = layer("screen-dim");
  private readonly sign = layer("screen-sign");
  private readonly page = document.documentElement;
  private signEnds: number | undefined;

  constructor() {
    this.sign.hidden = true;
  }

  apply(program: Program, at: number): void {
    const theme = themeAt(program, at);
    if (theme) {
      this.set("data-chosen", "yes");
      this.set("data-theme", theme);
    } else {
      this.page.removeAttribute("data-chosen");
    }
    this.dim.style.opacity = String(dimAt(program, at));
    const [x, y] = shiftAt(program, at);
    this.page.style.setProperty("--shift-x", `${x}px`);
    this.page.style.setProperty("--shift-y", `${y}px`);
  }

  /** The name of the screen, large, for ten seconds. */
  identify(program: Program): void {
    this.sign.textContent = "";
    for (const [tag, text] of [["strong", program.name], ["span", program.site]] as const) {
      const line = document.createElement(tag);
      line.textContent = text;
      this.sign.appendChild(line);
    }
    this.sign.hidden = false;
    clearTimeout(this.signEnds);
    this.signEnds = setTimeout(() => (this.sign.hidden = true), IDENTIFY_MS) as unknown as number;
  }

  private set(name: string, value: string): void {
    if (this.page.getAttribute(name) !== value) this.page.setAttribute(name, value);
  }
}
