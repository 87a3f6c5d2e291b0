"""Withdraw reasons: numbers that mean something else in each processing group, 9 at most."""

from connectors.simulator.duties import REASON_CODES

LABELS = (
    "Rast", "Lunch", "Administration", "Mejl", "Tekniskt fel", "Frågar kollega", "Svarade inte",
    "Utbildning", "Möte",
)  # fmt: skip
_AS_MEETING = ("Lagmöte", "Medarbetarsamtal", "Coachning")
PAUSES = ("Rast", "Lunch")
NO_REASONS = 5
"""The group whose agents give no reason: there are none to choose, and a break is a PAUSE."""
NAMELESS = 3
"""The group whose last reason has no text."""


def label_of(reason: str | None) -> str | None:
    """What an agent who does this would choose; None for what is no reason."""
    if reason in _AS_MEETING:
        return "Möte"
    return reason if reason in LABELS and reason in REASON_CODES else None


def reasons_of(group: int) -> list[tuple[int, str | None]]:
    """(index from 1, text) in this group (its id, not its number)."""
    if group == NO_REASONS:
        return []
    shift = group % len(LABELS)
    turned = list(LABELS[shift:] + LABELS[:shift])
    texts: list[str | None] = [*turned]
    if group == NAMELESS:
        texts[-1] = None
    return list(enumerate(texts, 1))


def index_of(group: int, label: str | None) -> int | None:
    """The number that stands for this text in this group, whether or not the text is told."""
    if group == NO_REASONS or label is None:
        return None
    return (LABELS.index(label) - group) % len(LABELS) + 1


def text_of(group: int, index: int | None) -> str | None:
    return dict(reasons_of(group)).get(index) if index is not None else None
