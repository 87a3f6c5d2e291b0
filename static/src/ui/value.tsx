// A figure in a line or a cell: value, mark, and its words for those who cannot see the mark.

import type { Face } from "../face";
import { faceOf } from "../face";
import * as format from "../format";
import type { Figure, Level, Metric } from "../wire";
import { say } from "../words";
import { Glyph } from "./glyph";
import { useAround, useNow } from "./surroundings";

export function useFace(figure: Figure | undefined, metric: Metric | undefined): Face {
  const { locale, clock } = useAround();
  const first = faceOf(figure, metric, clock.dataNow(), locale);
  const now = useNow(first.ticks);
  return first.ticks ? faceOf(figure, metric, now, locale) : first;
}

interface Props {
  figure: Figure | undefined;
  metric: Metric | undefined;
  level?: Level;
}

/** A value in a table cell. The mark has a reserved place, so that it moves no digit. */
export function Value({ figure, metric, level }: Props) {
  const face = useFace(figure, metric);
  const words = [level ? say(level) : "", face.status, face.remark].filter(Boolean).join(", ");
  const mark = face.mark || level || null;
  if (face.empty) return <NoValue figure={figure} words={words} />;
  return (
    <span
      class={`value${face.dim ? " is-dim" : ""}${level ? ` is-${level}` : ""}`}
      title={words || undefined}
    >
      <span class="value-mark">{mark && <Glyph name={mark} />}</span>
      {face.prefix && <span class="value-sign">{face.prefix}</span>}
      {face.text}
      {face.suffix && <span class="value-sign">{face.suffix}</span>}
      {face.unit && <span class="value-unit">{face.unit}</span>}
      {words && <span class="unseen">, {words}</span>}
    </span>
  );
}

/**
 * No number in a cell, the four kinds told apart: a bar with the time of the last word (lost), a
 * question mark (not sent yet), "n/a" (its source never tells), a thin dash (nothing to count).
 */
function NoValue({ figure, words }: { figure: Figure | undefined; words: string }) {
  const { locale, clock } = useAround();
  const status = figure ? figure.s : "unknown";
  const since = status === "lost" && figure ? figure.since : undefined;
  return (
    <span class={`value value-${status || "unknown"}`} title={words || undefined}>
      {status === "lost" || status === "unknown" ? (
        <Glyph name={status} />
      ) : (
        <span class="value-sign">{status === "never" ? say("na") : "–"}</span>
      )}
      {since !== undefined && (
        <span class="value-time">
          {format.instant(since, clock.dataNow(), locale.lang, locale.zone)}
        </span>
      )}
      <span class="unseen"> {words}</span>
    </span>
  );
}

/** A ticking duration since a figure's instant: "4:07", "≥ 4:07". */
export function Since({ figure }: { figure: Figure | undefined }) {
  const face = useFace(figure, INSTANT);
  if (face.empty) return null;
  return (
    <span class={`since${face.dim ? " is-dim" : ""}`}>
      {face.prefix}
      {face.text}
    </span>
  );
}

const INSTANT: Metric = { label: "", unit: "instant", direction: "", meaning: "" };
