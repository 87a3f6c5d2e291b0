from __future__ import annotations

import pytest
from django.utils import timezone

from wallboard.boards.models import Account, Agent, AgentAlias, Queue, QueueAlias, Team, Widget
from wallboard.boards.specs import board_spec, site_spec
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind


def make_queue(account, name, external_id, **more):
    queue = Queue.objects.create(site=account.site, name=name, **more)
    QueueAlias.objects.create(queue=queue, account=account, external_id=external_id)
    return queue


def make_agent(account, name, external_id):
    agent = Agent.objects.create(site=account.site, name=name)
    AgentAlias.objects.create(agent=agent, account=account, external_id=external_id)
    return agent


def test_a_site_is_described_with_its_sources_queues_and_people(site, trio, calabrio):
    trio.cadences, trio.jobs = {"state": 10}, {"directory": False, "calls": True}
    trio.save()
    queue = make_queue(trio, "Växel", "11", group="Sälj")
    agent = make_agent(trio, "Anna", "2001")
    agent.teams.add(Team.objects.create(site=site, name="Nord"))
    spec = site_spec(str(site.pk))
    source = spec.sources[str(trio.pk)]
    assert dict(source.cadences) == {"state": 10, "calls": 5}
    assert "contacts_waiting" in source.supplies[Kind.QUEUE]
    assert spec.queues[str(queue.pk)].aliases == (EntityKey(str(trio.pk), Kind.QUEUE, "11"),)
    assert spec.queues[str(queue.pk)].group == "Sälj"
    assert spec.agents[str(agent.pk)].teams == ("Nord",)
    assert (spec.timezone, spec.name) == ("Europe/Stockholm", "Norrköping")


def test_a_site_costs_ten_queries_however_large_it_is(site, trio, django_assert_num_queries):
    for number in range(30):
        make_queue(trio, f"Q{number}", str(number))
        make_agent(trio, f"A{number}", str(number))
    with django_assert_num_queries(10):
        site_spec(site.pk)


def test_a_board_costs_two_queries(board, django_assert_num_queries):
    for number in range(10):
        Widget.objects.create(board=board, type="clock", x=number, width=1, y=0)
    with django_assert_num_queries(2):
        spec = board_spec(board.pk)
    assert [widget.x for widget in spec.widgets] == list(range(10))
    assert (spec.site, spec.purpose) == (str(board.site_id), "wall")


def test_reading_a_site_decrypts_no_secret(site, trio, settings):
    settings.WALLBOARD_ENCRYPTION_KEYS = ("x",)  # any use of it would raise
    assert str(trio.pk) in site_spec(site.pk).sources


@pytest.mark.parametrize("hide", ["hidden", "gone", "of a source that tells nothing of queues"])
def test_what_no_source_tells_of_is_on_no_board(site, trio, calabrio, hide):
    queue = make_queue(calabrio if "source" in hide else trio, "Q", "11")
    Queue.objects.filter(pk=queue.pk).update(hidden=hide == "hidden")
    if hide == "gone":
        QueueAlias.objects.update(gone_at=timezone.now())
    assert site_spec(site.pk).queues == {}


def test_people_who_are_on_no_board_are_known_by_name(site, trio):
    """Texts may still name them."""
    make_agent(trio, "Anna", "1")
    hidden, departed = make_agent(trio, "Bo", "2"), make_agent(trio, "Cia", "3")
    Agent.objects.filter(pk=hidden.pk).update(hidden=True)
    departed.aliases.update(gone_at=timezone.now())
    spec = site_spec(site.pk)
    assert [agent.name for agent in spec.agents.values()] == ["Anna"]
    assert spec.unlisted == (("Bo", hidden.secret), ("Cia", departed.secret))
    assert hidden.secret not in repr(spec)


def test_a_cadence_below_the_vendors_minimum_is_raised_to_it(site, trio):
    trio.cadences = {"state": 0.5}
    trio.save()
    assert site_spec(site.pk).sources[str(trio.pk)].cadences["state"] == 2


def test_an_account_of_a_vendor_that_is_no_more_supplies_nothing(site):
    account = Account.objects.create(site=site, vendor="gone", name="X", base_url="https://x.test")
    source = site_spec(site.pk).sources[str(account.pk)]
    assert (dict(source.cadences), dict(source.supplies)) == ({}, {})
