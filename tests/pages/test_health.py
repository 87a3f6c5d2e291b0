"""The source-health page: states in words, ages, calls, and what to do."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse
from django.utils import timezone

from wallboard.boards.models import Account
from wallboard.boards.polling import record_outcome
from wallboard.boards.vendors import catalogue
from wallboard.pages.health import health_of
from wallboard.state.job_records import Failure, RunReport
from wallboard.state.jobs import JobRecords

pytestmark = pytest.mark.usefixtures("redis_client")


@pytest.fixture
def records(redis_client):
    return JobRecords(redis_client)


def job_of(account) -> str:
    return catalogue()[account.vendor].jobs[0].name


def report(**learned) -> RunReport:
    return RunReport(day=timezone.now().date().isoformat(), **learned)


def went_well(records, account, job, at, learned=None):
    records.started(str(account.pk), job, at)
    records.succeeded(str(account.pk), job, at, learned or report())


def all_went_well(records, account, at):
    for job in catalogue()[account.vendor].jobs:
        went_well(records, account, job.name, at)


def health(account):
    return health_of([account])[0]


def test_before_the_first_poll_it_says_that_it_waits(cast):
    assert health(cast.account).state == "Waiting for the first poll"


def test_what_answers_is_up_to_date(cast, records):
    all_went_well(records, cast.account, time.time())
    found = health(cast.account)
    assert (found.mark, found.state) == ("fresh", "Up to date")


def test_silence_is_late_then_silent(cast, records):
    at = time.time()
    all_went_well(records, cast.account, at)
    slowest = max(job.cadence_seconds for job in catalogue()["trio"].jobs)
    assert health_of([cast.account], at + slowest * 3)[0].mark in ("late", "lost")
    assert health_of([cast.account], at + slowest * 7)[0].state == "Silent"


def test_a_failure_is_told_in_its_own_words_with_a_hint(cast, records):
    account, job = cast.account, job_of(cast.account)
    all_went_well(records, account, time.time())
    failure = Failure("unreachable", "The server does not answer.", "Is it switched on?")
    records.failed(str(account.pk), job, time.time(), report(), failure)
    found = health(account)
    assert (found.message, found.hint) == (failure.message, failure.hint)


def test_refused_credentials_stop_the_account_in_words(cast):
    record_outcome(str(cast.account.pk), "state", "credentials_rejected", "The key was refused.")
    found = health(Account.objects.get(pk=cast.account.pk))
    assert found.state == "Stopped: sign-in refused"
    assert found.message == "The key was refused."
    assert "locked out" in found.hint


def test_a_paused_account_is_calm(cast):
    cast.account.paused = True
    assert health(cast.account).mark == "paused"


def test_notes_words_and_calls_are_on_the_page(cast, records):
    account, job = cast.account, job_of(cast.account)
    learned = report(notes={"failover": "In failover: statistics are not accurate."})
    learned.requests["state"] = 7
    learned.unknown_word("agent_state", "KAFFE")
    went_well(records, account, job, time.time(), learned)
    text = cast.browser(cast.teammate).get(reverse("source-health")).content.decode()
    assert "In failover: statistics are not accurate." in text
    assert "KAFFE" in text
    assert ">7</td>" in text


def test_without_redis_the_page_says_so(cast, settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    text = cast.browser(cast.teammate).get(reverse("source-health")).content.decode()
    assert "Redis does not answer" in text


def test_a_stranger_sees_no_account_of_the_site(cast):
    text = cast.browser(cast.stranger).get(reverse("source-health")).content.decode()
    assert cast.account.name not in text
    assert "No source is set up yet" in text


def test_only_who_may_change_accounts_is_led_to_the_administration(cast):
    assert "Settings, test" not in (
        cast.browser(cast.teammate).get(reverse("source-health")).content.decode()
    )


# What connectors hand over as notes is on the page, word for word.
NOTES = {
    "link 1": "The CTI link of node 1 is down: its figures are late.",
    "loaded 1": "Node 1 is still loading its users.",
    "licence": "The licence of O2G expires in 9 days.",
    "rmi": "Without RMI this account is a directory: it supplies names and disruptions, no live "
    "figures.",
}


@pytest.mark.parametrize("key", NOTES)
def test_a_standing_note_is_shown_until_it_is_taken_back(cast, records, key):
    account, job = cast.account, job_of(cast.account)
    went_well(records, account, job, time.time(), report(notes=dict(NOTES)))
    assert NOTES[key] in health(account).notes
    text = cast.browser(cast.teammate).get(reverse("source-health")).content.decode()
    assert NOTES[key] in text
    went_well(records, account, job, time.time(), report(notes={key: None}))
    assert NOTES[key] not in health(account).notes


def test_sinch_without_rmi_is_a_directory_and_its_live_jobs_are_off(cast, records, settings):
    settings.WALLBOARD_VENDORS = "connectors.registry.VENDORS"
    account = Account.objects.create(
        site=cast.site, vendor="sinch", name="Sinch", base_url="https://sinch.test/tenant"
    )
    off = {job.label for job in health(account).jobs if job.off}
    assert off == {"Queues and agents now (RMI)", "The day's statistics (RAI)"}
