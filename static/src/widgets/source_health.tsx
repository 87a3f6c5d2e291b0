// The accounts of the site: whether each is heard from, and what an administrator should know.

import { Glyph } from "../ui/glyph";
import { useAround, useNow } from "../ui/surroundings";
import { useBox, usePage, useUnit } from "../ui/hooks";
import { Sources, sourceWords } from "../ui/sources";
import { Empty, Pages, Tile } from "../ui/tile";
import type { Source } from "../wire";
import { known, say } from "../words";
import type { WidgetProps } from "./types";

/** Fewer lines than this on a wall: the sources stand in one line. */
const LOW = 180;
/** At 1080 lines: what a source takes there that is not well, as its words are never cut off. */
const TROUBLED = 600;

export function SourceHealth({ widget, view }: WidgetProps) {
  const rows = (view.rows || {}) as unknown as Record<string, Source>;
  const order = (view.order || []).filter((id) => rows[id]);
  const [box, size] = useBox<HTMLElement>();
  const unit = useUnit();
  const { wall } = useAround();
  const well = order.filter((id) => isWell(rows[id]!));
  const some = Math.max(1, Math.floor(size.width / (TROUBLED * unit)));
  const perPage = well.length === order.length ? Math.max(1, order.length) : some;
  const [from, to, page, pages] = usePage(order.length, perPage);
  if (wall && size.height > 0 && size.height < LOW * unit) {
    const troubledFirst = [...order.filter((id) => !isWell(rows[id]!)), ...well];
    const shown: Record<string, Source> = {};
    troubledFirst.slice(from, to).forEach((id) => (shown[id] = rows[id]!));
    return (
      <section class="tile tile-low" aria-label={widget.title || undefined} ref={box}>
        <Sources sources={shown} />
        <Pages page={page} pages={pages} />
      </section>
    );
  }
  return (
    <Tile title={widget.title} kind="sources" box={box}>
      {order.length === 0 && <Empty>{say("no_sources")}</Empty>}
      <ul class="sources">
        {order.map((id) => (
          <SourceLine key={id} source={rows[id]!} />
        ))}
      </ul>
    </Tile>
  );
}

function isWell(source: Source): boolean {
  return source.trust === "fresh" && !source.paused;
}

/** Notes travel as keys; one that this page does not know yet is shown as it is. */
function noteWords(note: string): string {
  const key = `note_${note}`;
  return known(key) ? say(key) : note;
}

function SourceLine({ source }: { source: Source }) {
  const { locale } = useAround();
  const now = useNow(source.trust === "late");
  const mark = source.paused ? "paused" : source.trust;
  const notes = [source.trouble, ...(source.notes || []).map(noteWords)].filter(Boolean);
  return (
    <li class={`source trust-${mark}`}>
      <span class="source-mark">
        <Glyph name={mark} />
      </span>
      <span class="source-name">
        {source.label}
        {source.simulation && <span class="chip">{say("simulation")}</span>}
      </span>
      <span class="source-state">{sourceWords(source, now, locale)}</span>
      {notes.length > 0 && <span class="source-notes">{notes.join(" · ")}</span>}
    </li>
  );
}
