"""The five identity puzzles, through the admin, with the listings of four simulated systems."""

from __future__ import annotations

import itertools
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from connectors.simulator import SimulatedCentre
from tests.boards.four_systems import SYSTEMS, FourSystems, Listings
from tests.boards.test_admin_sites import INLINE
from tests.boards.test_directory_import import agent, listed, queue
from wallboard.boards.directory import Imported
from wallboard.boards.models import Agent, AgentAlias, Decision, HandOver, Queue, Team, Widget

ORDERS = list(itertools.permutations(SYSTEMS))[::5]
ARTICLE = re.compile(r"<article.*?</article>", re.S)
HIDDEN = re.compile(r'name="(left|right|others|note|decision)" value="([^"]*)"')


@pytest.fixture(scope="module")
def listings():
    """Before and after the number of agent 8 was given to somebody else."""
    centre = SimulatedCentre(seed=7, queues=12, agents=20, frozen=True).start()
    try:
        before = Listings(centre)
        centre.reassign(8)
        return before, Listings(centre)
    finally:
        centre.stop()


@pytest.fixture
def four(site, listings):
    systems = FourSystems(site, listings[0])
    systems.list_all()
    return systems


class Page:
    def __init__(self, client, site, kind="agent"):
        self.client = client
        self.address = f"{reverse('admin:site-who-is-who', args=[site.pk])}?kind={kind}"

    def text(self, **query):
        more = "".join(f"&{key}={value}" for key, value in query.items())
        reply = self.client.get(self.address + more)
        assert reply.status_code == 200
        return reply.content.decode()

    def section(self, name, text=None):
        whole = text or self.text()
        return whole.split(f'<section aria-labelledby="{name}">')[1].split("</section>")[0]

    def questions(self, name):
        return ARTICLE.findall(self.section(name))

    def press(self, form, do):
        """A button of a form that the page shows: its hidden fields, and what the button says."""
        data = dict(HIDDEN.findall(form)) | {"do": do}
        return self.client.post(self.address, data, follow=True).content.decode()


@pytest.fixture
def page(client, owner, site):
    client.force_login(owner)
    return Page(client, site)


def candidate(article, name):
    parts = article.split('<div class="candidate">')[1:]
    return next(part for part in parts if name in part)


def test_nobody_is_ever_joined_with_somebody_else(four):
    truth = four.truth()
    assert len(four.people()) >= 20
    for person in four.people():
        assert len({truth[alias] for alias in person}) == 1, person
    assert sum(len(person) == 4 for person in four.people()) == 17


def test_puzzle_one_the_same_number_with_and_without_zeros_is_one_person(four):
    for index in (2, 4):
        assert len({alias.agent_id for alias in four.of(index).values()}) == 1
    assert four.of(2)["o2g"].external_id.startswith("oxe0")


def test_puzzle_two_the_same_name_is_two_people_and_nobody_asks(four, page):
    one, seven = four.of(1), four.of(7)
    assert len({alias.listed_name for alias in (*one.values(), *seven.values())}) == 1
    assert {a.agent_id for a in one.values()}.isdisjoint(a.agent_id for a in seven.values())
    assert all(one["trio"].listed_name not in q for q in page.questions("suggestions"))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_puzzle_three_a_number_that_somebody_else_has_now(four, listings, page, order):
    many, old = len(four.people()), four.of(8)["trio"].agent
    old.teams.add(Team.objects.create(site=four.site, name="Mentors"))
    four.listings = listings[1]
    four.list_all(order)
    after = four.of(8)
    assert len({alias.agent_id for alias in after.values()}) == 1
    new = after["trio"].agent
    assert new.pk != old.pk
    assert "Mentors" not in new.teams.values_list("name", flat=True)
    assert not old.aliases.filter(gone_at=None).exists()
    assert len(four.people()) == many
    notes = page.section("notes")
    assert notes.count("<tr>") == 3  # the head, Trio, O2G
    assert old.name in notes and new.name in notes
    page.press(notes.split("<tr>")[2], "read")
    page.press(page.section("notes").split("<tr>")[2], "read")
    assert 'id="notes"' not in page.text()


def test_puzzle_four_somebody_in_two_systems_only_is_one_person_in_these(four):
    leaders = [one for one in four.people() if {vendor for vendor, _ in one} == {"o2g", "sinch"}]
    assert len(leaders) == 5


def test_puzzle_five_keys_that_conflict_are_shown_and_decided_by_a_person(four, page):
    nine, twelve = four.of(9), four.of(12)
    stray = nine["sinch"]
    assert AgentAlias.objects.filter(agent=stray.agent_id).count() == 1
    assert len({nine[vendor].agent_id for vendor in ("trio", "calabrio", "o2g")}) == 1
    assert len({alias.agent_id for alias in twelve.values()}) == 1
    asked = next(q for q in page.questions("conflicts") if stray.external_id not in q
                 and f"<h4>{stray.listed_name}</h4>" in q)  # fmt: skip
    assert "directory number is the same (2014)" in asked
    assert "employee id is the same (e1012)" in asked
    assert twelve["trio"].agent.name in asked
    text = page.press(candidate(asked, "directory number"), "same")
    assert "are one person from now on" in text
    assert four.of(9)["sinch"].agent_id == nine["trio"].agent_id
    assert all(f"<h4>{stray.listed_name}</h4>" not in q for q in page.questions("conflicts"))
    four.list_all(["sinch", "o2g", "calabrio", "trio"])
    assert four.of(9)["sinch"].agent_id == nine["trio"].agent_id


def test_a_suggestion_says_why_and_may_be_accepted_rejected_and_taken_back(four, page, owner):
    five = four.of(5)
    assert five["calabrio"].agent_id != five["trio"].agent_id
    asked = next(q for q in page.questions("suggestions") if five["trio"].listed_name in q)
    assert "The name is the same." in asked
    assert "Calabrio gives it to more than one" in asked
    page.press(asked, "different")
    assert all(five["trio"].listed_name not in q for q in page.questions("suggestions"))
    decision = Decision.objects.get()
    assert (decision.made_by, decision.verdict) == (owner, "different")
    page.press(page.section("decisions"), "undo")
    asked = next(q for q in page.questions("suggestions") if five["trio"].listed_name in q)
    page.press(asked, "same")
    four.list_all(["calabrio", "trio"])
    assert four.of(5)["calabrio"].agent_id == five["trio"].agent_id


def test_what_was_joined_by_a_key_can_be_parted_and_stays_parted(four, page):
    two = four.of(2)
    found = ARTICLE.findall(page.section("find", page.text(q=two["trio"].external_id)))
    row = next(part for part in found[0].split("<li>") if "Calabrio:" in part)
    page.press(row, "different")
    four.list_all()
    apart = four.of(2)
    assert apart["calabrio"].agent_id != apart["trio"].agent_id
    assert apart["trio"].agent_id == apart["o2g"].agent_id == apart["sinch"].agent_id
    page.press(page.section("decisions"), "undo")
    assert len({alias.agent_id for alias in four.of(2).values()}) == 1


def test_only_renamed_brings_back_the_row_and_what_was_decided(trio, calabrio, page):
    listed(trio, agent("2001", "Anna Ek"), agent("2002", "Bo Ask"))
    listed(calabrio, agent("c1", "A Ek", employee_id="E1"))
    anna, other = AgentAlias.objects.get(external_id="2001"), Agent.objects.get(name="A Ek")
    same = {"left": str(anna.pk), "right": str(other.aliases.get().pk), "do": "same"}
    page.client.post(page.address, same)
    row = AgentAlias.objects.get(pk=anna.pk).agent_id
    assert listed(trio, agent("2001", "Maria Berg"), agent("2002", "Bo Ask")).handed_over == 1
    assert AgentAlias.objects.get(pk=anna.pk).agent_id != row
    page.press(page.section("notes"), "restore")
    assert AgentAlias.objects.get(pk=anna.pk).agent_id == row
    assert Agent.objects.get(pk=row).aliases.count() == 2
    assert not HandOver.objects.filter(undone_at=None).exists()


def test_keys_are_chosen_and_ordered(trio, calabrio, page, site):
    listed(trio, agent("2001", "Anna", own_agent_id="2001", employee_id="E1"))
    listed(calabrio, agent("c1", "Anna Ek", acd_agent_id="2001", employee_id="E2"))
    assert Agent.objects.count() == 2
    page.client.post(page.address, {"do": "keys", "place-acd_agent_id": "1"})
    assert Agent.objects.count() == 1
    site.refresh_from_db()
    assert site.person_keys == ["acd_agent_id"]
    page.client.post(page.address, {"do": "keys", "default": "1"})
    assert Agent.objects.count() == 2


def test_queues_of_two_systems_are_one_and_boards_follow(trio, calabrio, board, page):
    listed(trio, queue("11", "Support"), queue("12", "Växel"))
    listed(calabrio, queue("q1", "Help"))
    late = Queue.objects.get(name="Help")
    widget = Widget.objects.create(
        board=board, type="queue_table", options={"queues": [str(late.pk)]}
    )
    listed(calabrio, queue("q1", "support"))
    support = Queue.objects.get(name="Support")
    assert support.aliases.count() == 2
    widget.refresh_from_db()
    assert widget.options["queues"] == [str(support.pk)]
    page.address = page.address.replace("agent", "queue")
    row = page.section("find", page.text(q="support")).split("<li>")[2]
    page.press(row, "different")
    listed(calabrio, queue("q1", "support"))
    listed(trio, queue("11", "Support"), queue("12", "Växel"))
    assert Queue.objects.count() == 3


def test_a_page_that_is_out_of_date_does_nothing(trio, page):
    listed(trio, agent("2001", "Anna"), agent("2002", "Bo"))
    text = page.client.post(
        page.address, {"left": "1", "right": "99999", "do": "same"}, follow=True
    )
    assert "look again" in text.content.decode()
    assert not Decision.objects.exists()


def test_only_who_configures_the_site_reaches_the_page(four, client, teammate, stranger, site):
    address = reverse("admin:site-who-is-who", args=[site.pk])
    alias = four.of(1)["trio"]
    for user, status in ((teammate, 200), (stranger, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status
    form = {"left": alias.pk, "right": four.of(2)["trio"].pk, "do": "same"}
    assert client.post(address, form).status_code == 403
    teammate.is_staff = False
    teammate.save()
    client.force_login(teammate)
    assert client.get(address).status_code == 302
    assert not Decision.objects.exists()


def test_another_sites_aliases_cannot_be_named(four, client, stranger, other_site):
    client.force_login(stranger)
    address = reverse("admin:site-who-is-who", args=[other_site.pk])
    one, two = four.of(1)["trio"], four.of(2)["trio"]
    client.post(address, {"left": one.pk, "right": two.pk, "do": "same"})
    assert not Decision.objects.exists()


def test_the_page_needs_nothing_that_the_strict_policy_forbids(four, page):
    text = page.text(q="a")
    assert INLINE.findall(text) == []
    assert (
        "who-is-who"
        in page.client.get(
            reverse("admin:boards_site_change", args=[four.site.pk])
        ).content.decode()
    )


def test_listing_all_again_writes_nothing(four, told):
    with told() as heard, CaptureQueriesContext(connection) as caught:
        assert set(four.list_all()) == {Imported()}
    assert heard == []
    assert not [q for q in caught if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
