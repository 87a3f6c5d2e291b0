// Every word that the board says. One table per language; a language is a column to add, and a
// word that it lacks is said in English.

const en = {
  late: "late",
  since: "since {at}",
  waiting_first: "waiting for the first poll",
  waiting_brief: "waiting",
  never: "not from this source",
  na: "n/a",
  na_long: "nothing to count yet",
  not_sent: "not sent by its source",
  fewer_than: "fewer than {count}",
  withheld: "not shown here by agreement",
  yes: "yes",
  no: "no",
  by: "by {who}",
  by_letter: "by {letter}",
  parts: "{some} of {all} sources",
  parts_queues: "{some} of {all} queues",
  parts_agents: "{some} of {all} people",
  remark_other_source: "from the next source",
  remark_not_sent: "partly not sent",
  remark_mixed_windows: "other windows left out",
  remark_reported_apart: "a reported percentage left out",
  remark_no_total: "per queue, no total",
  target: "target {value}",
  trend: "last hour {low} to {high}",
  over: "{value} over",
  under: "{value} under",
  warn: "warning",
  critical: "critical",
  closed: "closed",
  blocked: "blocked",
  forwarded: "forwarded",
  open: "open",
  calm_paused: "paused",
  unknown: "unknown",
  simulation: "simulation",
  link_connecting: "connecting",
  link_live: "live",
  link_waiting: "reconnecting",
  link_lost: "no connection {since}",
  link_denied: "disconnected",
  loading: "Waiting for the first figures",
  empty_board: "This board has no widgets yet.",
  empty_board_hint: "An administrator can add some under Boards in the administration.",
  no_queues: "No queue is set up for this table.",
  no_agents: "Nobody is logged on.",
  counted_only: "People are counted here, not listed one by one.",
  no_sources: "No account is set up for this site.",
  no_notices: "No notices.",
  no_notices_lost: "Whether there are notices is not known.",
  unsupported: "This page is too old to show “{type}”. It will be renewed by itself.",
  why_title: "Why this number?",
  why_loading: "Asking the server …",
  why_unreachable: "The server did not explain this figure.",
  why_at: "as of {at}",
  why_within: "within {time}",
  window_day: "since midnight",
  why_clock: "by the vendor's own clock",
  why_zone: "by the midnight of {zone}",
  why_asked: "{asked} was asked for; a part lacks an input of it, so {used} is used.",
  why_parts: "Made of",
  why_no_parts: "Nothing: no queue or person is set up for it.",
  why_letters: "The same parts by the other letters",
  why_lacks: "not known: {what}",
  why_left_out: "left out: {why}",
  why_people: "{some} of {all} people",
  why_people_out: "{n} people left out: {why}",
  why_unheard: "not heard from yet",
  why_lost: "its source is silent",
  why_awaited: "nothing from this source yet",
  why_not_sent: "its source did not send it",
  why_never: "its source cannot supply it",
  why_na: "nothing to count yet",
  why_outranked: "another source is believed first",
  why_not_whole: "counted only since it looked; another counted the whole day",
  why_weaker_formula: "its counts support a lesser letter only",
  why_reported: "a percentage by the vendor's own rule",
  why_other_window: "counted over another time",
  why_other_threshold: "counted with another threshold",
  recovery_met: "The target of {target} is met.",
  recovery_one: "The next contact must be in time to be back at {target} today.",
  recovery_next: "The next {n} contacts must all be in time to be back at {target} today.",
  recovery_range: "The next {least} to {most} contacts must all be in time to be back at {target} today.",
  recovery_never: "{target} cannot be reached again today.",
  recovery_late: "{n} of those who wait now are too late already, and count as misses.",
  recovery_unknown: "Whether somebody who waits now is too late already is not known.",
  ago: "{age} ago",
  close: "Close",
  queue: "Queue",
  then: "then {what}",
  until: "until {at}",
  page_of: "{page}/{pages}",
  logged_on: "logged on",
  fresh: "up to date",
  silent: "silent",
  note_failover: "in failover: its statistics are not accurate",
  lost: "lost",
  out_of_adherence: "off schedule",
  image_none: "No image was chosen.",
  image_gone: "The image was removed, or is not open to you.",
  last_week: "last week",
  chart_day: "today {low} to {high}",
  chart_none: "Nothing was recorded today yet.",
  off_nobody: "Everybody is on schedule.",
  off_never: "No account of this site knows schedules.",
  off_silent: "Whether anybody is off schedule is not known.",
  help_nobody: "Nobody asks for help.",
  help_never: "No account of this site tells who asks for help.",
  help_silent: "Whether anybody asks for help is not known.",
  people_hidden: "Who they are is not shown here.",
  asks_help: "asks for help",
  unreachable: "The server does not answer",
  unreachable_hint: "This page keeps trying and comes back by itself.",
  denied: "This board is not open to you",
  denied_hint: "It may have been removed. Ask an administrator of the site if you need it.",
  withdrawn: "This board is no longer open to you",
  withdrawn_hint: "Ask an administrator of the site if you still need it.",
  sign_in: "You are signed out",
  sign_in_hint: "Sign in again and the board comes back.",
  sign_in_link: "Sign in",
  tv_nothing: "Nothing is to be shown now",
  tv_nothing_hint: "Boards, playlists and their hours are chosen on the page “Displays”.",
  state_available: "available",
  state_ringing: "ringing",
  state_on_contact: "on contact",
  state_on_hold: "on hold",
  state_wrap_up: "wrap-up",
  state_paused: "paused",
  state_busy_other: "other",
  state_unknown: "unknown",
  state_logged_out: "logged out",
};

export type Word = keyof typeof en;

const languages: Record<string, Partial<Record<Word, string>>> = { en };

let chosen: Partial<Record<Word, string>> = en;

/** Choose by the page's `lang`: "sv-FI" falls back to "sv", then to English. */
export function speak(lang: string): void {
  chosen = languages[lang] || languages[lang.split("-")[0] || ""] || en;
}

/** The word for a key, with `{name}` filled from `values`. */
export function say(key: Word, values: Record<string, string | number> = {}): string {
  const text = chosen[key] || en[key];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** Is `key` one of ours? For words that come from the server. */
export function known(key: string): key is Word {
  return Object.prototype.hasOwnProperty.call(en, key);
}

const ORDER = [
  "available",
  "ringing",
  "on_contact",
  "on_hold",
  "wrap_up",
  "paused",
  "busy_other",
  "unknown",
  "logged_out",
] as const;

/** Agent states in the one order in which they are always shown. */
export const STATES: readonly string[] = ORDER;

export function stateWord(state: string): string {
  const key = `state_${state}`;
  return known(key) ? say(key) : state;
}
