// Who asked a supervisor for help and waits for it: since when, and in which queue.

import { Ask } from "../ui/ask";
import { Glyph } from "../ui/glyph";
import { PeopleRows } from "../ui/people_rows";
import { Since } from "../ui/value";
import type { Figure } from "../wire";
import { say, stateWord } from "../words";
import type { AgentRow } from "./agent_row";
import { stateOf, textOf } from "./agent_row";
import type { WidgetProps } from "./types";

type HelpRow = AgentRow & { help_since?: Figure };

export function HelpRequests({ widget, view }: WidgetProps) {
  return (
    <PeopleRows
      widget={widget}
      view={view}
      glyph="help"
      nobody={say("help_nobody")}
      never={say("help_never")}
      silent={say("help_silent")}
    >
      {(id, row, first) => (
        <Line key={id} id={id} row={row as unknown as HelpRow} first={first} />
      )}
    </PeopleRows>
  );
}

function Line({ id, row, first }: { id: string; row: HelpRow; first: boolean }) {
  const words = [textOf(row.queue), row.team, stateWord(stateOf(row.state))];
  return (
    <li data-key={id} class="agent asks-help">
      <span class="agent-glyph">
        <Glyph name="help" />
      </span>
      <span class="agent-first">
        <span class="agent-name">
          <Ask metric="state" row={id} first={first}>
            {row.name}
          </Ask>
        </span>
        <span class="agent-since">
          <Ask metric="help_since" row={id}>
            <Since figure={row.help_since} />
          </Ask>
        </span>
      </span>
      <span class="agent-second">
        <span class="agent-detail">{words.filter(Boolean).join(" · ")}</span>
      </span>
    </li>
  );
}
