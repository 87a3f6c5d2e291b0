// One person: state and its time, reason or queue, the schedule now and next.

import type { Locale } from "../face";
import * as format from "../format";
import { Ask } from "../ui/ask";
import { Glyph } from "../ui/glyph";
import { useAround } from "../ui/surroundings";
import { Since } from "../ui/value";
import type { Figure } from "../wire";
import { say, stateWord } from "../words";

export interface AgentRow {
  name: string;
  team?: string;
  state?: Figure;
  state_since?: Figure;
  reason?: Figure;
  queue?: Figure;
  activity?: Figure;
  until?: Figure;
  next?: Figure;
  next_at?: Figure;
  in_adherence?: Figure;
  out_since?: Figure;
  help_since?: Figure;
  adherence?: Figure;
  conformance?: Figure;
}

/** The word of a state figure; a lost or unknown one is shown as unknown. */
export function stateOf(figure: Figure | undefined): string {
  return figure && typeof figure.v === "string" ? figure.v : "unknown";
}

export function textOf(figure: Figure | undefined): string {
  return figure && typeof figure.v === "string" ? figure.v : "";
}

interface CardProps {
  id: string;
  row: AgentRow;
  /** The name, or what stands for it. */
  called: string;
  first: boolean;
}

export function AgentCard({ id, row, called, first }: CardProps) {
  const state = stateOf(row.state);
  const status = row.state && row.state.s;
  const detail = textOf(row.reason) || textOf(row.queue);
  const dim = status === "late" || status === "lost" || status === "unknown";
  return (
    <li data-key={id} class={`agent state-${state}${dim ? " is-dim" : ""}`}>
      <span class="agent-glyph">
        <Glyph name={state} />
      </span>
      <span class="agent-first">
        <span class="agent-name">
          <Ask metric="state" row={id} first={first}>
            {called}
          </Ask>
        </span>
        {row.help_since && typeof row.help_since.v === "number" && (
          <span class="agent-help">
            <Glyph name="help" /> <span class="unseen">{say("asks_help")} </span>
            <Since figure={row.help_since} />
          </span>
        )}
        <span class="agent-since">
          {status && <Glyph name={status} />}
          <Since figure={row.state_since} />
        </span>
      </span>
      <span class="agent-second">
        <span class="agent-detail">
          <span class="agent-state">{stateWord(state)}</span>
          {detail && <span class="agent-reason">{detail}</span>}
        </span>
        <Schedule id={id} row={row} />
      </span>
    </li>
  );
}

interface Plan {
  now: string;
  next: string;
}

/** "Lunch until 12:30" and " · then Phone". */
export function planText(row: AgentRow, nowAt: number, locale: Locale): Plan {
  const now = textOf(row.activity);
  const next = textOf(row.next);
  const time = (figure: Figure | undefined): string =>
    figure && typeof figure.v === "number"
      ? format.instant(figure.v, nowAt, locale.lang, locale.zone)
      : "";
  const until = time(row.until);
  const nextAt = time(row.next_at);
  const following = next && [say("then", { what: next }), nextAt === until ? "" : nextAt].join(" ");
  return {
    now: now && `${now}${until && ` ${say("until", { at: until })}`}`,
    next: following && (now ? ` · ${following}` : following),
  };
}

/** What is scheduled, and whether the state fits it. */
function Schedule({ id, row }: { id: string; row: AgentRow }) {
  const { locale, clock } = useAround();
  const plan = planText(row, clock.dataNow(), locale);
  if (!plan.now && !plan.next) return null;
  const out = row.in_adherence && row.in_adherence.v === false;
  return (
    <span class={`agent-schedule${out ? " is-out" : ""}`}>
      {out && (
        <span class="agent-out">
          <Ask metric="out_since" row={id}>
            <Glyph name="warn" /> {say("out_of_adherence")} <Since figure={row.out_since} />
          </Ask>
        </span>
      )}
      <span class="agent-plan">
        {plan.now}
        {plan.next && <span class="agent-following">{plan.next}</span>}
      </span>
    </span>
  );
}
