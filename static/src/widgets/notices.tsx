// What is out of order and until when. On a wall a notice is one line; those that do not fit page.

import { instant } from "../format";
import { linesOf } from "../ui/columns";
import { Glyph } from "../ui/glyph";
import { useBox, usePage, useUnit } from "../ui/hooks";
import { rowsThatFit } from "../ui/measure";
import { useAround } from "../ui/surroundings";
import { Empty, Pages, Tile } from "../ui/tile";
import { Troubles } from "../ui/trouble";
import type { Figure } from "../wire";
import { say } from "../words";
import type { WidgetProps } from "./types";

interface Notice {
  text: string;
  level?: string;
  set: string;
  why: string;
  where: string;
  when: string;
  since: number | null;
  until: number | null;
  source: string;
}

/** At 1080 lines: a text with a cap height of 33 px. */
const WALL_ROW = 76;
const MOST_ROWS = 8;
/** A tile narrower than this on a wall: a text takes as many lines as the longest needs, within
 * reason, and its times are for the desk. What a notice says last is often what to do. */
const NARROW = 1000;
const TEXT_FONT = 46;
const TEXT_LINE = 53;
const BESIDE_TEXT = 130; // the mark, and the tile's own room
const MOST_LINES = 5;
/** Fewer lines than this on a wall: no heading, one notice at a time. */
const LOW = 180;

export function Notices({ widget, view }: WidgetProps) {
  const rows = (view.rows || {}) as unknown as Record<string, Notice>;
  const order = (view.order || []).filter((id) => rows[id]);
  const count = view["count"] as Figure | undefined;
  const [box, size] = useBox<HTMLElement>();
  const unit = useUnit();
  const { wall } = useAround();
  const low = wall && size.height > 0 && size.height < LOW * unit;
  const narrow = wall && !low && size.width > 0 && size.width < NARROW * unit;
  const texts = order.map((id) => linesOf(rows[id]!.text, size.width / unit - BESIDE_TEXT, TEXT_FONT));
  const lines = Math.min(MOST_LINES, Math.max(2, ...texts));
  const row = (narrow ? lines * TEXT_LINE + 16 : WALL_ROW) * unit;
  const head = low ? 0 : WALL_ROW * unit;
  const perPage = low ? 1 : rowsThatFit(size.height - head, row, MOST_ROWS);
  const [from, to, page, pages] = usePage(order.length, perPage);
  const list = (
    <ul
      class={`notices${narrow ? " notices-narrow" : ""}`}
      style={narrow ? { "--lines": String(lines) } : {}}
    >
      {order.slice(from, to).map((id) => (
        <Line key={id} notice={rows[id]!} />
      ))}
    </ul>
  );
  if (low) {
    return (
      <section class="tile tile-low tile-notices" aria-label={widget.title || undefined} ref={box}>
        {order.length > 0 ? list : <Nothing count={count} />}
        <Troubles figures={[count]} />
        <Pages page={page} pages={pages} />
      </section>
    );
  }
  return (
    <Tile
      title={widget.title}
      kind="notices"
      figures={[count]}
      page={page}
      pages={pages}
      box={box}
    >
      {order.length > 0 ? list : <Nothing count={count} />}
    </Tile>
  );
}

/** None, and nobody who answers, are two different things. */
function Nothing({ count }: { count: Figure | undefined }) {
  const status = count && count.s;
  const silent = status === "lost" || status === "unknown";
  return <Empty>{say(silent ? "no_notices_lost" : "no_notices")}</Empty>;
}

function Line({ notice }: { notice: Notice }) {
  const { locale, clock } = useAround();
  const warns = notice.level === "warn";
  const at = (time: number): string =>
    instant(time, clock.dataNow(), locale.lang, locale.zone);
  const times = [
    notice.since !== null && say("since", { at: at(notice.since) }),
    notice.until !== null && say("until", { at: at(notice.until) }),
  ].filter(Boolean);
  const details = [notice.set, notice.why, notice.where, notice.when].filter(
    (word) => word && notice.text.indexOf(word) < 0,
  );
  return (
    <li class={`notice${warns ? " is-warn" : ""}`}>
      <span class="notice-mark">
        <Glyph name={warns ? "warn" : "notice"} />
        {warns && <span class="unseen">{say("warn")}: </span>}
      </span>
      <span class="notice-words">
        <span class="notice-text">{notice.text}</span>
        {details.length > 0 && <span class="notice-details">{details.join(" · ")}</span>}
      </span>
      <span class="notice-times">{times.join(", ")}</span>
      <span class="notice-source">{notice.source}</span>
    </li>
  );
}
