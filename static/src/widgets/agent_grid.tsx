// People by state or team: what each does, for how long, and what the schedule wants.

import { Glyph } from "../ui/glyph";
import { useBox, useGlide, usePage, useUnit } from "../ui/hooks";
import { stretched } from "../ui/columns";
import { rowsThatFit } from "../ui/measure";
import { MOST_ROWS, WALL_COLUMN, WALL_ROW } from "../ui/people_rows";
import { useAround } from "../ui/surroundings";
import { Empty, Tile } from "../ui/tile";
import { Value } from "../ui/value";
import type { Figure, Metric } from "../wire";
import { STATES, say, stateWord } from "../words";
import { useShortNames } from "./agent_names";
import type { AgentRow } from "./agent_row";
import { AgentCard, stateOf } from "./agent_row";
import type { WidgetProps } from "./types";

export function AgentGrid({ widget, view }: WidgetProps) {
  const rows = (view.rows || {}) as unknown as Record<string, AgentRow>;
  const order = (view.order || []).filter((id) => rows[id]);
  const byTeam = widget.options["group_by"] === "team";
  const [box, size] = useBox<HTMLDivElement>();
  const unit = useUnit();
  const abreast = Math.max(1, Math.floor(size.width / (WALL_COLUMN * unit)));
  const { wall } = useAround();
  const lines = rowsThatFit(size.height, WALL_ROW * unit, MOST_ROWS);
  const perPage = abreast * lines;
  const height = stretched(size.height / unit, WALL_ROW, lines);
  const [from, to, page, pages] = usePage(order.length, perPage);
  const shown = order.slice(from, to);
  const short = useShortNames(order.map((id) => rows[id]!.name), wall ? size.width / unit : 0);
  const glide = useGlide<HTMLDivElement>(shown.join());
  const states = order.map((id) => rows[id]!.state);
  const counts = (view["counts"] || {}) as Record<string, Count>;
  return (
    <Tile
      title={widget.title}
      kind="agents"
      figures={states}
      page={page}
      pages={pages}
      aside={<Counts counts={counts} />}
    >
      <div
        class={`agents-box abreast-${Math.min(abreast, 4)}`}
        style={wall ? { "--row-height": String(height) } : {}}
        ref={box}
      >
        {order.length === 0 && <Empty>{say(isCounted(counts) ? "counted_only" : "no_agents")}</Empty>}
        <div class="agents" ref={glide}>
          {groupsOf(shown, rows, byTeam).map((group) => (
            <Group
              key={group.key}
              group={group}
              rows={rows}
              short={short}
              byTeam={byTeam}
              first={shown[0]}
            />
          ))}
        </div>
      </div>
    </Tile>
  );
}

interface GroupOfAgents {
  key: string;
  ids: string[];
}

/** Neighbours with the same state or team; the order within is the server's. */
function groupsOf(
  ids: string[],
  rows: Record<string, AgentRow>,
  byTeam: boolean,
): GroupOfAgents[] {
  const groups: Record<string, GroupOfAgents> = {};
  const found: GroupOfAgents[] = [];
  for (const id of ids) {
    const row = rows[id]!;
    const key = byTeam ? row.team || "" : stateOf(row.state);
    let group = groups[key];
    if (!group) {
      group = groups[key] = { key, ids: [] };
      found.push(group);
    }
    group.ids.push(id);
  }
  if (!byTeam) found.sort((a, b) => STATES.indexOf(a.key) - STATES.indexOf(b.key));
  return found;
}

interface GroupProps {
  group: GroupOfAgents;
  rows: Record<string, AgentRow>;
  short: Map<string, string>;
  byTeam: boolean;
  first: string | undefined;
}

function Group({ group, rows, short, byTeam, first }: GroupProps) {
  const name = byTeam ? group.key : stateWord(group.key);
  return (
    <div class={`group${byTeam ? "" : " by-state"}`}>
      <h3 class={`group-name${byTeam ? "" : ` state-${group.key}`}`}>
        {!byTeam && <Glyph name={group.key} />} {name}{" "}
        <span class="group-count">{group.ids.length}</span>
      </h3>
      <ul class="group-agents">
        {group.ids.map((id) => (
          <AgentCard
            key={id}
            id={id}
            row={rows[id]!}
            called={short.get(rows[id]!.name) || rows[id]!.name}
            first={id === first}
          />
        ))}
      </ul>
    </div>
  );
}

/** A figure where there is a smallest group. */
type Count = number | Figure;

/** Somebody is logged on, and yet nobody is listed: the policy does not allow it. */
function isCounted(counts: Record<string, Count>): boolean {
  return STATES.some((state) => state !== "logged_out" && !!counts[state]);
}

function Counts({ counts }: { counts: Record<string, Count> }) {
  const some = STATES.filter((state) => counts[state]);
  return (
    <span class="counts">
      {some.map((state) => (
        <span class={`count state-${state}`} key={state} title={stateWord(state)}>
          <Glyph name={state} /> <Number count={counts[state]!} />
          <span class="unseen"> {stateWord(state)}</span>
        </span>
      ))}
    </span>
  );
}

function Number({ count }: { count: Count }) {
  return typeof count === "number" ? <>{count}</> : <Value figure={count} metric={COUNT} />;
}

const COUNT: Metric = { label: "", unit: "count", direction: "", meaning: "" };
