// How many are in each state: one bar, its parts in the one order, each with glyph and word.

import { Ask } from "../ui/ask";
import { Glyph } from "../ui/glyph";
import { useBox, useUnit } from "../ui/hooks";
import { useAround } from "../ui/surroundings";
import { Tile } from "../ui/tile";
import { Value } from "../ui/value";
import type { Figure, Metric } from "../wire";
import { STATES, say, stateWord } from "../words";
import type { WidgetProps } from "./types";

/** What a tile on a wall leaves out when it has fewer lines: title, bar, words. */
const LEAVES: [number, string][] = [
  [250, "is-untitled"],
  [200, "is-barless"],
  [156, "is-wordless"],
];

const COUNT: Metric = { label: "", unit: "count", direction: "", meaning: "" };

export function StateBar({ widget, view }: WidgetProps) {
  const counts = (view["counts"] || {}) as Record<string, Figure>;
  const total = view["total"] as Figure | undefined;
  const shown = STATES.filter((state) => counts[state] && !isIdle(state, counts[state]));
  const { wall } = useAround();
  const [ref, box] = useBox<HTMLElement>();
  const lines = box.height / useUnit();
  const left = wall && lines > 0 ? LEAVES.filter(([least]) => lines < least) : [];
  return (
    <Tile
      title={widget.title}
      kind="states"
      figures={[total, ...shown.map((s) => counts[s])]}
      shape={left.map(([, shape]) => shape).join(" ")}
      box={ref}
    >
      <div class="bar" aria-hidden="true">
        {shown.map((state) => (
          <span
            key={state}
            class={`bar-part state-${state}${numberOf(counts[state]) > 0 ? "" : " is-none"}`}
            style={{ flexGrow: numberOf(counts[state]) }}
          />
        ))}
      </div>
      <dl class="bar-legend">
        {shown.map((state, place) => (
          <div class={`bar-item state-${state}`} key={state}>
            <dt>{stateWord(state)}</dt>
            <dd>
              <Ask metric={state} first={place === 0}>
                <Glyph name={state} /> <Value figure={counts[state]} metric={COUNT} />
              </Ask>
            </dd>
          </div>
        ))}
        {total && (
          <div class="bar-item bar-total">
            <dt>{say("logged_on")}</dt>
            <dd>
              <Ask metric="total" first={shown.length === 0}>
                <Value figure={total} metric={COUNT} />
              </Ask>
            </dd>
          </div>
        )}
      </dl>
    </Tile>
  );
}

/** States that most sites never see take no place while they are empty. */
function isIdle(state: string, figure: Figure | undefined): boolean {
  return (state === "unknown" || state === "busy_other") && !!figure && figure.v === 0;
}

function numberOf(figure: Figure | undefined): number {
  return figure && typeof figure.v === "number" ? figure.v : 0;
}
