// Entry of the page of a past board: the board's own renderer, fed by recorded minutes over HTTP.

import { options, render } from "preact";
import { useMemo } from "preact/hooks";

import { Clock } from "./live/clock";
import { Store } from "./live/store";
import type { About } from "./past/about";
import { Bar } from "./past/bar";
import { deedOf } from "./past/keys";
import { Minutes } from "./past/minutes";
import type { Moment } from "./past/minutes";
import { Travel } from "./past/travel";
import { BoardView } from "./ui/board";
import { connectControls, themeOf } from "./ui/controls";
import { Message } from "./ui/message";
import type { Around } from "./ui/surroundings";
import { Surroundings } from "./ui/surroundings";
import { useWallUnit } from "./ui/wall_unit";
import { say, speak } from "./words";

interface Page {
  about: About;
  store: Store;
  clock: Clock;
  minutes: Minutes;
  travel: Travel;
  lang: string;
}

function App({ about, store, clock, minutes, travel, lang }: Page) {
  const moment = minutes.at(travel.minute);
  const { board } = store.get();
  const wall = board !== null && board.purpose === "wall" && window.innerWidth >= 1000;
  const around: Around = useMemo(
    () => ({
      clock,
      locale: { lang, zone: about.zone },
      wall,
      screen: false,
      loginUrl: "/login/",
      acknowledgeToken: "",
    }),
    [clock, lang, about, wall],
  );
  useWallUnit(wall);
  themeOf(board);
  return (
    <Surroundings.Provider value={around}>
      <div class="above">
        <Bar about={about} travel={travel} moment={moment} />
      </div>
      <div class="past-board">{boardOf(store, minutes, moment)}</div>
    </Surroundings.Provider>
  );
}

function boardOf(store: Store, minutes: Minutes, moment: Moment | undefined) {
  if (moment && moment.nothing) {
    const gap = moment.nothing === "gap";
    return (
      <Message
        title={say(gap ? "past_gap" : "past_withheld")}
        hint={say(gap ? "past_gap_hint" : "past_withheld_hint")}
      />
    );
  }
  if (!moment && minutes.answer === "denied") {
    return <Message title={say("denied")} hint={say("denied_hint")} />;
  }
  if (!moment && minutes.answer === "failed") {
    return <Message title={say("past_failed")} hint={say("past_failed_hint")} />;
  }
  // Until the minute is there, nothing is shown rather than another one's figures.
  return moment ? <BoardView store={store} /> : <Message title={say("loading")} quiet />;
}

// Without this preact asks for queueMicrotask, which Chromium 68 does not have.
options.debounceRendering = (draw) => void Promise.resolve().then(draw);

function begin(root: HTMLElement): void {
  const about = JSON.parse(root.dataset["about"] || "{}") as About;
  const lang = document.documentElement.lang || "en";
  speak(lang);
  const store = new Store();
  let minute = about.at;
  let since = Date.now();
  // Figures stand still; what turns pages by the clock goes on turning them within the minute.
  const clock = new Clock(() => minute * 60 + (((Date.now() - since) / 1000) % 60));
  const last = about.last === null ? about.from : about.last + 1;
  const bounds = { from: about.from, until: Math.max(about.from + 1, Math.min(about.until, last)) };

  const draw = (): void => {
    const moment = minutes.at(travel.minute);
    if (minute !== travel.minute) since = Date.now();
    minute = travel.minute;
    if (moment && moment.shown) {
      store.set(moment.shown);
      clock.hold(moment.at);
    }
    remember(travel.minute);
    render(<App {...page} />, root);
  };
  const minutes = new Minutes(about.minutes, draw);
  const travel = new Travel(about.at, bounds, minutes, draw);
  const page: Page = { about, store, clock, minutes, travel, lang };
  document.addEventListener("keydown", (event) => press(event, travel, bounds));
  window.addEventListener("resize", draw);
  travel.go(about.at);
  connectControls();
}

/** The address is of this minute: it can be sent to somebody. */
function remember(minute: number): void {
  history.replaceState(null, "", `?at=${minute}`);
}

function press(event: KeyboardEvent, travel: Travel, bounds: { from: number; until: number }): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const on = event.target as HTMLElement;
  const slider = on.matches("input[type=range]");
  const field = !slider && on.matches("input, select, textarea");
  const pressed = event.key === " " && on.matches("button, a, summary");
  const deed = deedOf({ key: event.key, shift: event.shiftKey, busy: field || pressed });
  if (!deed) return;
  event.preventDefault();
  if ("by" in deed) travel.go(travel.minute + deed.by);
  else if ("to" in deed) travel.go(deed.to === "first" ? bounds.from : bounds.until - 1);
  else travel.toggle();
}

const root = document.getElementById("then");
if (root) begin(root);
