from __future__ import annotations

import pytest
from celery import Celery
from django.urls import reverse
from django.utils import timezone

from wallboard import celery
from wallboard.boards import errands
from wallboard.boards.models import Account, JobState

HIDDEN = ("key-Å-1", "hemlig-Ö-77")


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """What the admin asked of the workers; there is none here."""
    calls = []

    def send(task, *arguments):
        calls.append((task, *arguments))
        return True

    monkeypatch.setattr(errands, "send", send)
    return calls


@pytest.fixture
def page(trio):
    return reverse("admin:boards_account_change", args=[trio.pk])


def form_of(account, **changes):
    form = {
        "name": account.name,
        "base_url": account.base_url,
        "rank": 0,
        "ca_bundle": "",
        "option_encoding": "base64",
        "option_page_size": 500,
        "on_state": "on",
        "on_directory": "on",
    }
    return form | changes


def test_secrets_are_never_shown_and_left_empty_they_are_kept(client, owner, trio, page):
    client.force_login(owner)
    shown = client.get(page).content.decode()
    assert "Stored; leave empty to keep it." in shown
    assert not any(word in shown for word in HIDDEN)
    assert client.post(page, form_of(trio, name="Renamed")).status_code == 302
    account = Account.objects.get()
    assert (account.name, account.secrets["password"]) == ("Renamed", "hemlig-Ö-77")


def test_a_secret_that_is_entered_replaces_the_stored_one_and_shows_nowhere(
    client, owner, trio, page, caplog, sent
):
    client.force_login(owner)
    client.post(page, form_of(trio, secret_password=" new geheim "))
    account = Account.objects.get()
    assert account.secrets["password"] == " new geheim "  # a blank may belong to it
    assert account.secrets["client_key"] == "key-Å-1"
    history = client.get(reverse("admin:boards_account_history", args=[trio.pk])).content.decode()
    after = client.get(page).content.decode()
    assert "geheim" not in history + after + caplog.text + str(sent)


def test_a_form_with_an_error_does_not_echo_what_was_entered(client, owner, trio, page):
    client.force_login(owner)
    reply = client.post(page, form_of(trio, base_url="nonsense", secret_password="geheim-1"))
    assert reply.status_code == 200
    assert "geheim-1" not in reply.content.decode()


def test_an_optional_secret_can_be_forgotten(client, owner, trio, page):
    client.force_login(owner)
    client.post(page, form_of(trio, secret_token="extra-token"))
    assert Account.objects.get().secrets["token"] == "extra-token"
    client.post(page, form_of(trio, forget_token="on"))
    assert "token" not in Account.objects.get().secrets


def test_only_what_differs_from_the_vendors_defaults_is_stored(client, owner, trio, page):
    client.force_login(owner)
    client.post(page, form_of(trio, option_page_size=50, on_calls="on", cadence_state=10))
    account = Account.objects.get()
    assert account.options == {"page_size": 50}
    assert account.jobs == {"calls": True}
    assert account.cadences == {"state": 10}
    client.post(page, form_of(trio, cadence_state=5))
    account = Account.objects.get()
    assert (account.options, account.jobs, account.cadences) == ({}, {}, {})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cadence_state": 1}, "greater than or equal to 2"),
        ({"option_encoding": "rot13"}, "not one of the available choices"),
        ({"ca_bundle": "not a certificate"}, "not a PEM certificate"),
        ({"base_url": "https://user:pw@trio.test/"}, "more than server and path"),
        ({"base_url": "ftp://trio.test/"}, "Enter a valid URL"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_saved(
    client, owner, trio, page, change, words
):
    client.force_login(owner)
    reply = client.post(page, form_of(trio, name="Renamed", **change))
    assert words in reply.content.decode()
    assert Account.objects.get().name == "Växel"


def test_plain_http_is_saved_with_a_warning(client, owner, trio, page):
    client.force_login(owner)
    reply = client.post(page, form_of(trio, base_url="http://trio.test/te/api"), follow=True)
    assert "readable to all in between" in reply.content.decode()
    assert Account.objects.get().base_url == "http://trio.test/te/api"


def test_a_new_account_begins_paused_and_leads_to_its_credentials(client, owner, site):
    client.force_login(owner)
    form = {"site": site.pk, "vendor": "trio", "name": "T", "base_url": "https://t.test/te/api"}
    reply = client.post(reverse("admin:boards_account_add"), form, follow=True)
    account = Account.objects.get()
    assert account.paused
    assert f"/{account.pk}/change/" in reply.redirect_chain[-1][0]
    assert "secret_client_key" in reply.content.decode()
    assert "Not set yet." in reply.content.decode()


def test_changed_credentials_get_another_try_and_the_old_session_ends(
    client, owner, trio, page, sent
):
    Account.objects.update(credentials_rejected_at=timezone.now(), trouble="Refused.")
    client.force_login(owner)
    client.post(page, form_of(trio, name="Renamed"))
    assert Account.objects.get().trouble == "Refused."
    assert sent == []
    client.post(page, form_of(trio, secret_password="better"))
    account = Account.objects.get()
    assert (account.trouble, account.credentials_rejected_at) == ("", None)
    assert sent == [("connectors.sign_out", str(trio.pk))]


def test_pause_and_resume(client, owner, trio, sent):
    client.force_login(owner)
    client.post(reverse("admin:account-pause", args=[trio.pk]))
    assert Account.objects.get().paused
    assert ("connectors.sign_out", str(trio.pk)) in sent
    Account.objects.update(credentials_rejected_at=timezone.now(), trouble="Refused.")
    client.post(reverse("admin:account-resume", args=[trio.pk]))
    account = Account.objects.get()
    assert (account.paused, account.credentials_rejected_at) == (False, None)


def test_the_directory_can_be_asked_for_now(client, owner, trio, sent):
    client.force_login(owner)
    client.post(reverse("admin:account-refresh", args=[trio.pk]))
    assert sent == [("connectors.refresh_directory", str(trio.pk))]


ANSWER = {
    "ok": False,
    "message": "Trio refused the login.",
    "hint": "Check the key.",
    "details": [],
}


def test_the_result_of_a_test_is_shown_in_plain_words(client, owner, trio, monkeypatch):
    asked = []

    def ask(task, *arguments, seconds):
        asked.append((task, *arguments))
        return ANSWER

    monkeypatch.setattr(errands, "ask", ask)
    client.force_login(owner)
    shown = client.post(reverse("admin:account-test", args=[trio.pk])).content.decode()
    assert "It does not work." in shown
    assert "Trio refused the login." in shown
    assert "Check the key." in shown
    assert asked == [("connectors.test_connection", str(trio.pk))]


def test_without_a_store_the_buttons_say_so(client, owner, trio, monkeypatch, settings):
    monkeypatch.undo()
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"  # nothing listens there
    nowhere = Celery("nowhere", amqp=celery.QuickAMQP, set_as_current=False)
    nowhere.add_defaults(celery._configuration)
    monkeypatch.setattr(celery, "app", nowhere)
    client.force_login(owner)
    for name in ("test", "refresh"):
        reply = client.post(reverse(f"admin:account-{name}", args=[trio.pk]), follow=True)
        assert "The store (Redis) does not answer" in reply.content.decode()


@pytest.mark.parametrize("name", ["test", "pause", "resume", "refresh"])
def test_buttons_post_and_need_a_right_to_the_site(name, client, trio, teammate, stranger):
    address = reverse(f"admin:account-{name}", args=[trio.pk])
    client.force_login(stranger)
    assert client.post(address).status_code == 403
    client.force_login(teammate)
    assert client.get(address).status_code == 405
    client.logout()
    assert client.post(address).status_code == 302


SEEN = {
    "members": [
        {"resource": "service_state", "member": "koLangd", "sample": "7", "mapped": False},
        {"resource": "odd", "member": "x", "sample": "<b>", "mapped": False},
    ],
    "words": [{"table": "agent_states", "word": "fika", "count": 3}],
    "notes": ["In failover since 10:41."],
    "counters": {"state: calls": 12},
}


@pytest.fixture
def fields_page(client, owner, trio, monkeypatch):
    monkeypatch.setattr(errands, "ask", lambda task, *arguments, seconds: SEEN)
    client.force_login(owner)
    return reverse("admin:account-fields", args=[trio.pk])


def test_members_and_words_that_were_seen_are_shown(client, fields_page):
    shown = client.get(fields_page).content.decode()
    for words in ("koLangd", "fika", "In failover since 10:41.", "state: calls", "&lt;b&gt;"):
        assert words in shown


def test_a_member_and_a_word_are_mapped_and_taken_away_again(client, fields_page):
    form = {"member-0": "longest_wait", "unit-0": "ms", "word-0": "paused"}
    assert client.post(fields_page, form).status_code == 302
    assert Account.objects.get().mapping == {
        "service_state": {"longest_wait": {"names": ["koLangd", "waittime"], "unit": "ms"}},
        "agent_states": {"fika": "paused"},
    }
    shown = client.get(fields_page).content.decode()
    assert "koLangd, waittime (ms)" in shown
    client.post(fields_page, {"remove-0": "on", "remove-1": "on"})
    assert Account.objects.get().mapping == {}


def test_a_changed_mapping_is_read_by_the_directory_at_once(client, fields_page, trio, sent):
    """It says where names are, and the directory is read once an hour."""
    client.post(fields_page, {"member-0": "longest_wait"})
    assert sent == [("connectors.refresh_directory", str(trio.pk))]


def test_a_field_that_there_is_not_cannot_be_chosen(client, fields_page):
    reply = client.post(fields_page, {"member-0": "password", "word-0": "happy"})
    assert "nothing was saved" in reply.content.decode()
    assert Account.objects.get().mapping == {}


def test_the_page_of_fields_works_without_a_worker(client, owner, trio, monkeypatch):
    def ask(task, *arguments, seconds):
        raise errands.Unanswered("No worker answered within 6 seconds. Is one running?")

    monkeypatch.setattr(errands, "ask", ask)
    client.force_login(owner)
    shown = client.get(reverse("admin:account-fields", args=[trio.pk])).content.decode()
    assert "No worker answered" in shown


def test_diagnostics_come_as_a_file(client, fields_page, trio):
    reply = client.get(reverse("admin:account-diagnostics", args=[trio.pk]))
    assert reply["Content-Type"].startswith("application/json")
    assert "attachment" in reply["Content-Disposition"]


def test_the_account_tells_how_its_jobs_do(client, owner, trio, page):
    JobState.objects.create(
        account=trio, job="state", state="failing", since=timezone.now(), message="No answer."
    )
    client.force_login(owner)
    shown = client.get(page).content.decode()
    assert "state: failing since" in shown
    assert "No answer." in shown


def test_an_account_of_a_vendor_that_is_no_more_can_still_be_opened(client, owner, trio, page):
    Account.objects.update(vendor="gone")
    client.force_login(owner)
    assert "No connector speaks to" in client.get(page).content.decode()


def test_a_removed_account_is_forgotten_by_the_store_too(
    trio, sent, django_capture_on_commit_callbacks
):
    site, account = str(trio.site_id), str(trio.pk)
    with django_capture_on_commit_callbacks(execute=True):
        trio.delete()
    assert ("connectors.forget_account", site, account) in sent
