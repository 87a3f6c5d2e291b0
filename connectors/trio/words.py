"""Trio's words for states, as data. No public document names one: these are likely spellings in
English and Swedish. Case, spaces and punctuation do not count; an account adds its own words.
"""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.domain.states import AgentState, QueueState

# What a call of services/calls is to its queue; "ringing" still waits, as nobody has answered.
CALL_STATES = ("waiting", "ringing", "connected", "done")

# Left out on purpose, because they are said of people who cannot take a contact as well as of
# people who can: connected, active, logged in (inloggad, uppkopplad).
_AGENT: Mapping[str, str] = {
    AgentState.AVAILABLE: """available, ready, idle, free, waiting, ready waiting,
        ledig, redo, tillgänglig, väntar""",
    AgentState.RINGING: """ringing, alerting, offered, reserved, incoming,
        påringd, ringer, påringning""",
    AgentState.ON_CONTACT: """on contact, busy, talk, talking, in call, on call, conversation,
        samtal, i samtal, upptagen, pratar""",
    AgentState.ON_HOLD: """on hold, hold, held, parked,
        parkerad, parkerat samtal, väntläge""",
    AgentState.WRAP_UP: """wrap up, after call work, acw, clerical, clerical time, after work,
        post processing, work after contact,
        efterbehandling, efterarbete, efterbearbetning""",
    AgentState.PAUSED: """paused, pause, break, not ready, unavailable, away, absent, lunch,
        withdrawn, meeting, paus, pausad, rast, frånvarande, ej redo, möte""",
    AgentState.BUSY_OTHER: """busy other, other call, private, private call, outgoing,
        outgoing call, outbound, internal call, direct call,
        annat samtal, privat samtal, utgående, utgående samtal""",
    AgentState.LOGGED_OUT: """logged out, logged off, log out, log off, offline, not logged in,
        not logged on, utloggad, ej inloggad""",
}

_QUEUE: Mapping[str, str] = {
    QueueState.OPEN: "open, opened, true, yes, 1, öppen, öppet, ja",
    QueueState.CLOSED: "closed, false, no, 0, night, stängd, stängt, nej, natt",
    QueueState.BLOCKED: "blocked, full, spärrad, blockerad",
    QueueState.FORWARDED: "forwarded, diverted, redirected, vidarekopplad, omstyrd",
}

_CALL: Mapping[str, str] = {
    "waiting": "waiting, queued, queueing, in queue, enqueued, väntar, i kö, köad, kö",
    "ringing": "ringing, alerting, offered, reserved, påringd, ringer",
    "connected": """connected, talking, in call, active, answered, held, on hold,
        samtal, uppkopplad, parkerad""",
    "done": """done, ended, finished, wrap up, clerical, closed, abandoned,
        avslutad, efterbehandling""",
}


def _words(table: Mapping[str, str]) -> dict[str, str]:
    return {word.strip(): str(ours) for ours, words in table.items() for word in words.split(",")}


WORDS: Mapping[str, Mapping[str, str]] = {
    "agent_states": _words(_AGENT),
    "queue_states": _words(_QUEUE),
    "call_states": _words(_CALL),
}


def allowed_words(table: str) -> frozenset[str]:
    """What a word of a table may lead to."""
    allowed = {
        "agent_states": frozenset(AgentState),
        "queue_states": frozenset(QueueState),
        "call_states": frozenset(CALL_STATES),
    }
    return frozenset(str(word) for word in allowed[table])
