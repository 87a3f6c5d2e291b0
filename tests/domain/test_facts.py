"""Facts in memory: deltas in place, nothing left behind."""

from __future__ import annotations

from wallboard.domain.facts import Delta, EntityKey, Fact, FactKey, SiteFacts, SourceKey, Version
from wallboard.domain.observation import Kind, Value

KEY = FactKey("trio", "state", Kind.QUEUE, "1", "contacts_waiting")
OTHER = KEY._replace(field="open")
QUEUE = EntityKey("trio", Kind.QUEUE, "1")


def fact(key: FactKey, raw: int) -> Fact:
    return Fact(key, Value(raw), 1.0, 2.0)


def test_a_fact_knows_its_source_and_its_entity() -> None:
    assert fact(KEY, 1).source == SourceKey("trio", "state", Kind.QUEUE)
    assert fact(KEY, 1).entity == QUEUE


def test_a_delta_changes_takes_away_and_tells_whom_it_touched() -> None:
    site = SiteFacts.of(Version("e", 1), [fact(KEY, 1), fact(OTHER, 1)])
    touched = site.apply(Delta(Version("e", 2), (fact(KEY, 2),), (OTHER,)))
    assert touched == {QUEUE}
    assert site.version == Version("e", 2)
    assert {key: known.value.raw for key, known in site.of_entity(QUEUE).items()} == {KEY: 2}


def test_an_entity_without_facts_is_not_kept() -> None:
    site = SiteFacts.of(Version("e", 1), [fact(KEY, 1)])
    assert site.apply(Delta(Version("e", 2), (), (KEY,))) == {QUEUE}
    assert site.by_entity == {}
    assert site.of_entity(QUEUE) == {}
    assert site.apply(Delta(Version("e", 3), (), (KEY,))) == {QUEUE}


def test_the_same_field_of_two_jobs_is_two_facts() -> None:
    twice = KEY._replace(job="cases")
    site = SiteFacts.of(None, [fact(KEY, 1), fact(twice, 2)])
    assert len(site.of_entity(QUEUE)) == 2
