// The accounts behind a board, small: a mark each, and words for those that are not up to date.

import type { Source } from "../wire";
import { sourceWords } from "../widgets/source_health";
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
        const words = sourceWords(source, now, locale);
        return (
          <span class={`source-small trust-${mark}`} key={id} title={words}>
            <Glyph name={mark} /> {source.label}
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
