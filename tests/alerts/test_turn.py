"""One evaluates at a time; and what hangs on a rule when its queue goes into another."""

from __future__ import annotations

import pytest
import redis

from wallboard.alerts import turn
from wallboard.alerts.models import Rule
from wallboard.alerts.turn import Turn
from wallboard.boards.heirs import queues_inherited
from wallboard.boards.models import Queue, Site
from wallboard.state import keys


def test_only_one_has_the_turn(redis_client: redis.Redis) -> None:
    mine, other = Turn(60), Turn(60)
    assert mine.take()
    assert turn.is_taken()
    assert not other.take()
    assert other.over()
    mine.renew()
    assert not mine.over()
    mine.give_up()
    assert other.take()


def test_who_lost_the_lease_is_over(redis_client: redis.Redis) -> None:
    mine = Turn(60)
    assert mine.take()
    redis_client.set(keys.lease(turn.NAME), "somebody else")
    mine.renew()
    assert mine.over()


def test_a_run_ends_by_itself(redis_client: redis.Redis) -> None:
    mine = Turn(0)
    assert mine.take()
    assert mine.over()


@pytest.mark.django_db
def test_a_rule_names_the_heir_of_its_queue() -> None:
    site = Site.objects.create(name="Malmö", slug="malmo")
    rule = Rule.objects.create(
        site=site, name="Waiting", metric="contacts_waiting", warn=5, queues=["3", "4", "5"]
    )
    queues_inherited.send(sender=Queue, sites={site.pk}, heirs={"3": "4"})
    rule.refresh_from_db()
    assert rule.queues == ["4", "5"]
