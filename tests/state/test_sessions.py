"""Vendor sessions: shared, encrypted, ending; one signs in at a time."""

from __future__ import annotations

import threading
import time

import pytest
import redis
from cryptography.fernet import Fernet

from connectors.base import SessionStore
from tests.services import waiting
from wallboard.state.sessions import StoredSessions

SECRET = "token-Ö-4711"


@pytest.fixture
def cipher() -> Fernet:
    return Fernet(Fernet.generate_key())


@pytest.fixture
def sessions(redis_client: redis.Redis, cipher: Fernet) -> SessionStore:
    return StoredSessions(redis_client, "7", cipher)


def test_a_session_is_shared_by_all_who_know_the_account(
    sessions: SessionStore, redis_client: redis.Redis, cipher: Fernet
) -> None:
    assert sessions.load() == {}
    sessions.save({"token": SECRET, "until": 1.5}, 60)
    assert StoredSessions(redis_client, "7", cipher).load() == {"token": SECRET, "until": 1.5}
    assert StoredSessions(redis_client, "8", cipher).load() == {}
    sessions.clear()
    assert sessions.load() == {}


def test_a_session_is_encrypted_in_redis_and_absent_from_repr(
    sessions: SessionStore, redis_client: redis.Redis
) -> None:
    sessions.save({"token": SECRET}, 60)
    for key in redis_client.scan_iter("*"):
        assert SECRET.encode() not in (redis_client.dump(key) or b"")  # type: ignore[operator]
    assert SECRET not in repr(sessions)


def test_a_session_ends_with_its_time(sessions: SessionStore) -> None:
    sessions.save({"token": SECRET}, 0.05)
    waiting.until(lambda: sessions.load() == {}, "the session to end")
    sessions.save({"token": SECRET}, 60)
    sessions.save({"token": SECRET}, 0)
    assert sessions.load() == {}


def test_what_another_key_encrypted_is_no_session(
    sessions: SessionStore, redis_client: redis.Redis
) -> None:
    sessions.save({"token": SECRET}, 60)
    other = StoredSessions(redis_client, "7", Fernet(Fernet.generate_key()))
    assert other.load() == {}
    other.save({"token": "new"}, 60)
    assert other.load() == {"token": "new"}


def test_one_signs_in_and_the_others_wait_and_find_it_done(
    redis_client: redis.Redis, cipher: Fernet
) -> None:
    signed_in: list[int] = []

    def work(number: int) -> None:
        sessions = StoredSessions(redis_client, "7", cipher)
        with sessions.exclusive():
            if not sessions.load():
                time.sleep(0.1)
                signed_in.append(number)
                sessions.save({"token": SECRET}, 60)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed_in) == 1


def test_who_waits_too_long_is_told(
    sessions: SessionStore, redis_client: redis.Redis, cipher: Fernet
) -> None:
    other = StoredSessions(redis_client, "7", cipher)
    with sessions.exclusive(), pytest.raises(TimeoutError), other.exclusive(wait_seconds=0.1):
        pass
    with sessions.exclusive(wait_seconds=0):
        pass


def test_another_accounts_sign_in_does_not_wait(
    sessions: SessionStore, redis_client: redis.Redis, cipher: Fernet
) -> None:
    with sessions.exclusive(), StoredSessions(redis_client, "8", cipher).exclusive(wait_seconds=0):
        pass
