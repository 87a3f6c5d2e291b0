// What is wrong with the figures of one table or grid, said once rather than in every cell.

import * as format from "../format";
import type { Figure } from "../wire";
import { say } from "../words";
import { Glyph } from "./glyph";
import { useAround, useNow } from "./surroundings";

export interface Trouble {
  status: "late" | "lost" | "unknown";
  by: string;
  since: number | undefined;
}

const ORDER = ["lost", "unknown", "late"];

/** The distinct troubles among figures, the worst first; for each source the oldest instant. */
export function troublesOf(figures: (Figure | undefined)[]): Trouble[] {
  const found: Record<string, Trouble> = {};
  for (const figure of figures) {
    const status = figure && figure.s;
    if (status !== "late" && status !== "lost" && status !== "unknown") continue;
    if (figure!.n === "not_sent") continue;
    const by = figure!.by || "";
    const key = `${status}/${by}`;
    const known = found[key];
    const since = figure!.since;
    if (!known) found[key] = { status, by, since };
    else if (since !== undefined && (known.since === undefined || since < known.since)) {
      known.since = since;
    }
  }
  return Object.keys(found)
    .map((key) => found[key]!)
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

export function Troubles({ figures }: { figures: (Figure | undefined)[] }) {
  const { locale } = useAround();
  const troubles = troublesOf(figures);
  const now = useNow(troubles.some((trouble) => trouble.status === "late"));
  if (troubles.length === 0) return null;
  return (
    <span class="troubles">
      {troubles.slice(0, 2).map((trouble) => (
        <span class="trouble" key={`${trouble.status}/${trouble.by}`}>
          <Glyph name={trouble.status} /> {trouble.by} {wordsOf(trouble, now, locale)}
        </span>
      ))}
    </span>
  );
}

function wordsOf(
  trouble: Trouble,
  nowAt: number,
  locale: { lang: string; zone: string },
): string {
  const { status, since } = trouble;
  if (status === "late") {
    return since === undefined ? say("late") : `${say("late")} ${format.age(nowAt - since)}`;
  }
  const words =
    since === undefined
      ? ""
      : say("since", { at: format.instant(since, nowAt, locale.lang, locale.zone) });
  return status === "unknown" ? `${say("waiting_first")} ${words}` : words || say("lost");
}
