// Entry of "why this number?", beside the board on a desk page. A television never loads it.

import { options, render } from "preact";

import { speak } from "./words";
import type { Opened } from "./why/opening";
import { listen } from "./why/opening";
import { Panel } from "./why/panel";

options.debounceRendering = (draw) => void Promise.resolve().then(draw);

function begin(root: HTMLElement, url: string): void {
  const lang = document.documentElement.lang || "en";
  speak(lang);
  const place = document.createElement("div");
  document.body.appendChild(place);
  const open = (opened: Opened): void => {
    if (place.firstChild) return; // a click that follows a long press
    const close = (): void => {
      render(null, place);
      if (opened.from.isConnected) opened.from.focus();
    };
    render(<Panel url={url} lang={lang} opened={opened} close={close} />, place);
  };
  listen(root, open);
}

const root = document.getElementById("board");
const url = root && root.dataset["why"];
if (root && url) begin(root, url);
