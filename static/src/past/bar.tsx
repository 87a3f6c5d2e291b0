// The head of a past board: what time it is there, that it is not now, and the way through its day.

import * as format from "../format";
import { Glyph } from "../ui/glyph";
import { Sources } from "../ui/sources";
import { useAround } from "../ui/surroundings";
import { say } from "../words";
import type { Moment } from "./minutes";
import type { About } from "./about";
import type { Travel } from "./travel";

interface Props {
  about: About;
  travel: Travel;
  moment: Moment | undefined;
}

export function Bar({ about, travel, moment }: Props) {
  const { locale } = useAround();
  const at = travel.minute * 60;
  return (
    <section class="past" aria-label={say("past_bar")}>
      <p class="past-when">
        <span class="past-mark">
          <Glyph name="late" /> {say("past_mark")}
        </span>
        <time class="past-clock" dateTime={new Date(at * 1000).toISOString()}>
          {format.timeOfDay(at, locale.lang, locale.zone)}
        </time>
        <span class="past-day">
          {format.date(at, locale.lang, locale.zone)} <span translate={false}>{about.zone}</span>
        </span>
        {moment && moment.shown && <Sources sources={moment.shown.sources} />}
      </p>
      <Track about={about} travel={travel} />
      <Buttons travel={travel} />
    </section>
  );
}

function Track({ about, travel }: { about: About; travel: Travel }) {
  const { locale } = useAround();
  const { from, until, gaps, outages } = about;
  const share = (minute: number): string => `${((minute - from) / (until - from)) * 100}%`;
  const band = (begin: number, end: number): Record<string, string> => ({
    left: share(begin),
    width: `${((end - begin) / (until - from)) * 100}%`,
  });
  const said = (minute: number): string =>
    format.timeOfDay(minute * 60, locale.lang, locale.zone);
  const hours = hoursOf(from, until);
  return (
    <div class="past-track">
      <div class="past-bands">
        {gaps.map(([begin, end]) => (
          <span
            class="past-gap"
            key={`g${begin}`}
            style={band(begin, end)}
            title={say("past_gap_span", { from: said(begin), until: said(end) })}
          />
        ))}
        {outages.map(([source, begin, end]) => (
          <span
            class="past-outage"
            key={`o${source}${begin}`}
            style={band(begin, end)}
            title={say("past_outage", {
              source: source || "Wallboard",
              from: said(begin),
              until: said(end),
            })}
          />
        ))}
      </div>
      <input
        class="past-slider"
        type="range"
        min={from}
        max={until - 1}
        step={1}
        value={travel.minute}
        aria-label={say("past_slider")}
        aria-valuetext={said(travel.minute)}
        aria-keyshortcuts="ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight Space"
        onInput={(event) => travel.go(Number(event.currentTarget.value))}
      />
      <div class="past-hours" aria-hidden="true">
        {hours.map((minute) => (
          <span key={minute} style={{ left: share(minute) }}>
            {said(minute)}
          </span>
        ))}
      </div>
    </div>
  );
}

const HOURS_APART = 6;

function hoursOf(from: number, until: number): number[] {
  const found = [];
  for (let minute = from; minute < until; minute += HOURS_APART * 60) found.push(minute);
  return found;
}

function Buttons({ travel }: { travel: Travel }) {
  const step = (by: number, label: string, title: string) => (
    <button type="button" title={title} onClick={() => travel.go(travel.minute + by)}>
      {label}
    </button>
  );
  return (
    <p class="past-buttons">
      {step(-60, "−1 h", say("past_hour_back"))}
      {step(-1, "−1 min", say("past_minute_back"))}
      <button
        type="button"
        class="button-main"
        aria-pressed={travel.playing}
        onClick={() => travel.toggle()}
      >
        {say(travel.playing ? "past_pause" : "past_play")}
      </button>
      {step(1, "+1 min", say("past_minute_on"))}
      {step(60, "+1 h", say("past_hour_on"))}
      <span class="past-hint">{say("past_keys")}</span>
    </p>
  );
}
