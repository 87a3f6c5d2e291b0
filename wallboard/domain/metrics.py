"""The vocabulary of the wall, a row per metric (METRICS.md); `meaning` answers "why this number?".

Keys are not translated, labels and meanings are. Which vendor can supply a metric is in its
`VendorSpec.supplies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from wallboard.domain.formula import Formula
from wallboard.domain.metric import Combine, Direction, Metric, Unit
from wallboard.domain.observation import Kind
from wallboard.domain.service_level import FALLBACK_LETTERS, LETTERS

__all__ = [
    "AGENT_METRICS",
    "FORMULAS",
    "METRICS",
    "OF_SITE",
    "QUEUE_METRICS",
    "SITE_METRICS",
    "Combine",
    "Direction",
    "Metric",
    "Unit",
    "metric_of",
]

_Row = tuple[str, str, Unit, Direction, Combine, str]

# Short names, for the tables below only.
_COUNT, _S, _SHARE, _INSTANT, _TIME = (
    Unit.COUNT, Unit.SECONDS, Unit.SHARE, Unit.INSTANT, Unit.TIME,
)  # fmt: skip
_STATE, _FLAG, _TEXT = Unit.STATE, Unit.FLAG, Unit.TEXT
_MORE, _LESS, _ANY_WAY = Direction.MORE, Direction.LESS, Direction.NONE
_SUM, _MIN, _MAX, _ANY, _RATIO, _DISTINCT, _NONE = (
    Combine.SUM, Combine.MIN, Combine.MAX, Combine.ANY, Combine.RATIO, Combine.DISTINCT,
    Combine.NONE,
)  # fmt: skip

# fmt: off
_QUEUE: tuple[_Row, ...] = (
    ("open", "Open", _STATE, _ANY_WAY, _NONE,
     "Whether the queue is open, closed, blocked or forwarded now."),
    ("contacts_waiting", "Waiting", _COUNT, _LESS, _SUM,
     "Contacts that are queued now and not yet connected to anybody."),
    ("longest_wait_since", "Longest wait", _INSTANT, _LESS, _MIN,
     "How long the contact that has waited longest, of those still waiting, has waited."),
    ("expected_wait_seconds", "Expected wait", _S, _LESS, _MAX,
     "How long a newcomer will have to wait, as the telephone system estimates it."),
    ("saturated", "Full", _FLAG, _LESS, _ANY,
     "The queue is full and takes no more contacts."),
    ("offered", "Offered", _COUNT, _ANY_WAY, _SUM,
     "Contacts that came to the queue in the period."),
    ("answered", "Answered", _COUNT, _MORE, _SUM,
     "Contacts that an agent answered in the period."),
    ("handled", "Handled", _COUNT, _MORE, _SUM,
     "Contacts that were finished in the period, wrap-up included."),
    ("abandoned", "Abandoned", _COUNT, _LESS, _SUM,
     "Contacts that gave up before anybody answered; one that asked for a callback has not."),
    ("abandoned_short", "Short abandons", _COUNT, _ANY_WAY, _SUM,
     "Contacts that gave up so soon that nobody could have answered."),
    ("answered_in_threshold", "Answered in time", _COUNT, _MORE, _SUM,
     "Contacts that were answered within the threshold."),
    ("abandoned_in_threshold", "Abandoned within threshold", _COUNT, _ANY_WAY, _SUM,
     "Contacts that gave up before the threshold had passed."),
    ("overflowed", "Overflowed", _COUNT, _LESS, _SUM,
     "Contacts that left the queue for another one, or for a message."),
    ("callbacks_waiting", "Callbacks", _COUNT, _LESS, _SUM,
     "Callbacks that were asked for and not yet made."),
    ("wait_seconds", "Waiting time", _S, _LESS, _SUM,
     "The waits of all answered contacts of the period, added up."),
    ("talk_seconds", "Talking time", _S, _ANY_WAY, _SUM,
     "The time spent talking in the period, added up."),
    ("hold_seconds", "Holding time", _S, _LESS, _SUM,
     "The time that contacts were on hold in the period, added up."),
    ("wrap_up_seconds", "Wrap-up time", _S, _ANY_WAY, _SUM,
     "The time spent on work after contacts in the period, added up."),
    ("service_level", "Service level", _SHARE, _MORE, _RATIO,
     "The share of contacts that were answered within the threshold."),
    ("abandon_rate", "Abandon rate", _SHARE, _LESS, _RATIO,
     "The share of contacts that gave up before anybody answered; short abandons are left out."),
    ("asa_seconds", "Average wait", _S, _LESS, _RATIO,
     "How long answered contacts had waited, on average."),
    ("aht_seconds", "Average handling", _S, _ANY_WAY, _RATIO,
     "How long a contact takes on average: talking, holding and wrap-up."),
    ("staffed", "Staffed", _COUNT, _MORE, _DISTINCT,
     "Agents who are logged on, whatever they are doing."),
    ("available", "Available", _COUNT, _MORE, _DISTINCT,
     "Agents who could take a contact now."),
    ("ringing", "Ringing", _COUNT, _ANY_WAY, _DISTINCT,
     "Agents with a contact ringing that they have not answered yet."),
    ("on_contact", "In contact", _COUNT, _ANY_WAY, _DISTINCT,
     "Agents who are connected to a contact now."),
    ("on_hold", "On hold", _COUNT, _ANY_WAY, _DISTINCT,
     "Agents whose contact is on hold."),
    ("wrap_up", "Wrap-up", _COUNT, _ANY_WAY, _DISTINCT,
     "Agents who are finishing the work after a contact."),
    ("paused", "Paused", _COUNT, _LESS, _DISTINCT,
     "Agents who are logged on and have withdrawn for a while."),
    ("busy_other", "Busy otherwise", _COUNT, _ANY_WAY, _DISTINCT,
     "Agents on a call that is private, outgoing or not of the contact centre."),
    ("unknown", "State unknown", _COUNT, _LESS, _DISTINCT,
     "Agents whose state the telephone system reports by a word that is not mapped."),
    ("logged_out", "Logged out", _COUNT, _ANY_WAY, _DISTINCT,
     "Agents who are not logged on; they are not staffed."),
    ("backlog", "Backlog", _COUNT, _LESS, _SUM,
     "Open cases or e-mails that wait for an answer."),
    ("oldest_item_since", "Oldest case", _INSTANT, _LESS, _MIN,
     "How long the oldest open case or e-mail has been waiting."),
)

_AGENT: tuple[_Row, ...] = (
    ("state", "State", _STATE, _ANY_WAY, _NONE,
     "What the agent is doing now; everybody is in exactly one state."),
    ("state_since", "For", _INSTANT, _ANY_WAY, _NONE,
     "How long the agent has been in this state; at least so long if it began before we looked."),
    ("reason", "Reason", _TEXT, _ANY_WAY, _NONE,
     "Why the agent has paused, in the words of the telephone system."),
    ("queue", "Queue", _TEXT, _ANY_WAY, _NONE,
     "The queue of the contact that the agent has now."),
    ("group", "Group", _TEXT, _ANY_WAY, _NONE,
     "The group that the agent is logged on to."),
    ("help_requested_since", "Asks for help", _INSTANT, _LESS, _NONE,
     "How long ago the agent asked a supervisor for help, while nobody has taken it."),
    ("scheduled_activity", "Scheduled", _TEXT, _ANY_WAY, _NONE,
     "What the schedule wants the agent to do now."),
    ("scheduled_until", "Until", _TIME, _ANY_WAY, _NONE,
     "When the scheduled activity ends."),
    ("next_activity", "Next", _TEXT, _ANY_WAY, _NONE,
     "What the schedule wants the agent to do next."),
    ("next_activity_at", "Next at", _TIME, _ANY_WAY, _NONE,
     "When the next scheduled activity begins."),
    ("in_adherence", "On schedule", _FLAG, _MORE, _NONE,
     "Whether the agent's state fits what the schedule wants now."),
    ("out_of_adherence_since", "Off schedule", _INSTANT, _LESS, _NONE,
     "How long the agent's state has not fitted the schedule."),
    ("adherence", "Adherence", _SHARE, _MORE, _NONE,
     "The share of the scheduled time today in which the state fitted, as Calabrio reports it."),
    ("conformance", "Conformance", _SHARE, _ANY_WAY, _NONE,
     "Time worked against time scheduled today, as Calabrio reports it; it may exceed 100 %."),
    ("handled", "Handled", _COUNT, _MORE, _SUM,
     "Contacts that the agent has finished today."),
    ("handle_seconds", "Handling time", _S, _ANY_WAY, _SUM,
     "The time that the agent has spent on contacts today: talking, holding and wrap-up."),
    ("withdrawn_seconds", "Withdrawn time", _S, _LESS, _SUM,
     "The time that the agent has been paused today."),
)

_SITE: tuple[_Row, ...] = (
    ("source_health", "Sources", _STATE, _ANY_WAY, _NONE,
     "Whether each system that the figures come from still answers."),
    ("notices", "Notices", _COUNT, _LESS, _SUM,
     "Announcements and disruptions that hold now."),
)
# fmt: on

# Contacts that are finished within the short limit are no real demand; where a source cannot tell
# them apart, the rate counts them and says so.
_ABANDON_RATE = (
    Formula(
        "abandon-rate",
        {"abandoned": 1, "abandoned_short": -1},
        {"answered": 1, "abandoned": 1, "abandoned_short": -1},
    ),
    Formula(
        "abandon-rate-all",
        {"abandoned": 1},
        {"answered": 1, "abandoned": 1},
        "short abandons are counted, for the source does not tell them apart",
    ),
)
FORMULAS: Mapping[str, tuple[Formula, ...]] = MappingProxyType(
    {
        "service_level": tuple(LETTERS[letter] for letter in FALLBACK_LETTERS),
        "abandon_rate": _ABANDON_RATE,
        "asa_seconds": (Formula("asa", {"wait_seconds": 1}, {"answered": 1}),),
        "aht_seconds": (
            Formula(
                "aht",
                {"talk_seconds": 1, "hold_seconds": 1, "wrap_up_seconds": 1},
                {"handled": 1},
            ),
        ),
    }
)
OF_SITE: frozenset[str] = frozenset(
    {"contacts_waiting", "longest_wait_since", "service_level", "abandon_rate"}
    | {"staffed", "available", "ringing", "on_contact", "on_hold", "wrap_up", "paused"}
    | {"busy_other", "unknown", "logged_out"}
)
"""The queue metrics that are shown for a whole site too; people are then counted once each."""


def _metrics(kind: Kind, rows: Iterable[_Row]) -> Mapping[str, Metric]:
    return MappingProxyType(
        {
            key: Metric(key, kind, label, unit, direction, combine, meaning, FORMULAS.get(key, ()))
            for key, label, unit, direction, combine, meaning in rows
        }
    )


QUEUE_METRICS = _metrics(Kind.QUEUE, _QUEUE)
AGENT_METRICS = _metrics(Kind.AGENT, _AGENT)
SITE_METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        **{key: metric for key, metric in QUEUE_METRICS.items() if key in OF_SITE},
        **_metrics(Kind.SOURCE, _SITE),
    }
)
METRICS: Mapping[str, Metric] = MappingProxyType({**SITE_METRICS, **AGENT_METRICS, **QUEUE_METRICS})
"""All by key. `handled` is both a queue's and an agent's: here it is the queue's."""


def metric_of(kind: Kind, key: str) -> Metric:
    """The row of one kind. Raises KeyError."""
    return (AGENT_METRICS if kind is Kind.AGENT else METRICS)[key]
