"""The access log of the administration: a page that names people is a look, no other one is."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse

from tests.boards.test_directory_import import agent, listed, queue
from wallboard.boards.admin.looks import DELETING, HISTORY, PEOPLE, WHO_IS_WHO
from wallboard.boards.models import Agent, AgentAlias, Queue, QueueAlias, Team, Viewing

NAME = "Anna Ek"


@pytest.fixture
def people(trio):
    """Somebody and a queue as a directory lists them."""
    listed(trio, queue("11", "Kundtjänst"), agent("2001", NAME, "Lag Nord"))
    return Agent.objects.get(name=NAME)


@pytest.fixture
def browser(client, teammate):
    client.force_login(teammate, backend="django.contrib.auth.backends.ModelBackend")
    return client


def looks() -> set[tuple[str, str, str, str]]:
    rows = Viewing.objects.select_related("site")
    return {(row.who, row.site.slug, row.what, row.people) for row in rows}


def address(name: str, row=None) -> str:
    return reverse(f"admin:{name}", args=[row.pk] if row is not None else [])


@pytest.mark.parametrize(
    ("page", "model", "what"),
    [
        ("boards_agent_changelist", None, PEOPLE),
        ("boards_agent_change", Agent, PEOPLE),
        ("boards_agent_history", Agent, HISTORY),
        ("boards_agent_delete", Agent, DELETING),
        ("boards_agentalias_changelist", None, PEOPLE),
        ("boards_agentalias_change", AgentAlias, PEOPLE),
        ("boards_agentalias_delete", AgentAlias, DELETING),
        ("site-who-is-who", "site", WHO_IS_WHO),
        ("boards_account_delete", "trio", DELETING),
    ],
)
def test_a_page_that_names_people_is_a_look(browser, people, site, trio, page, model, what):
    given = {"site": site, "trio": trio, None: None}
    row = given[model] if model in given else model.objects.get()
    reply = browser.get(address(page, row))
    assert reply.status_code == 200
    assert page == "site-who-is-who" or NAME in reply.content.decode()
    assert looks() == {("teammate", site.slug, what, "names")}
    browser.get(address(page, row))
    assert Viewing.objects.count() == 1, "the same look"


def test_what_was_done_to_people_is_read_in_the_history_of_their_site(
    browser, people, site, teammate
):
    LogEntry.objects.log_actions(teammate.pk, [site], CHANGE, NAME)
    assert NAME in browser.get(address("boards_site_history", site)).content.decode()
    assert looks() == {("teammate", site.slug, HISTORY, "names")}


@pytest.mark.parametrize("model", ["agent", "account"])
def test_the_question_whether_to_delete_several_is_a_look(browser, people, trio, site, model):
    row = people if model == "agent" else trio
    asked = {"action": "delete_selected", "_selected_action": [str(row.pk)]}
    reply = browser.post(address(f"boards_{model}_changelist"), asked)
    assert NAME in reply.content.decode()
    assert looks() == {("teammate", site.slug, DELETING, "names")}


def test_names_that_a_field_completes_are_a_look(browser, people, site):
    asked = {"app_label": "boards", "model_name": "agentalias", "field_name": "agent", "term": "An"}
    assert NAME in browser.get(address("autocomplete"), asked).content.decode()
    assert looks() == {("teammate", site.slug, PEOPLE, "names")}


def test_a_list_is_a_look_at_the_sites_of_its_rows_alone(
    client, owner, people, other_site, site, django_assert_max_num_queries
):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    client.get(address("boards_agent_changelist"))
    assert {slug for _, slug, *_ in looks()} == {site.slug}
    client.get(address("boards_agent_changelist"), {"q": "nobody is called so"})
    Agent.objects.create(site=other_site, name="Ville Lind")
    client.get(address("boards_agent_changelist"), {"q": "Ville"})
    assert {slug for _, slug, *_ in looks()} == {site.slug, other_site.slug}


@pytest.mark.parametrize(
    "page", ["boards_queue_changelist", "boards_team_changelist", "boards_account_changelist"]
)
def test_a_page_that_names_nobody_is_none(browser, people, page):
    browser.get(address(page))
    browser.get(address("boards_queue_change", Queue.objects.get()))
    browser.get(address("boards_queuealias_change", QueueAlias.objects.get()))
    browser.get(address("boards_team_change", Team.objects.get()))
    assert not looks()


def test_the_front_page_repeats_nobodys_name(browser, people, site, teammate):
    """Django's list of one's own recent actions would name people, and no log would know."""
    LogEntry.objects.log_actions(teammate.pk, [people], CHANGE, "renamed")
    page = browser.get(address("index")).content.decode()
    assert "boards/site/" in page
    assert NAME not in page
    assert not looks()


def test_who_is_who_of_queues_is_none(browser, people, site):
    browser.get(f"{address('site-who-is-who', site)}?kind=queue")
    assert not looks()


def test_who_is_refused_did_not_look(client, stranger, people, site):
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    client.get(address("boards_agent_changelist"))
    for page, row in (("boards_agent_change", people), ("boards_agent_history", people)):
        assert client.get(address(page, row)).status_code in {302, 403}
    assert client.get(address("site-who-is-who", site)).status_code == 403
    assert not looks()
