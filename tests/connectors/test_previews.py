"""A directory is previewed through the admin before it is applied: with names, of every vendor.

Real Valkey, real database, the worker's tasks at hand; the vendor is scripted or simulated.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from connectors import previews, registry
from connectors.base import Directory, DirectoryEntry, RunContext
from connectors.errors import CredentialsRejected, Unreachable
from tests.boards import worker_at_hand
from tests.connectors.scripted import script
from wallboard.boards.admin import directory_view
from wallboard.boards.admin.looks import DIRECTORY
from wallboard.boards.directory import import_directory
from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    Membership,
    Queue,
    QueueAlias,
    Site,
    Viewing,
)
from wallboard.boards.preview import SECTIONS
from wallboard.domain.observation import Kind
from wallboard.state.jobs import JobRecords
from wallboard.state.leases import Lease
from wallboard.state.listings import Listings
from wallboard.state.redis import sync_client

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = frozenset({Kind.QUEUE, Kind.AGENT})


@pytest.fixture(autouse=True)
def _tasks_at_hand(settings: Any, redis_client: redis.Redis) -> None:
    settings.WALLBOARD_TASKS = worker_at_hand.__name__


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    row = ("tests.connectors.scripted", "SCRIPTED", "ScriptedConnector")
    monkeypatch.setitem(registry.ROWS, "scripted", row)
    script.__init__()  # type: ignore[misc]
    site = Site.objects.create(name="Norr", slug="norr", timezone="Europe/Stockholm")
    account = Account(site=site, vendor="scripted", name="Växel", base_url="https://vendor.invalid")
    account.keep_secrets({"password": "right"})
    account.save()
    return account


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(
        User.objects.create_superuser("owner"), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def queue(external_id: str, name: str) -> DirectoryEntry:
    return DirectoryEntry(Kind.QUEUE, external_id, name)


def person(external_id: str, name: str, *groups: str, **keys: str) -> DirectoryEntry:
    return DirectoryEntry(Kind.AGENT, external_id, name, keys, groups)


def lists(*entries: DirectoryEntry, covers: frozenset[Kind] = BOTH, note: str = "") -> None:
    def act(context: RunContext) -> Iterator[Directory]:
        if note:
            context.findings.note("listing", note)
        yield Directory(covers, entries)

    script.acts = [act]


def fails(error: Exception) -> None:
    def act(context: RunContext) -> Iterator[Directory]:
        yield from ()
        raise error

    script.acts = [act]


def page_of(account: Account) -> str:
    return reverse("admin:account-directory", args=[account.pk])


def shown(reply: Any) -> str:
    assert reply.status_code == 200
    return html.unescape(re.sub(r"<[^>]+>|\s+", " ", reply.content.decode())).strip()


def preview(browser: Client, account: Account) -> str:
    return re.sub(" +", " ", shown(browser.post(page_of(account), {"do": "preview"}, follow=True)))


def apply(browser: Client, account: Account, digest: str | None = None) -> str:
    known = previews.look(str(account.pk)).get("digest", "")
    form = {"do": "apply", "digest": known if digest is None else digest}
    return re.sub(" +", " ", shown(browser.post(page_of(account), form, follow=True)))


def imported(account: Account, *entries: DirectoryEntry) -> None:
    import_directory(str(account.pk), Directory(BOTH, entries))


def rows() -> list[Any]:
    """All that a listing writes."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Queue, QueueAlias, Agent, AgentAlias, Site)
    ]


def test_a_preview_names_what_would_change_and_changes_nothing(
    browser: Client, account: Account
) -> None:
    imported(account, queue("11", "Växeln"), queue("12", "Faktura"), person("2001", "Anna Berg"))
    before = rows()
    lists(queue("11", "Växel Norr"), queue("13", "Support"), person("2001", "Anna Berg", "Lag A"))
    text = preview(browser, account)
    assert rows() == before
    assert "4 changes, none applied yet." in text
    assert "Listed: 2 queues, 1 person." in text
    assert "New 1 queue Support (13)" in text
    assert "Renamed" in text and "queue Växeln (11) becomes Växel Norr" in text
    assert "Gone 1" in text and "queue Faktura (12)" in text
    assert "person Anna Berg (2001): Lag A" in text
    assert Viewing.objects.get().what == DIRECTORY, "who saw these names is in the access log"


def test_what_is_applied_is_what_was_previewed(browser: Client, account: Account) -> None:
    imported(account, queue("11", "Växeln"))
    lists(queue("11", "Växel Norr"), person("2001", "Anna Berg"))
    preview(browser, account)
    lists(queue("11", "Something else by now"))  # the vendor is not asked again
    assert "Applied its directory: 2 changes." in apply(browser, account)
    assert Queue.objects.get().name == "Växel Norr"
    assert Agent.objects.get().name == "Anna Berg"
    history = browser.get(reverse("admin:boards_account_history", args=[account.pk]))
    assert "Applied its directory: 2 changes." in shown(history)
    assert "too old" in apply(browser, account)  # once is enough


def test_what_has_changed_since_is_shown_instead_of_applied(
    browser: Client, account: Account
) -> None:
    lists(queue("11", "Växeln"), queue("12", "Support"))
    preview(browser, account)
    imported(account, queue("12", "Support"))  # the daily listing came in between
    before = rows()
    text = apply(browser, account)
    assert "The directory has changed since" in text
    assert rows() == before
    assert "1 change, not applied yet." in text
    assert "Applied its directory: 1 change." in apply(browser, account)


def test_another_preview_than_the_one_that_was_seen_is_not_applied(
    browser: Client, account: Account
) -> None:
    lists(queue("11", "Växeln"))
    preview(browser, account)
    assert "The directory has changed since" in apply(browser, account, digest="0" * 64)
    assert not Queue.objects.exists()


def test_merged_and_split_people_are_named(browser: Client, account: Account) -> None:
    schedule = Account.objects.create(
        site=account.site, vendor="calabrio", name="Schema", base_url="https://v.test", rank=1
    )
    imported(schedule, person("5", "A. Berg", acd_agent_id="2001"))
    lists(person("2001", "Anna Berg", own_agent_id="2001"))
    text = preview(browser, account)
    assert "Become one 1" in text
    assert "person Schema: A. Berg (5) · Växel: Anna Berg (2001)" in text
    apply(browser, account)
    assert Agent.objects.count() == 1
    lists(person("2001", "Anna Berg", own_agent_id="77"))
    text = preview(browser, account)
    assert "Become separate 1" in text and "Other keys 1" in text
    assert Agent.objects.count() == 1


def test_a_number_that_is_given_to_somebody_else_is_told_as_such(
    browser: Client, account: Account
) -> None:
    others = [person(str(n), f"Person {n}", login=f"p{n}") for n in range(20)]
    imported(account, person("2001", "Anna Berg", login="anna", employee_id="E1"), *others)
    lists(person("2001", "Bo Ek", login="bo", employee_id="E2"), *others)
    text = preview(browser, account)
    assert "Given to somebody else 1" in text
    assert "person Anna Berg (2001) is Bo Ek now" in text


def test_a_large_directory_is_summarised(browser: Client, account: Account) -> None:
    lists(*(queue(str(n), f"Kö {n:04}") for n in range(400)))
    text = preview(browser, account)
    assert "400 changes, none applied yet." in text
    assert "And 350 more." in text
    assert text.count("queue Kö ") == 50
    assert "Applied its directory: 400 changes." in apply(browser, account)
    assert Queue.objects.count() == 400


def test_nothing_to_change_offers_nothing_to_apply(browser: Client, account: Account) -> None:
    imported(account, queue("11", "Växeln"), person("2001", "Anna Berg"))
    lists(queue("11", "Växeln"), person("2001", "Anna Berg"))
    reply = browser.post(page_of(account), {"do": "preview"}, follow=True)
    assert "Nothing would change." in shown(reply)
    assert 'value="apply"' not in reply.content.decode()
    assert not Viewing.objects.exists(), "nobody was named"


def test_an_empty_listing_says_so_and_takes_nothing_for_gone(
    browser: Client, account: Account
) -> None:
    imported(account, queue("11", "Växeln"), person("2001", "Anna Berg"))
    lists(queue("11", "Växeln"), note="Trio does not list its agents to this login.")
    text = preview(browser, account)
    assert "No people were listed: those that are known stay as they are." in text
    assert "Trio does not list its agents to this login." in text
    assert "Nothing would change." in text
    lists(person("2001", "Anna Berg"), person("2002", "Bo Ek"), covers=frozenset({Kind.QUEUE}))
    assert "Not all people could be listed: none is taken for gone." in preview(browser, account)


def test_a_failing_listing_says_why_and_what_to_do(browser: Client, account: Account) -> None:
    fails(Unreachable("The server does not answer.", hint="Is it switched on?"))
    text = preview(browser, account)
    assert "It could not be listed; nothing changes." in text
    assert "The server does not answer." in text and "Is it switched on?" in text
    assert not JobRecords(sync_client()).overview(str(account.pk), "2026-01-01").jobs


def test_a_paused_account_can_be_previewed_before_its_first_poll(
    browser: Client, account: Account
) -> None:
    Account.objects.update(paused=True)
    lists(queue("11", "Växeln"))
    assert "queue Växeln (11)" in preview(browser, account)


def test_rejected_credentials_are_not_tried_again(browser: Client, account: Account) -> None:
    tried = []

    def act(context: RunContext) -> Iterator[Directory]:
        tried.append(1)
        with context.sessions.exclusive():
            raise CredentialsRejected("The key was refused.")
        yield Directory(BOTH, ())

    script.acts = [act]
    assert "The key was refused." in preview(browser, account)
    assert Account.objects.get().credentials_rejected_at is not None
    assert "Its credentials were rejected. Test the connection first." in preview(browser, account)
    assert len(tried) == 1


def test_while_the_schedule_lists_it_is_not_listed_twice(
    browser: Client, account: Account, redis_client: redis.Redis
) -> None:
    lease = Lease(redis_client, f"job:{account.pk}:directory", 5.0)
    assert lease.acquire()
    assert "It is being listed right now." in preview(browser, account)


def test_a_listing_that_takes_long_is_waited_for_by_the_page(
    browser: Client, account: Account, redis_client: redis.Redis
) -> None:
    Listings(redis_client).keep(str(account.pk), {"state": "listing", "at": 1.0})
    reply = browser.get(page_of(account))
    assert "It is being listed." in shown(reply)
    assert 'http-equiv="refresh"' in reply.content.decode()


def test_a_defect_leaves_no_page_that_waits_for_ever(account: Account) -> None:
    fails(RuntimeError("defect"))
    with pytest.raises(RuntimeError):
        previews.take(str(account.pk))
    assert previews.look(str(account.pk)) == {"state": "none"}


def test_only_who_may_configure_the_site_previews_its_directory(account: Account) -> None:
    stranger = User.objects.create_user("stranger", is_staff=True)
    Membership.objects.create(
        user=stranger, site=Site.objects.create(name="Vasa", slug="vasa"), role="administrator"
    )
    client = Client()
    client.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
    for reply in (client.get(page_of(account)), client.post(page_of(account), {"do": "apply"})):
        assert reply.status_code == 403


def test_every_section_of_a_preview_has_a_heading() -> None:
    assert set(SECTIONS) == set(directory_view.HEADINGS)
