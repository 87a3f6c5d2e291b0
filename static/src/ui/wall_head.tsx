// The one line above a wall: where this is, whether it can be believed, what time it is.

import * as format from "../format";
import type { Shown } from "../live/store";
import { say } from "../words";
import { Glyph } from "./glyph";
import { Sources } from "./sources";
import { useAround, useWallTime } from "./surroundings";

export function WallHead({ shown }: { shown: Shown }) {
  const board = shown.board!;
  const has = (type: string): boolean => board.widgets.some((widget) => widget.type === type);
  return (
    <header class="wall-head">
      <p class="wall-title">
        <strong>{board.title}</strong> <span>{board.site}</span>
      </p>
      {board.simulation && <span class="chip chip-simulation">{say("simulation")}</span>}
      {!has("source_health") && <Sources sources={shown.sources} />}
      <Cut shown={shown} />
      {!has("clock") && <WallClock />}
    </header>
  );
}

function WallClock() {
  const { locale } = useAround();
  const now = useWallTime();
  return <time class="wall-clock">{format.timeOfDay(now, locale.lang, locale.zone)}</time>;
}

/** Says so when the figures are no longer those of now. */
export function Cut({ shown }: { shown: Shown }) {
  const { locale, clock } = useAround();
  if (shown.link !== "lost") return null;
  const since =
    shown.lostSince === null
      ? ""
      : say("since", {
          at: format.instant(shown.lostSince, clock.now(), locale.lang, locale.zone),
        });
  return (
    <span class="cut">
      <Glyph name="lost" /> {say("link_lost", { since })}
    </span>
  );
}
