// The accounts behind a board, small: a mark each, and words for those that are not up to date.

import * as format from "../format";
import type { Source } from "../wire";
import { say } from "../words";
import { Glyph } from "./glyph";
import { useAround, useNow } from "./surroundings";

export function Sources({ sources }: { sources: Record<string, Source> }) {
  const { locale } = useAround();
  const ids = Object.keys(sources);
  const now = useNow(ids.some((id) => sources[id]!.trust === "late"));
  return (
    <span class="source-marks">
      {ids.map((id) => {
        const source = sources[id]!;
        const mark = source.paused ? "paused" : source.trust;
        const words = sourceWords(source, now, locale, true);
        return (
          <span class={`source-small trust-${mark}`} key={id} title={words}>
            <Glyph name={mark} />
            <span class="source-label">{source.label}</span>
            {mark === "fresh" ? (
              <span class="unseen"> {words}</span>
            ) : (
              <span class="source-words"> {words}</span>
            )}
          </span>
        );
      })}
    </span>
  );
}

/** "up to date", "late 34 s", "silent since 10:41", "paused"; `brief` where many share a line. */
export function sourceWords(
  source: Source,
  nowAt: number,
  locale: { lang: string; zone: string },
  brief = false,
): string {
  if (source.paused) return say("calm_paused");
  if (source.trust === "fresh") return say("fresh");
  const { since } = source;
  if (source.trust === "late") {
    return since === null ? say("late") : `${say("late")} ${format.age(nowAt - since)}`;
  }
  const at = since === null ? "" : format.instant(since, nowAt, locale.lang, locale.zone);
  const words = at ? say("since", { at }) : "";
  const what =
    source.trust === "lost" ? say("silent") : say(brief ? "waiting_brief" : "waiting_first");
  return [what, words].filter(Boolean).join(" ");
}
