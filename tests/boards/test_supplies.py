"""An account supplies what the jobs that are on supply: a directory has no live figures."""

from __future__ import annotations

import pytest

from wallboard.boards.models import Account, Queue, QueueAlias
from wallboard.boards.polling import polled_account, polled_jobs
from wallboard.boards.specs import site_spec
from wallboard.domain.board import WidgetSpec
from wallboard.domain.facts import SiteFacts
from wallboard.domain.observation import Kind
from wallboard.projections.registry import bind
from wallboard.projections.scene import scene_of


@pytest.fixture
def sinch(site, settings):
    settings.WALLBOARD_VENDORS = "connectors.registry.VENDORS"
    return Account.objects.create(
        site=site, vendor="sinch", name="Sinch", base_url="https://sinch.test/tenant"
    )


def jobs_of(account):
    polled = polled_account(str(account.pk))
    return set(polled.jobs) if polled else set()


def waiting_of(site):
    spec = site_spec(site.pk)
    widget = WidgetSpec("1", "figure", "", 0, 0, 1, 1, {"metric": "contacts_waiting"})
    return bind(widget).view(scene_of(spec, SiteFacts(), {}, 1000.0, 900.0)).content["figure"]


def test_without_rmi_a_sinch_account_is_a_directory(site, sinch):
    assert jobs_of(sinch) == {"disruptions", "directory"}
    assert {job.job for job in polled_jobs()} == {"disruptions", "directory"}
    source = site_spec(site.pk).sources[str(sinch.pk)]
    assert set(source.supplies) == {Kind.SOURCE}


def test_without_rmi_its_live_figures_are_never_and_with_it_they_are_awaited(site, sinch):
    queue = Queue.objects.create(site=site, name="Sales")
    QueueAlias.objects.create(queue=queue, account=sinch, external_id="B8F0")
    assert waiting_of(site) == {"v": None, "s": "never"}
    sinch.options = {"rmi": True}
    sinch.save()
    assert waiting_of(site)["s"] == "unknown"
    assert jobs_of(sinch) == {"state", "statistics", "disruptions", "directory"}


def test_counters_go_with_the_job_that_counts(site, sinch):
    sinch.options, sinch.jobs = {"rmi": True}, {"statistics": False}
    sinch.save()
    supplies = site_spec(site.pk).sources[str(sinch.pk)].supplies
    assert "contacts_waiting" in supplies[Kind.QUEUE]
    assert "offered" not in supplies[Kind.QUEUE]
