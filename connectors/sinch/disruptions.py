"""Active disruptions as notices: what, why, where, when, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.reading import fold
from connectors.sinch.client import SinchClient
from connectors.sinch.payloads import Event, Item
from wallboard.domain.observation import Kind, Observation, Value

ASPECTS = {"WHY": "notice_why", "WHERE": "notice_where", "WHEN": "notice_when"}
MOST_NOTICES = 200


def notices(client: SinchClient, now_at: float) -> list[Observation]:
    """One observation per event that is active now, of all sets; its id is the event's.

    Sinch is asked for active ones and its answer is checked: by its clock or by its reading of
    "active", one may be over or still to come. Items are read only of sets that have any.
    """
    found: dict[str, Observation] = {}
    for one_set in client.fetch_disruption_sets().values():
        events = [
            e for e in client.fetch_active_events(one_set.id).values() if is_active(e, now_at)
        ]
        items = client.fetch_disruption_items(one_set.id).values() if events else ()
        known = Items(items)
        for event in events:
            notice = _notice(event, one_set.name, known, now_at)
            found.setdefault(notice.external_id, notice)
    return list(found.values())[:MOST_NOTICES]


def is_active(event: Event, now_at: float) -> bool:
    """An event without instants is active until it is deleted."""
    begun = event.active_from is None or event.active_from <= now_at
    return begun and (event.active_to is None or event.active_to > now_at)


class Items:
    """The items of a set, to be found by id or, as events may name them, by external id."""

    def __init__(self, items: Iterable[Item]) -> None:
        listed = list(items)
        self._by_id = {item.id: item for item in listed if item.id}
        self._by_external = {(item.type, fold(item.external_id)): item for item in listed}

    def words(self, item: Item) -> str:
        known = self._by_id.get(item.id)
        known = known or self._by_external.get((item.type, fold(item.external_id)))
        return (known.words if known else "") or item.words or item.external_id

    def type(self, item: Item) -> str:
        known = self._by_id.get(item.id)
        return item.type or (known.type if known else "")


def _notice(event: Event, set_name: str, items: Items, now_at: float) -> Observation:
    aspects = _aspects(event, items)
    told = [aspects[field] for field in ASPECTS.values() if field in aspects]
    texts = {
        "notice_text": event.remarks or " · ".join(told) or set_name,
        "notice_set": set_name,
        **aspects,
    }
    values = {field: Value(text) for field, text in texts.items()}
    begun_at = event.active_from if event.active_from is not None else event.created
    if begun_at is not None:
        values["notice_from"] = Value(begun_at)
    if event.active_to is not None:
        values["notice_until"] = Value(event.active_to)
    return Observation(Kind.SOURCE, event.id, values, now_at, now_at)


def _aspects(event: Event, items: Items) -> Mapping[str, str]:
    """Field → words of its items, in their order, each once."""
    found: dict[str, list[str]] = {}
    for item in event.items:
        field, words = ASPECTS.get(items.type(item)), items.words(item)
        if field and words and words not in found.setdefault(field, []):
            found[field].append(words)
    return {field: ", ".join(words) for field, words in found.items() if words}
