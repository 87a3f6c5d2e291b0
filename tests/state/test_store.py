"""Facts in Redis: what changes, what is published, what goes, what stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import cast

import pytest
import redis

from tests.state.batches import SITE, T0, batch, facts, key, observed, raws
from wallboard.domain.facts import Delta, EntityKey, SourceKey
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.state import encoding, keys
from wallboard.state.store import FactStore

QUEUES = SourceKey("trio", "state", Kind.QUEUE)


@pytest.fixture
def store(redis_client: redis.Redis) -> FactStore:
    return FactStore(redis_client)


@contextmanager
def listening(client: redis.Redis, site: str = SITE) -> Iterator[list[Delta]]:
    """Collects the deltas that are published inside the block."""
    deltas: list[Delta] = []
    with client.pubsub(ignore_subscribe_messages=True) as pubsub:
        pubsub.subscribe(keys.deltas(site))
        pubsub.get_message(timeout=1)
        yield deltas
        while message := pubsub.get_message(timeout=0.1):
            deltas.append(encoding.delta_of(message["data"]))


def test_a_site_that_nobody_wrote_to_has_no_version(store: FactStore) -> None:
    site = store.load(SITE)
    assert site.version is None
    assert not site.by_entity


def test_what_is_applied_is_loaded_with_its_instants(store: FactStore) -> None:
    applied = store.apply(SITE, batch(observed("1", T0, contacts_waiting=7), at=T0 + 1))
    site = store.load(SITE)
    assert site.version == applied.version
    assert (applied.version.number, applied.changed, applied.gone) == (1, 1, 0)
    fact = facts(site)[key("contacts_waiting")]
    assert (fact.value, fact.observed_at, fact.received_at) == (Value(7), T0, T0)


@pytest.mark.parametrize(
    "value",
    [
        Value(0),
        Value(-(2**63)),
        Value(2**64 - 1),
        Value(0.1),
        Value(1.0),
        Value(1e300),
        Value(True),
        Value(False),
        Value(""),
        Value('Växel "1"\n\x00\u2028😀'),
        Value(20, Qualifier.AT_LEAST),
        Value(0.81, Qualifier.AS_REPORTED, {"window": "day", "threshold_seconds": 20, "x": 0.5}),
        Value(0.81, Qualifier.EXACT, MappingProxyType({"warn": True})),
    ],
)
def test_a_value_survives_exactly_with_its_type(store: FactStore, value: Value) -> None:
    store.apply(SITE, batch(observed("1", x=value)))
    loaded = facts(store.load(SITE))[key("x")].value
    assert loaded == value
    assert type(loaded.raw) is type(value.raw)
    assert {k: type(v) for k, v in loaded.parameters.items()} == {
        k: type(v) for k, v in value.parameters.items()
    }


@pytest.mark.parametrize("raw", [float("nan"), float("inf"), 2**70, "\ud800"])
def test_a_value_that_cannot_be_kept_is_refused_and_nothing_changes(
    store: FactStore, raw: float | str
) -> None:
    store.apply(SITE, batch(observed("1", a=1)))
    before = store.load(SITE)
    with pytest.raises(ValueError, match="value"):
        store.apply(SITE, batch(observed("1", a=2, b=raw)))
    assert store.load(SITE) == before


@pytest.mark.parametrize("odd", ['a"b', "a:b", "a,b]", "å\n", "%3A", "", "*[x]"])
def test_ids_of_any_characters_do_not_mix(store: FactStore, odd: str) -> None:
    store.apply(odd, batch(observed(odd, x=1), observed("1", x=2), account=odd, job=odd))
    assert raws(store.load(odd)) == {
        key("x", odd, account=odd, job=odd): 1,
        key("x", "1", account=odd, job=odd): 2,
    }
    store.apply(odd, batch(observed("1", x=2), account=odd, job=odd))
    assert raws(store.load(odd)) == {key("x", "1", account=odd, job=odd): 2}
    assert store.confirmed(odd) == {SourceKey(odd, odd, Kind.QUEUE): T0}
    assert keys.site_of_deltas(keys.deltas(odd)) == odd


def test_a_repetition_publishes_nothing_and_keeps_the_instant_of_the_change(
    store: FactStore, redis_client: redis.Redis
) -> None:
    first = store.apply(SITE, batch(observed("1", T0, x=1)))
    with listening(redis_client) as deltas:
        again = store.apply(SITE, batch(observed("1", T0 + 5, x=1), at=T0 + 5))
    assert again.version == first.version
    assert deltas == []
    assert facts(store.load(SITE))[key("x")].received_at == T0
    assert store.confirmed(SITE) == {QUEUES: T0 + 5}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Value(1), Value(1.0)),
        (Value(1), Value(True)),
        (Value(1), Value(12)),
        (Value(12), Value(1)),
        (Value("1"), Value(1)),
        (Value(1), Value(1, Qualifier.AT_LEAST)),
        (Value(1, parameters={"a": 1}), Value(1, parameters={"a": 2})),
    ],
)
def test_another_number_type_qualifier_or_parameter_is_a_change(
    store: FactStore, before: Value, after: Value
) -> None:
    store.apply(SITE, batch(observed("1", x=before)))
    assert store.apply(SITE, batch(observed("1", x=after))).changed == 1


def test_the_order_of_parameters_is_no_change(store: FactStore) -> None:
    store.apply(SITE, batch(observed("1", x=Value(1, parameters={"a": 1, "b": 2}))))
    same = Value(1, parameters={"b": 2, "a": 1})
    assert store.apply(SITE, batch(observed("1", x=same))).changed == 0


def test_a_delta_tells_what_changed_and_what_went(
    store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply(SITE, batch(observed("1", x=1, y=1), observed("2", x=1)))
    with listening(redis_client) as deltas:
        applied = store.apply(SITE, batch(observed("1", T0 + 1, x=2), at=T0 + 1))
    (delta,) = deltas
    assert delta.version == applied.version
    assert [(fact.key, fact.value.raw) for fact in delta.changed] == [(key("x"), 2)]
    assert set(delta.gone) == {key("y"), key("x", "2")}
    assert (applied.changed, applied.gone) == (1, 2)


def test_what_a_partial_batch_lacks_stays(store: FactStore) -> None:
    store.apply(SITE, batch(observed("1", x=1), observed("2", x=1)))
    store.apply(SITE, batch(observed("2", x=5), complete=False))
    assert raws(store.load(SITE)) == {key("x"): 1, key("x", "2"): 5}


def test_a_complete_batch_takes_away_only_of_its_account_job_and_kinds(store: FactStore) -> None:
    store.apply(SITE, batch(observed("1", x=1), account="other"))
    store.apply(SITE, batch(observed("1", y=1), job="cases"))
    agent = observed("1", kind=Kind.AGENT, state="available")
    both = frozenset({Kind.QUEUE, Kind.AGENT})
    store.apply(SITE, batch(observed("1", z=1), agent, covers=both))
    applied = store.apply(SITE, batch())
    assert applied.gone == 1
    assert {k.field for k in facts(store.load(SITE))} == {"x", "y", "state"}


def test_two_sources_never_overwrite_each_other(store: FactStore) -> None:
    store.apply(SITE, batch(observed("1", x=1)))
    store.apply(SITE, batch(observed("1", x=2), account="calabrio"))
    store.apply(SITE, batch(observed("1", x=3), job="cases"))
    assert raws(store.load(SITE)) == {
        key("x"): 1,
        key("x", account="calabrio"): 2,
        key("x", job="cases"): 3,
    }


def test_an_entity_given_twice_counts_once_with_the_last_value(store: FactStore) -> None:
    applied = store.apply(SITE, batch(observed("1", x=1, y=1), observed("1", x=2)))
    assert applied.changed == 2
    assert raws(store.load(SITE)) == {key("x"): 2, key("y"): 1}
    assert store.apply(SITE, batch(observed("1", x=2, y=1))).gone == 0


def test_confirmation_never_goes_backwards_but_follows_a_clock_set_back(store: FactStore) -> None:
    store.apply(SITE, batch(at=T0))
    store.apply(SITE, batch(at=T0 - 10))
    assert store.confirmed(SITE) == {QUEUES: T0}
    store.apply(SITE, batch(at=T0 - 3600))
    assert store.confirmed(SITE) == {QUEUES: T0 - 3600}


def test_kinds_that_a_batch_does_not_cover_are_not_confirmed(store: FactStore) -> None:
    agent = observed("7", kind=Kind.AGENT, state="paused")
    store.apply(SITE, batch(agent, observed("1", x=1)))
    assert store.confirmed(SITE) == {QUEUES: T0}
    assert len(facts(store.load(SITE))) == 2


def test_an_emptied_redis_is_a_new_epoch_that_counts_anew(
    store: FactStore, redis_client: redis.Redis
) -> None:
    before = store.apply(SITE, batch(observed("1", x=1))).version
    redis_client.flushall()
    assert store.load(SITE).version is None
    after = store.apply(SITE, batch(observed("1", x=1))).version
    assert after.epoch != before.epoch
    assert after.number == 1


def test_large_batches_pass_whole(store: FactStore) -> None:
    many = [observed(str(i), x=i, y="a", z=0.5) for i in range(4000)]
    assert store.apply(SITE, batch(*many)).changed == 12_000
    assert store.apply(SITE, batch(*many)).changed == 0
    assert store.apply(SITE, batch(*many[:1])).gone == 11_997
    assert len(facts(store.load(SITE))) == 3


def test_several_batches_go_in_one_round_trip_in_order(store: FactStore) -> None:
    applied = store.apply_all(
        [(SITE, batch(observed("1", x=n), complete=False)) for n in range(3)]
        + [("south", batch(observed("1", x=9)))]
    )
    assert [a.version.number for a in applied] == [1, 2, 3, 1]
    assert raws(store.load(SITE)) == {key("x"): 2}
    assert store.apply_all([]) == []


def test_facts_of_one_account_and_kind_are_found_over_its_jobs(store: FactStore) -> None:
    store.apply(SITE, batch(observed("1", T0, x="old", y=1)))
    store.apply(SITE, batch(observed("1", T0 + 1, x="new"), job="cases", at=T0 + 1))
    store.apply(SITE, batch(observed("1", x="not ours"), account="calabrio"))
    found = store.facts_of(SITE, "trio", Kind.QUEUE)
    entity = EntityKey("trio", Kind.QUEUE, "1")
    assert {f: fact.value.raw for f, fact in found[entity].items()} == {"x": "new", "y": 1}
    assert set(found) == {entity}
    assert store.facts_of(SITE, "trio", Kind.AGENT) == {}


def test_facts_of_a_partial_source_are_found_though_it_confirms_nothing(store: FactStore) -> None:
    agent = observed("7", kind=Kind.AGENT, state="paused")
    store.apply(SITE, batch(agent))
    found = store.facts_of(SITE, "trio", Kind.AGENT)
    assert set(found) == {EntityKey("trio", Kind.AGENT, "7")}


def test_a_removed_account_leaves_nothing_and_says_so(
    store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply(SITE, batch(observed("1", x=1), complete=False))
    store.apply(SITE, batch(observed("1", x=1), job="cases"))
    store.apply(SITE, batch(observed("1", x=1), account="calabrio"))
    with listening(redis_client) as deltas:
        assert store.forget_account(SITE, "trio") == 2
    assert [len(delta.gone) for delta in deltas] == [2]
    assert {k.account for k in facts(store.load(SITE))} == {"calabrio"}
    assert {k.account for k in store.confirmed(SITE)} == {"calabrio"}
    stored = b" ".join(sorted(redis_client.keys("*")))  # type: ignore[arg-type]
    assert b"trio" not in stored
    assert store.forget_account(SITE, "trio") == 0


def test_entities_that_no_batch_contains_any_more_are_forgotten(
    store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply(SITE, batch(observed("old", x=1), at=T0, complete=False, account="o2g"))
    store.apply(SITE, batch(observed("kept", x=1), at=T0, complete=False, account="o2g"))
    store.apply(SITE, batch(observed("kept", x=1), at=T0 + 90, complete=False, account="o2g"))
    store.apply(SITE, batch(observed("dead source", x=1), at=T0, account="sinch"))
    store.apply(SITE, batch(observed("polled", x=1), at=T0))
    store.apply(SITE, batch(observed("polled", x=1), at=T0 + 90))
    store.apply(SITE, batch(observed("added", x=1), at=T0 + 91, complete=False))
    assert store.forget_unseen(SITE, T0 + 60) == 2
    left = {k.external_id for k in facts(store.load(SITE))}
    assert left == {"kept", "polled", "added"}
    assert redis_client.zcard(keys.seen(SITE)) == 2
    assert store.forget_unseen(SITE, T0 + 60) == 0


def test_what_comes_back_after_being_forgotten_is_a_change(store: FactStore) -> None:
    store.apply(SITE, batch(observed("1", x=1), complete=False))
    store.forget_unseen(SITE, T0 + 1)
    assert store.apply(SITE, batch(observed("1", x=1), at=T0 + 2)).changed == 1


def test_memory_is_bounded_by_what_is_there_now(
    store: FactStore, redis_client: redis.Redis
) -> None:
    def used() -> int:
        stored = list(redis_client.scan_iter("*"))
        return sum(cast("int", redis_client.memory_usage(key, samples=0)) for key in stored)

    def day(number: int) -> None:
        polled = [observed(f"{number}-{i}", T0 + number, x=i) for i in range(50)]
        store.apply(SITE, batch(*polled, at=T0 + number))
        streamed = batch(*polled, at=T0 + number, complete=False, account="o2g")
        store.apply(SITE, streamed)
        store.forget_unseen(SITE, T0 + number)

    day(10)
    before = used()
    for number in range(11, 60):
        day(number)
    assert used() <= before * 1.2
    assert len(facts(store.load(SITE))) == 100
