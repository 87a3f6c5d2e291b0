"""A stream's writer is fenced by its generation, and a partial batch can take fields back."""

from __future__ import annotations

import pytest
import redis

from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.state.store import FactStore, Fenced

AGENT = EntityKey("a", Kind.AGENT, "oxe1")


def said(at: float = 1000.0, gone: tuple[str, ...] = (), **values: str | float) -> Batch:
    fields = {name: Value(raw) for name, raw in values.items()}
    one = Observation(Kind.AGENT, "oxe1", fields, at, at, gone)
    return Batch("a", "events", frozenset({Kind.AGENT}), (one,), at, complete=False)


def fields(store: FactStore) -> dict[str, object]:
    facts = store.load("1").of_entity(AGENT)
    return {key.field: fact.value.raw for key, fact in facts.items()}


@pytest.fixture
def store(redis_client: redis.Redis) -> FactStore:
    return FactStore(redis_client)


def test_a_reader_that_was_replaced_writes_nothing(store: FactStore) -> None:
    store.apply("1", said(state="available"), generation=7)
    store.apply("1", said(state="ringing"), generation=8)
    before = store.confirmed("1")
    with pytest.raises(Fenced):
        store.apply("1", said(2000.0, state="paused"), generation=7)
    assert fields(store) == {"state": "ringing"}
    assert store.confirmed("1") == before


def test_a_new_reader_shuts_the_old_one_out_before_it_has_read_anything(store: FactStore) -> None:
    store.apply("1", said(state="available"), generation=7)
    store.fence("1", "a", "events", 8)
    with pytest.raises(Fenced):
        store.apply("1", said(state="paused"), generation=7)
    with pytest.raises(Fenced):
        store.fence("1", "a", "events", 7)
    store.fence("1", "a", "events", 8)


def test_fences_are_of_one_stream_and_polls_have_none(store: FactStore) -> None:
    store.fence("1", "b", "events", 99)
    store.fence("1", "a", "other", 99)
    store.apply("1", said(state="available"), generation=1)
    store.fence("1", "a", "events", 99)
    store.apply("1", said(state="ringing"))
    assert fields(store) == {"state": "ringing"}


def test_after_an_emptied_redis_the_database_still_knows_who_is_newest(
    store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply("1", said(state="available"), generation=8)
    redis_client.flushall()
    store.apply("1", said(state="ringing"), generation=9)
    with pytest.raises(Fenced):
        store.apply("1", said(state="paused"), generation=8)


def test_a_removed_account_leaves_no_fence(store: FactStore, redis_client: redis.Redis) -> None:
    store.apply("1", said(state="available"), generation=8)
    store.forget_account("1", "a")
    assert redis_client.hlen("wb:fences:1") == 0
    store.apply("1", said(state="available"), generation=1)


def test_a_partial_batch_takes_back_what_holds_no_longer(store: FactStore) -> None:
    store.apply("1", said(state="paused", reason="Lunch"))
    before = store.load("1")
    applied = store.apply("1", said(1001.0, gone=("reason", "queue"), state="available"))
    assert fields(store) == {"state": "available"}
    assert (applied.changed, applied.gone) == (1, 1)
    assert before.version is not None
    assert applied.version.number == before.version.number + 1


def test_taking_back_what_was_never_said_changes_nothing(store: FactStore) -> None:
    first = store.apply("1", said(state="paused"))
    again = store.apply("1", said(1001.0, gone=("reason",), state="paused"))
    assert again.version == first.version


def test_what_was_taken_back_can_be_said_again_and_is_dropped_by_a_whole_batch(
    store: FactStore,
) -> None:
    store.apply("1", said(state="paused", reason="Lunch"))
    store.apply("1", said(gone=("reason",)))
    store.apply("1", said(reason="Meeting"))
    assert fields(store) == {"state": "paused", "reason": "Meeting"}
    whole = said(state="available")
    store.apply("1", Batch(whole.account, whole.job, whole.covers, whole.observations, 1002.0))
    assert fields(store) == {"state": "available"}
