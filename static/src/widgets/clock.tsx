// The time of the site.

import { useBox, useFontReady, useLow } from "../ui/hooks";
import { fitted, widthAt100 } from "../ui/measure";
import { useAround, useWallTime } from "../ui/surroundings";
import * as format from "../format";
import type { WidgetProps } from "./types";

const LARGEST_DESK_PX = 64;
/** Fewer lines than this on a wall: date and time stand in one line. */
const LOW = 180;

export function ClockTile({ widget }: WidgetProps) {
  const { locale, wall } = useAround();
  const now = useWallTime();
  const [ref, box] = useBox<HTMLDivElement>();
  useFontReady();
  const size = fitted(
    widthAt100("00:00", "InterVariable, system-ui, sans-serif"),
    box,
    0.78,
    wall ? Infinity : LARGEST_DESK_PX,
  );
  const [tile, low] = useLow<HTMLElement>(LOW);
  const time = format.timeOfDay(now, locale.lang, locale.zone);
  const date = format.date(now, locale.lang, locale.zone);
  if (low) {
    return (
      <section ref={tile} class="tile tile-low tile-clock-low" aria-label={widget.title || undefined}>
        <span>{format.date(now, locale.lang, locale.zone, false)}</span> <time>{time}</time>
      </section>
    );
  }
  return (
    <section ref={tile} class="tile tile-figure tile-clock" aria-label={widget.title || undefined}>
      <h2 class="label">{widget.title}</h2>
      <div class="digits" ref={ref}>
        <time class="digits-line" style={{ fontSize: `${size}px` }}>
          {time}
        </time>
      </div>
      <div class="foot">
        <p class="foot-line">{date}</p>
      </div>
    </section>
  );
}
