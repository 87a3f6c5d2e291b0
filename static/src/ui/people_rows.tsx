// A list of some people, in the shape of the agents' cards: name and time, what and why below.

import type { ComponentChildren } from "preact";

import type { Figure, Metric, Row, View, Widget } from "../wire";
import { stretched } from "./columns";
import { Glyph } from "./glyph";
import { useBox, useGlide, usePage, useUnit } from "./hooks";
import { say } from "../words";
import { rowsThatFit } from "./measure";
import { useAround } from "./surroundings";
import { Empty, Tile } from "./tile";
import { Value } from "./value";

/** At 1080 lines: a name with a cap height of 48 px over a line of 28 px, and two of them abreast. */
export const WALL_ROW = 132;
export const WALL_COLUMN = 760;
export const MOST_ROWS = 8;

const COUNT: Metric = { label: "", unit: "count", direction: "", meaning: "" };

interface Props {
  widget: Widget;
  view: View;
  /** Before the number of people listed. */
  glyph: string;
  /** What an empty list says: nobody is on it, nobody could tell, nobody tells now. */
  nobody: string;
  never: string;
  silent: string;
  children: (id: string, row: Row, first: boolean) => ComponentChildren;
}

export function PeopleRows({ widget, view, glyph, nobody, never, silent, children }: Props) {
  const rows = view.rows || {};
  const order = (view.order || []).filter((id) => rows[id]);
  const count = view["count"] as Figure | undefined;
  const { wall } = useAround();
  const [box, size] = useBox<HTMLDivElement>();
  const unit = useUnit();
  const abreast = Math.max(1, Math.floor(size.width / (WALL_COLUMN * unit)));
  const lines = rowsThatFit(size.height, WALL_ROW * unit, MOST_ROWS);
  const [from, to, page, pages] = usePage(order.length, abreast * lines);
  const shown = order.slice(from, to);
  const glide = useGlide<HTMLUListElement>(shown.join());
  const height = stretched(size.height / unit, WALL_ROW, lines);
  const status = count && count.s;
  // There are some, and the policy lists nobody.
  const some = count && (status === "withheld" || (typeof count.v === "number" && count.v > 0));
  const hidden = some ? say("people_hidden") : "";
  const unheard = status === "lost" || status === "unknown";
  return (
    <Tile
      title={widget.title}
      kind="people"
      figures={[count]}
      page={page}
      pages={pages}
      aside={
        (order.length > 0 || some) && (
          <span class="counts">
            <Glyph name={glyph} /> <Value figure={count} metric={COUNT} />
          </span>
        )
      }
    >
      <div
        class={`agents-box abreast-${Math.min(abreast, 4)}`}
        style={wall ? { "--row-height": String(height) } : {}}
        ref={box}
      >
        {order.length === 0 && (
          <Empty>
            {hidden || (status === "never" ? never : unheard ? silent : nobody)}
          </Empty>
        )}
        <div class="agents">
          <ul class="group-agents" ref={glide}>
            {shown.map((id, place) => children(id, rows[id]!, place === 0))}
          </ul>
        </div>
      </div>
    </Tile>
  );
}
