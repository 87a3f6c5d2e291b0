"""One owner at a time, found out when lost, replaced when dead."""

from __future__ import annotations

import threading
import time

import pytest
import redis

from tests.services import waiting
from tests.services.valkey import TestValkey
from wallboard.state.leases import Lease, held, poll_lease_seconds
from wallboard.state.redis import StateUnavailable, sync_client_at


def test_only_one_owner_holds_a_lease(redis_client: redis.Redis) -> None:
    first, second = Lease(redis_client, "job:1", 5), Lease(redis_client, "job:1", 5)
    assert first.acquire()
    assert not second.acquire()
    assert Lease(redis_client, "job:2", 5).acquire()


def test_acquiring_again_what_one_holds_succeeds(redis_client: redis.Redis) -> None:
    lease = Lease(redis_client, "job", 5)
    assert lease.acquire()
    assert lease.acquire()


def test_nobody_renews_or_releases_the_lease_of_another(redis_client: redis.Redis) -> None:
    owner, other = Lease(redis_client, "job", 5), Lease(redis_client, "job", 5)
    owner.acquire()
    assert not other.renew()
    assert not other.release()
    assert owner.renew()
    assert owner.release()
    assert not owner.renew()
    assert not owner.release()
    assert other.acquire()


def test_of_many_who_want_it_at_once_one_gets_it(redis_client: redis.Redis) -> None:
    won: list[bool] = []
    leases = [Lease(redis_client, "job", 5) for _ in range(16)]
    threads = [threading.Thread(target=lambda x=x: won.append(x.acquire())) for x in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 15 + [True]


def test_a_lease_that_is_not_renewed_ends_by_itself(redis_client: redis.Redis) -> None:
    Lease(redis_client, "job", 0.1).acquire()
    other = Lease(redis_client, "job", 5)
    waiting.until(other.acquire, "the dead owner's lease to end")


def test_a_held_lease_outlives_its_time_and_is_given_back(redis_client: redis.Redis) -> None:
    with held(Lease(redis_client, "job", 0.4)) as keeper:
        assert keeper is not None
        time.sleep(1.0)
        assert not keeper.lost
        with held(Lease(redis_client, "job", 5)) as other:
            assert other is None
    assert Lease(redis_client, "job", 5).acquire()


def test_a_lease_is_given_back_when_the_run_fails(redis_client: redis.Redis) -> None:
    with pytest.raises(ZeroDivisionError), held(Lease(redis_client, "job", 5)):
        raise ZeroDivisionError
    assert Lease(redis_client, "job", 5).acquire()


def test_who_lost_a_lease_is_told_and_leaves_the_new_owner_alone(
    redis_client: redis.Redis,
) -> None:
    with held(Lease(redis_client, "job", 0.4)) as keeper:
        assert keeper is not None
        redis_client.flushall()
        other = Lease(redis_client, "job", 30)
        assert other.acquire()
        waiting.until(lambda: keeper.lost, "the loss to be told")
    assert other.renew()


def test_a_run_that_hangs_does_not_hold_its_lease_beyond_its_limit(
    redis_client: redis.Redis,
) -> None:
    with held(Lease(redis_client, "job", 0.4), limit_seconds=0.6) as keeper:
        assert keeper is not None
        assert not Lease(redis_client, "job", 5).acquire()
        waiting.until(lambda: keeper.lost, "the limit")
        waiting.until(Lease(redis_client, "job", 5).acquire, "the lease to end")


def test_a_dead_redis_is_told_once_the_lease_may_be_over(own_valkey: TestValkey) -> None:
    client = sync_client_at(own_valkey.url)
    with held(Lease(client, "job", 0.4)) as keeper:
        assert keeper is not None
        own_valkey.kill()
        waiting.until(lambda: keeper.lost, "the loss to be told")
    with pytest.raises(StateUnavailable), held(Lease(client, "job", 5)):
        pass


def test_a_polls_lease_lives_no_longer_than_its_timeout_and_two_seconds() -> None:
    assert poll_lease_seconds(20) == 8
    assert poll_lease_seconds(3) == 5
