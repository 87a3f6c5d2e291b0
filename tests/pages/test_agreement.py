"""The health page says whether the systems agree, to those who may see the site."""

from __future__ import annotations

import time
from typing import Any

import pytest
import redis
from django.urls import reverse

from wallboard.boards.models import Account, Agent, AgentAlias, Role, Site
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.history import sanity_watch, tasks
from wallboard.projections.sanity import CHECKS, LOOK_SECONDS
from wallboard.state import keys
from wallboard.state.leases import Lease
from wallboard.state.sanity import SanityRecords
from wallboard.state.store import FactStore

NOW = time.time()


@pytest.fixture
def centre(cast: Any, redis_client: redis.Redis) -> Any:
    """Anna is known to two accounts."""
    other = Account.objects.create(
        site=cast.site, vendor="trio", name="Andra växeln", base_url="https://two.test", rank=1
    )
    anna = Agent.objects.create(site=cast.site, name="Anna <Berg>")
    for account in (cast.account, other):
        AgentAlias.objects.create(agent=anna, account=account, external_id="7")
    cast.other_account = other
    return cast


def say(centre: Any, client: redis.Redis, at: float, *, on: bool, also_on: bool) -> None:
    for account, is_on in ((centre.account, on), (centre.other_account, also_on)):
        word = Value("available" if is_on else "logged_out")
        seen = Observation(Kind.AGENT, "7", {"state": word}, at, at)
        batch = Batch(str(account.pk), "state", frozenset({Kind.AGENT}), (seen,), at)
        FactStore(client).apply(str(centre.site.pk), batch)


def watched(centre: Any, client: redis.Redis, minutes: int, *, also_on: bool) -> int:
    found = 0
    for minute in range(minutes, -1, -1):
        at = NOW - minute * LOOK_SECONDS
        say(centre, client, at, on=True, also_on=also_on)
        found = sanity_watch.look(at)
    return found


def page(cast: Any, user: Any) -> str:
    return str(cast.browser(user).get(reverse("source-health")).content.decode())


def metrics(cast: Any) -> str:
    return str(cast.browser().get(reverse("metrics")).content.decode())


def test_a_contradiction_is_a_row_with_name_age_and_advice(
    centre: Any, redis_client: redis.Redis
) -> None:
    assert watched(centre, redis_client, 5, also_on=False) == 1
    assert "Anna" not in page(centre, centre.teammate), "a viewer is shown no names"
    centre.teammate.memberships.update(role=Role.SUPERVISOR)
    text = page(centre, centre.teammate)
    assert "1 contradiction" in text
    assert "Anna &lt;Berg&gt; is logged on in Växel and off in Andra växeln." in text
    assert "Ask whether a log-on was forgotten." in text
    Site.objects.update(smallest_group=5)
    withheld = page(centre, centre.teammate)
    assert "1 contradiction" in withheld
    assert "Anna" not in withheld, "it also counts few"
    assert f'wallboard_sanity_findings{{check="on_and_off",site="{centre.site.slug}"}} 1.0' in (
        metrics(centre)
    )


def test_it_goes_by_itself(centre: Any, redis_client: redis.Redis) -> None:
    watched(centre, redis_client, 5, also_on=False)
    say(centre, redis_client, NOW, on=True, also_on=True)
    assert sanity_watch.look(NOW + 1) == 0
    assert "No contradiction found" in page(centre, centre.teammate)


def test_a_stranger_reads_nobodys_name(centre: Any, redis_client: redis.Redis) -> None:
    watched(centre, redis_client, 5, also_on=False)
    text = page(centre, centre.stranger)
    assert "Anna" not in text
    assert "Do the systems agree?" not in text


def test_what_is_compared_is_told_also_when_nothing_was_found(
    centre: Any, redis_client: redis.Redis
) -> None:
    watched(centre, redis_client, 0, also_on=True)
    text = page(centre, centre.teammate)
    assert "No contradiction found" in text
    assert all(check.label in text and check.looks_at in text for check in CHECKS)


def test_a_silent_source_is_named(centre: Any, redis_client: redis.Redis) -> None:
    say(centre, redis_client, NOW - 600, on=True, also_on=False)
    assert sanity_watch.look(NOW) == 0
    assert "Not compared while it is silent: Andra växeln, Växel." in page(centre, centre.teammate)


def test_a_watch_that_stopped_claims_nothing(centre: Any, redis_client: redis.Redis) -> None:
    assert "were not compared in the last minutes" in page(centre, centre.teammate)
    redis_client.set(keys.sanity_report(str(centre.site.pk)), b'{"at": "of another version"}')
    assert "were not compared in the last minutes" in page(centre, centre.teammate)
    assert "wallboard_sanity_findings{" not in metrics(centre)


def test_without_redis_nothing_is_compared(centre: Any, settings: Any) -> None:
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    assert "nothing is compared" in page(centre, centre.teammate)
    assert tasks.watch_sanity() == 0


def test_two_workers_do_not_look_at_once(centre: Any, redis_client: redis.Redis) -> None:
    lease = Lease(redis_client, f"sanity:{centre.site.pk}", 5.0)
    assert lease.acquire()
    sanity_watch.look(NOW)
    assert SanityRecords(redis_client).report(str(centre.site.pk)) is None
    lease.release()
    sanity_watch.look(NOW)
    assert SanityRecords(redis_client).report(str(centre.site.pk)) is not None


def test_a_defect_at_one_site_does_not_blind_the_others(
    centre: Any, redis_client: redis.Redis
) -> None:
    broken, sound = str(centre.site.pk), str(centre.other_site.pk)
    redis_client.set(keys.sanity_memory(broken), b'{"form": 1, "at": 1.0, "own": []}')
    sanity_watch.look(NOW)
    assert SanityRecords(redis_client).report(sound) is not None


def test_what_is_kept_ends_by_itself(centre: Any, redis_client: redis.Redis) -> None:
    watched(centre, redis_client, 1, also_on=True)
    site = str(centre.site.pk)
    for key in (keys.sanity_report(site), keys.sanity_memory(site)):
        assert int(redis_client.ttl(key)) > 0  # type: ignore[arg-type]
