"""Facts loaded at any moment, plus the deltas since, are the facts as loaded afresh."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.state.batches import SITE, T0, facts
from wallboard.domain.facts import Delta, FactKey, SiteFacts
from wallboard.domain.observation import Batch, Kind, Observation, Qualifier, Value
from wallboard.state import encoding, keys
from wallboard.state.redis import sync_client_at
from wallboard.state.store import FactStore

KINDS = st.sampled_from([Kind.QUEUE, Kind.AGENT])
RAWS = st.one_of(
    st.integers(0, 3), st.booleans(), st.sampled_from([0.5, 1.0, "open", "", "å:\"',]", "\n"])
)
VALUES = st.builds(
    Value,
    RAWS,
    st.sampled_from(Qualifier),
    st.dictionaries(st.sampled_from(["window", "t"]), st.sampled_from(["day", 20]), max_size=2),
)
OBSERVATIONS = st.builds(
    Observation,
    KINDS,
    st.sampled_from(["1", "2", 'q"3', "å,]"]),
    st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, max_size=3),
    st.just(T0),
    st.just(T0),
)
BATCHES = st.builds(
    Batch,
    account=st.sampled_from(["trio", "calabrio", "trio:state"]),
    job=st.sampled_from(["state", "cases"]),
    covers=st.frozensets(KINDS),
    observations=st.lists(OBSERVATIONS, max_size=5).map(tuple),
    received_at=st.floats(T0, T0 + 100),
    complete=st.booleans(),
)


@dataclass(frozen=True)
class Forget:
    account: str


@dataclass(frozen=True)
class Empty:
    """Redis restarts with nothing."""


STEPS = st.lists(
    st.one_of(
        BATCHES, BATCHES, BATCHES, BATCHES, st.just(Forget("trio")), st.builds(Empty)
    ),
    max_size=12,
)  # fmt: skip


@dataclass
class Model:
    """What the facts should be, in plain Python."""

    values: dict[FactKey, Value] = field(default_factory=dict)

    def take(self, step: Batch | Forget | Empty) -> None:
        if isinstance(step, Empty):
            self.values.clear()
        elif isinstance(step, Forget):
            self._keep(key for key in self.values if key.account != step.account)
        else:
            self._apply(step)

    def _apply(self, batch: Batch) -> None:
        given = {
            FactKey(batch.account, batch.job, seen.kind, seen.external_id, name): value
            for seen in batch.observations
            for name, value in seen.values.items()
        }
        if batch.complete:
            self._keep(
                key
                for key in self.values
                if key in given
                or (key.account, key.job) != (batch.account, batch.job)
                or key.kind not in batch.covers
            )
        self.values.update(given)

    def _keep(self, wanted: Iterable[FactKey]) -> None:
        self.values = {key: self.values[key] for key in list(wanted)}


class Listener:
    """Every delta that is published, in the order of arrival."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._pubsub = client.pubsub(ignore_subscribe_messages=True)
        self._pubsub.subscribe(keys.deltas(SITE))
        self._pubsub.get_message(timeout=1)

    def heard(self) -> list[Delta]:
        """All that were published before this call: one's own mark comes after them."""
        self._client.publish(keys.deltas(SITE), b"mark")
        deltas: list[Delta] = []
        while True:
            message = self._pubsub.get_message(timeout=5)
            assert message is not None
            if message["data"] == b"mark":
                return deltas
            deltas.append(encoding.delta_of(message["data"]))

    def close(self) -> None:
        self._pubsub.close()


def catch_up(joined: SiteFacts, deltas: Iterable[Delta]) -> SiteFacts:
    """What a hub does: pass over what it has, apply what follows, refuse a gap or other epoch."""
    site = SiteFacts.of(joined.version, facts(joined).values())
    for delta in deltas:
        if site.version is not None and delta.version <= site.version:
            continue
        expected = 1 if site.version is None else site.version.number + 1
        assert delta.version.number == expected, "a version is missing"
        site.apply(delta)
    return site


def run(store: FactStore, client: redis.Redis, step: Batch | Forget | Empty) -> None:
    if isinstance(step, Empty):
        client.flushall()
    elif isinstance(step, Forget):
        store.forget_account(SITE, step.account)
    else:
        store.apply(SITE, step)


@given(steps=STEPS)
@settings(max_examples=120, deadline=None)
def test_a_join_at_any_moment_plus_deltas_is_a_fresh_load(
    valkey_url: str, steps: list[Batch | Forget | Empty]
) -> None:
    client = sync_client_at(valkey_url)
    client.flushall()
    store, model, listener = FactStore(client), Model(), Listener(client)
    joins = [store.load(SITE)]  # of this epoch
    deltas: list[Delta] = []
    for step in steps:
        run(store, client, step)
        model.take(step)
        deltas += listener.heard()
        fresh = store.load(SITE)
        assert {key: fact.value for key, fact in facts(fresh).items()} == model.values
        if isinstance(step, Empty):
            joins, deltas = [], []
        joins.append(fresh)
    fresh = store.load(SITE)
    epochs = {delta.version.epoch for delta in deltas}
    assert epochs <= ({fresh.version.epoch} if fresh.version else set())
    for joined in joins:
        caught_up = catch_up(joined, deltas)
        assert caught_up.by_entity == fresh.by_entity
        if deltas:
            assert caught_up.version == fresh.version
    listener.close()


@given(rounds=st.lists(st.lists(BATCHES, min_size=1, max_size=6), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_writers_at_once_leave_no_gap_and_no_difference(
    valkey_url: str, rounds: list[list[Batch]]
) -> None:
    client = sync_client_at(valkey_url)
    client.flushall()
    store, listener = FactStore(client), Listener(client)
    store.apply(SITE, Batch("first", "state", frozenset(), rounds[0][0].observations, T0))

    def write(batches: list[Batch]) -> None:
        for batch in batches:
            store.apply(SITE, batch)

    writers = [threading.Thread(target=write, args=(batches,)) for batches in rounds]
    for writer in writers:
        writer.start()
    joins = [store.load(SITE) for _ in range(8)]
    for writer in writers:
        writer.join()
    deltas = listener.heard()
    fresh = store.load(SITE)
    assert [delta.version.number for delta in deltas] == list(range(1, len(deltas) + 1))
    for joined in joins:
        assert catch_up(joined, deltas) == fresh
    listener.close()


@given(batches=st.lists(BATCHES, max_size=8))
@settings(max_examples=60, deadline=None)
def test_applying_the_same_again_publishes_nothing(valkey_url: str, batches: list[Batch]) -> None:
    client = sync_client_at(valkey_url)
    client.flushall()
    store = FactStore(client)
    for batch in batches:
        first = store.apply(SITE, batch)
        again = store.apply(SITE, batch)
        assert again.version == first.version
        assert (again.changed, again.gone) == (0, 0)
