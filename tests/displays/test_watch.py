"""A screen that is off is noticed, told of once, and forgotten when it is back."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import redis
from django.contrib.auth.models import User

from wallboard.boards.models import Display, Membership, Role, Site
from wallboard.displays import watch
from wallboard.state import keys
from wallboard.state.redis import StateUnavailable

NOON = datetime(2026, 6, 3, 12, tzinfo=ZoneInfo("Europe/Stockholm")).timestamp()
HOUR = 3600.0


@pytest.fixture(autouse=True)
def _letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.WALLBOARD_DISPLAY_NOTICE_SECONDS = 900.0


@pytest.fixture
def administrator(site: Site) -> User:
    user = User.objects.create_user("ada", email="ada@example.org", password="a-long-pass-11")
    Membership.objects.create(user=user, site=site, role=Role.ADMINISTRATOR)
    return user


def heard(client: redis.Redis, display: Display, at: float) -> None:
    client.hset(keys.REPORTS, str(display.pk), orjson.dumps({"at": at}).decode())


def test_a_screen_that_is_off_is_told_of_once(
    display: Display, administrator: User, redis_client: redis.Redis, mailoutbox: list[Any]
) -> None:
    heard(redis_client, display, NOON)
    assert watch.look(NOON + 60) == 0
    assert watch.look(NOON + 890) == 0
    assert watch.look(NOON + 910) == 1
    assert watch.look(NOON + 940) == 1
    (letter,) = mailoutbox
    assert letter.bcc == ["ada@example.org"]
    assert "Malmö" in letter.subject
    assert "Room 4: offline since June 3, 2026, noon" in letter.body


def test_one_that_is_back_is_told_of_again_the_next_time(
    display: Display, administrator: User, redis_client: redis.Redis, mailoutbox: list[Any]
) -> None:
    heard(redis_client, display, NOON)
    watch.look(NOON + 1000)
    heard(redis_client, display, NOON + 1100)
    assert watch.look(NOON + 1110) == 0
    display.refresh_from_db()
    assert display.offline_told_at is None
    watch.look(NOON + 3000)
    assert len(mailoutbox) == 2


def test_outside_its_hours_a_screen_may_be_off(
    display: Display, administrator: User, redis_client: redis.Redis, mailoutbox: list[Any]
) -> None:
    Display.objects.update(on_from="08:00", on_until="17:00")
    heard(redis_client, display, NOON + 4.5 * HOUR)
    assert watch.look(NOON + 5 * HOUR - 60) == 1, "half past four to five: missed"
    Display.objects.update(offline_told_at=None)
    mailoutbox.clear()
    assert watch.look(NOON + 6 * HOUR) == 0
    morning = NOON + 20 * HOUR
    assert watch.look(morning + 300) == 0, "it has its time to come on"
    assert watch.look(morning + 901) == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("change", [{"watched": False}, {"on_days": 0}])
def test_one_that_nobody_watches_is_not_missed(
    display: Display, redis_client: redis.Redis, change: dict[str, Any]
) -> None:
    Display.objects.update(**change)
    heard(redis_client, display, NOON)
    assert watch.look(NOON + HOUR) == 0


def test_a_revoked_screen_is_no_screen(display: Display, redis_client: redis.Redis) -> None:
    heard(redis_client, display, NOON)
    display.revoke()
    assert watch.look(NOON + HOUR) == 0
    assert redis_client.hlen(keys.REPORTS) == 0, "what it told is forgotten"


def test_screens_of_one_site_are_one_letter(
    display: Display, administrator: User, redis_client: redis.Redis, mailoutbox: list[Any]
) -> None:
    other = Display(site=display.site, board=display.board, name="Lobby")
    other.new_secret()
    other.save()
    for one in (display, other):
        heard(redis_client, one, NOON)
    watch.look(NOON + 1000)
    (letter,) = mailoutbox
    assert "Room 4" in letter.body
    assert "Lobby" in letter.body


def test_the_last_word_survives_an_emptied_redis(
    display: Display, redis_client: redis.Redis
) -> None:
    now = time.time()
    heard(redis_client, display, now - 20)
    watch.look(now)
    redis_client.flushall()
    watch.look(now + 1)
    display.refresh_from_db()
    assert display.last_seen_at is not None
    assert display.last_seen_at.timestamp() == pytest.approx(now - 20, abs=0.01)


def test_without_redis_nobody_is_told_anything(
    display: Display, administrator: User, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    Display.objects.update(last_seen_at=datetime.fromtimestamp(NOON, ZoneInfo("UTC")))
    with pytest.raises(StateUnavailable):
        watch.look(NOON + timedelta(days=1).total_seconds())
    assert mailoutbox == []


def test_a_mail_server_that_fails_loses_no_look(
    display: Display, administrator: User, redis_client: redis.Redis, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    heard(redis_client, display, NOON)
    assert watch.look(NOON + 1000) == 1
    display.refresh_from_db()
    assert display.offline_told_at is not None
