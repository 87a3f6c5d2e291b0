// Entry of the desk page and of the TV. What it must know stands in data attributes of #board.

import { options, render } from "preact";
import { useMemo } from "preact/hooks";

import { Clock } from "./live/clock";
import { Session } from "./live/session";
import { soundFor } from "./live/sound";
import { Store } from "./live/store";
import { connectControls, themeOf } from "./ui/controls";
import { BoardView, useShown } from "./ui/board";
import { DeskHead } from "./ui/desk_head";
import type { Around } from "./ui/surroundings";
import { Surroundings } from "./ui/surroundings";
import { useWallUnit } from "./ui/wall_unit";
import { Message } from "./ui/message";
import type { Program } from "./tv/program";
import { Screen } from "./tv/screen";
import { say, speak } from "./words";

interface Start {
  store: Store;
  clock: Clock;
  lang: string;
  screen: boolean;
  asks: boolean;
  loginUrl: string;
  acknowledgeToken: string;
  /** A screen that has nothing to show now. */
  idle?: boolean;
}

function useSurroundings(start: Start): Around {
  const { store, clock, lang, screen, asks, loginUrl, acknowledgeToken } = start;
  const { board } = useShown(store);
  const zone = board ? board.timezone : "UTC";
  const wall = screen || (board !== null && board.purpose === "wall" && !isNarrow());
  // The same object while nothing in it changed: every widget draws again with a new one.
  return useMemo(
    () => ({ clock, locale: { lang, zone }, wall, screen, asks, loginUrl, acknowledgeToken }),
    [clock, lang, zone, wall, screen, asks, loginUrl, acknowledgeToken],
  );
}

function isNarrow(): boolean {
  return window.innerWidth < 1000;
}

function App(start: Start) {
  const around = useSurroundings(start);
  useWallUnit(around.wall);
  themeOf(start.store.get().board);
  return (
    <Surroundings.Provider value={around}>
      {start.idle ? (
        <Message title={say("tv_nothing")} hint={say("tv_nothing_hint")} quiet />
      ) : (
        <BoardView store={start.store} />
      )}
    </Surroundings.Provider>
  );
}

function Head(start: Start) {
  return (
    <Surroundings.Provider value={useSurroundings(start)}>
      <DeskHead store={start.store} />
    </Surroundings.Provider>
  );
}

// Without this preact asks for queueMicrotask, which Chromium 68 does not have.
options.debounceRendering = (draw) => void Promise.resolve().then(draw);

function begin(root: HTMLElement): void {
  const data = root.dataset;
  const screen = data["screen"] === "tv";
  const lang = document.documentElement.lang || "en";
  speak(lang);
  const start: Start = {
    store: new Store(),
    clock: new Clock(),
    lang,
    screen,
    asks: Boolean(data["why"]),
    loginUrl: data["login"] || "/login/",
    acknowledgeToken: data["acknowledge"] || "",
  };
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const url = `${scheme}://${location.host}/ws/board/`;
  const build = data["build"] || "";
  if (screen) {
    hang(root, start, build, url);
    return;
  }
  soundFor(start.store, start.clock, false);
  new Session({ board: data["board"] || "", build, url }, start.store, start.clock);
  render(<App {...start} />, root);
  const head = document.getElementById("board-state");
  if (head) render(<Head {...start} />, head);
  connectControls();
}

/** A screen on a wall draws the board whose turn it is, each anew. */
function hang(root: HTMLElement, start: Start, build: string, url: string): void {
  const program = JSON.parse(root.dataset["program"] || "null") as Program;
  let heard = start.store;
  soundFor(start.store, start.clock, true);
  const shown = new Screen(program, build, url, (showing) => {
    const { store, clock } = showing || start;
    if (heard !== store) soundFor((heard = store), clock, true);
    const key = showing ? showing.board : "";
    render(<App key={key} {...start} store={store} clock={clock} idle={!showing} />, root);
  });
  if (root.dataset["greet"]) shown.greet();
}

const root = document.getElementById("board");
if (root) begin(root);
