from __future__ import annotations

import pytest

from wallboard.boards import polling
from wallboard.boards.models import Account, JobState
from wallboard.boards.secrets import Undecryptable, new_key


def test_jobs_that_are_on_are_polled_unless_paused_or_rejected(trio, calabrio):
    jobs = {(job.vendor, job.job, job.cadence_seconds) for job in polling.polled_jobs()}
    assert jobs == {
        ("trio", "state", 5),
        ("trio", "directory", 3600),
        ("calabrio", "schedule", 300),
    }
    calabrio.paused = True
    calabrio.save()
    polling.record_outcome(str(trio.pk), "state", "credentials_rejected", "Trio says no.")
    assert polling.polled_jobs() == ()


def test_the_list_of_jobs_costs_one_query(trio, calabrio, django_assert_num_queries):
    with django_assert_num_queries(1):
        polling.polled_jobs()


def test_a_run_gets_defaults_overridden_by_the_accounts_options_and_its_secrets(trio):
    trio.options = {"page_size": 50}
    trio.save()
    account = polling.polled_account(str(trio.pk))
    assert account is not None
    assert account.options == {"page_size": 50, "encoding": "base64", "strict": False}
    assert account.secrets["password"] == "hemlig-Ö-77"
    assert account.timezone == "Europe/Stockholm"
    assert "hemlig" not in repr(account)


def test_an_account_that_is_gone_is_none(db):
    assert polling.polled_account("3f1d1b7e-0000-4000-8000-000000000000") is None


def test_secrets_of_a_lost_key_are_told_apart_from_wrong_ones(trio, settings):
    settings.WALLBOARD_ENCRYPTION_KEYS = (new_key(),)
    with pytest.raises(Undecryptable, match="WALLBOARD_ENCRYPTION_KEYS"):
        polling.polled_account(str(trio.pk))


def test_a_row_is_written_only_when_the_state_changes(trio):
    account = str(trio.pk)
    assert not polling.record_outcome(account, "state")  # working is how it begins
    assert polling.record_outcome(account, "state", "unreachable", "No answer.", "Is it on?")
    assert not polling.record_outcome(account, "state", "unreachable", "No answer.")
    assert polling.record_outcome(account, "state", "malformed", "HTML instead of JSON.")
    assert polling.record_outcome(account, "state")
    states = [row.state for row in JobState.objects.order_by("pk")]
    assert states == ["failing", "failing", "ok"]
    assert polling.job_states(account)["state"].state == "ok"


def test_rejected_credentials_stop_the_account_with_words_until_it_is_acquitted(trio, told):
    account = str(trio.pk)
    with told() as heard:
        polling.record_outcome(account, "state", "credentials_rejected", "Trio refused the login.")
    assert heard == [("configuration", str(trio.site_id))]
    assert polling.is_rejected(account)
    assert Account.objects.get().trouble == "Trio refused the login."
    polling.acquit(account)
    assert not polling.is_rejected(account)
    assert Account.objects.get().trouble == ""
    assert polling.record_outcome(account, "state")
    assert not polling.is_rejected(account)


def test_one_jobs_recovery_does_not_hide_anothers_rejection(trio):
    account = str(trio.pk)
    polling.record_outcome(account, "directory", "unreachable", "No answer.")
    polling.record_outcome(account, "state", "credentials_rejected", "No.")
    polling.record_outcome(account, "directory")
    assert polling.is_rejected(account)


def test_an_outcome_of_a_removed_account_is_dropped(trio):
    account = str(trio.pk)
    trio.delete()
    assert not polling.record_outcome(account, "state", "unreachable", "No answer.")
