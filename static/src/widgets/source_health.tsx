// The accounts of the site: whether each is heard from, and what an administrator should know.

import * as format from "../format";
import { Glyph } from "../ui/glyph";
import { useAround, useNow } from "../ui/surroundings";
import { Empty, Tile } from "../ui/tile";
import type { Source } from "../wire";
import { say } from "../words";
import type { WidgetProps } from "./types";

export function SourceHealth({ widget, view }: WidgetProps) {
  const rows = (view.rows || {}) as unknown as Record<string, Source>;
  const order = (view.order || []).filter((id) => rows[id]);
  return (
    <Tile title={widget.title} kind="sources">
      {order.length === 0 && <Empty>{say("no_sources")}</Empty>}
      <ul class="sources">
        {order.map((id) => (
          <SourceLine key={id} source={rows[id]!} />
        ))}
      </ul>
    </Tile>
  );
}

function SourceLine({ source }: { source: Source }) {
  const { locale } = useAround();
  const now = useNow(source.trust === "late");
  const mark = source.paused ? "paused" : source.trust;
  const notes = [source.trouble, ...(source.notes || [])].filter(Boolean);
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

/** "up to date", "late 34 s", "since 10:41", "paused". */
export function sourceWords(
  source: Source,
  nowAt: number,
  locale: { lang: string; zone: string },
): string {
  if (source.paused) return say("calm_paused");
  if (source.trust === "fresh") return say("fresh");
  const { since } = source;
  if (source.trust === "late") {
    return since === null ? say("late") : `${say("late")} ${format.age(nowAt - since)}`;
  }
  const at = since === null ? "" : format.instant(since, nowAt, locale.lang, locale.zone);
  const words = at ? say("since", { at }) : "";
  const what = source.trust === "lost" ? say("silent") : say("waiting_first");
  return [what, words].filter(Boolean).join(" ");
}
