// Who is off schedule now, since when; what is scheduled now, and what comes next.

import { Ask } from "../ui/ask";
import { Glyph } from "../ui/glyph";
import { PeopleRows } from "../ui/people_rows";
import { Since } from "../ui/value";
import { say, stateWord } from "../words";
import type { AgentRow } from "./agent_row";
import { planText, stateOf, textOf } from "./agent_row";
import { useAround } from "../ui/surroundings";
import type { WidgetProps } from "./types";

export function AdherenceList({ widget, view }: WidgetProps) {
  return (
    <PeopleRows
      widget={widget}
      view={view}
      glyph="warn"
      nobody={say("off_nobody")}
      never={say("off_never")}
      silent={say("off_silent")}
    >
      {(id, row, first) => (
        <Line key={id} id={id} row={row as unknown as AgentRow} first={first} />
      )}
    </PeopleRows>
  );
}

function Line({ id, row, first }: { id: string; row: AgentRow; first: boolean }) {
  const { locale, clock } = useAround();
  const state = stateOf(row.state);
  const plan = planText(row, clock.dataNow(), locale);
  return (
    <li data-key={id} class={`agent state-${state}`}>
      <span class="agent-glyph">
        <Glyph name={state} />
      </span>
      <span class="agent-first">
        <span class="agent-name">
          <Ask metric="state" row={id} first={first}>
            {row.name}
          </Ask>
        </span>
        <span class="agent-since is-out">
          <Ask metric="out_since" row={id}>
            <Glyph name="warn" /> <Since figure={row.out_since} />
          </Ask>
        </span>
      </span>
      <span class="agent-second">
        <span class="agent-detail">
          {[stateWord(state), textOf(row.reason)].filter(Boolean).join(" · ")}
        </span>
        <span class="agent-schedule">
          <span class="agent-plan">
            {plan.now}
            <span class="agent-following">{plan.next}</span>
          </span>
        </span>
      </span>
    </li>
  );
}
