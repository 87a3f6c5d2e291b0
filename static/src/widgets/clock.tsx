// The time of the site.

import { useBox, useFontReady } from "../ui/hooks";
import { fitted, widthAt100 } from "../ui/measure";
import { useAround, useWallTime } from "../ui/surroundings";
import * as format from "../format";
import type { WidgetProps } from "./types";

const LARGEST_DESK_PX = 64;

export function ClockTile({ widget }: WidgetProps) {
  const { locale, wall } = useAround();
  const now = useWallTime();
  const [ref, box] = useBox<HTMLDivElement>();
  useFontReady();
  const size = fitted(
    widthAt100("00:00", "InterVariable, system-ui, sans-serif"),
    box,
    0.86,
    wall ? Infinity : LARGEST_DESK_PX,
  );
  return (
    <section class="tile tile-figure tile-clock" aria-label={widget.title || undefined}>
      <h2 class="label">{widget.title}</h2>
      <div class="digits" ref={ref}>
        <time class="digits-line" style={{ fontSize: `${size}px` }}>
          {format.timeOfDay(now, locale.lang, locale.zone)}
        </time>
      </div>
      <div class="foot">
        <p class="foot-line">{format.date(now, locale.lang, locale.zone)}</p>
      </div>
    </section>
  );
}
