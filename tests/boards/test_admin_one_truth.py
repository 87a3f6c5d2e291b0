"""Virtual queues and the order of sources, through the admin and through the specs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from wallboard.boards import naming
from wallboard.boards.models import (
    Agent,
    AgentAlias,
    Queue,
    QueueAlias,
    SourceOrder,
    SourcePlace,
    VirtualQueue,
)
from wallboard.boards.specs import site_spec
from wallboard.domain.observation import Kind

ADD, ORDER = reverse("admin:boards_virtualqueue_add"), reverse("admin:boards_sourceorder_add")


@contextmanager
def refused(words):
    with pytest.raises(ValidationError, match=words), transaction.atomic():
        yield


@pytest.fixture
def two(site, trio):
    rows = []
    for name in ("Faktura", "Kundtjänst"):
        rows.append(Queue.objects.create(site=site, name=name))
        QueueAlias.objects.create(queue=rows[-1], account=trio, external_id=name)
    return rows


def make(client, site, members, name="Support"):
    form = {"site": site.pk, "name": name, "members": [row.pk for row in members]}
    return client.post(ADD, form)


def order(client, site, figure, *accounts):
    form = {"site": site.pk, "figure": figure, "places-TOTAL_FORMS": len(accounts)}
    form |= {"places-INITIAL_FORMS": 0}
    for place, account in enumerate(accounts):
        form |= {f"places-{place}-position": place + 1, f"places-{place}-account": account.pk}
    return client.post(ORDER, form)


def test_a_virtual_queue_is_made_and_is_a_queue_with_members(client, teammate, site, two, told):
    client.force_login(teammate)
    with told() as heard:
        assert make(client, site, two).status_code == 302
    assert ("configuration", str(site.pk)) in heard
    spec = site_spec(site.pk)
    made = spec.queues[str(VirtualQueue.objects.get().pk)]
    assert (made.name, made.aliases) == ("Support", ())
    assert [member.name for member in made.members] == ["Faktura", "Kundtjänst"]
    assert made.entities == (*made.members[0].aliases, *made.members[1].aliases)


def test_a_virtual_queue_holds_no_virtual_one_and_not_itself(client, owner, site, two):
    client.force_login(owner)
    make(client, site, two)
    first = VirtualQueue.objects.get()
    address = reverse("admin:boards_virtualqueue_change", args=[first.pk])
    for pk, reply in ((first.pk, make(client, site, [first], "Other")), (first.pk, None)):
        reply = reply or client.post(address, {"name": "Support", "members": [pk]})
        assert "not one of the available choices" in reply.content.decode()
    for wrong in (first, VirtualQueue.objects.create(site=site, name="Other")):
        with refused("cannot be part of one"):
            first.members.add(wrong)
    with refused("has no members"):
        two[0].members.add(two[1])


def test_a_queue_of_another_site_is_no_member(client, owner, site, two, other_site):
    client.force_login(owner)
    far = Queue.objects.create(site=other_site, name="Far")
    assert "belongs to another site" in make(client, site, [far]).content.decode()
    made = VirtualQueue.objects.create(site=site, name="Support")
    with refused("belongs to another site"):
        made.members.add(far)
    with refused("belongs to another site"):
        far.part_of.add(made)


def test_a_stranger_sees_and_makes_no_virtual_queue(client, stranger, site, two):
    made = VirtualQueue.objects.create(site=site, name="Support")
    client.force_login(stranger)
    page = client.get(reverse("admin:boards_virtualqueue_changelist")).content.decode()
    assert "Support" not in page
    assert "Faktura" not in client.get(ADD).content.decode()
    assert "not one of the available choices" in make(client, site, two).content.decode()
    address = reverse("admin:boards_virtualqueue_change", args=[made.pk])
    assert client.get(address).status_code == 302


def test_virtual_queues_are_not_among_the_queues_that_systems_list(client, owner, site, two):
    made = VirtualQueue.objects.create(site=site, name="Support")
    client.force_login(owner)
    page = client.get(reverse("admin:boards_queue_changelist")).content.decode()
    assert "Faktura" in page
    assert "Support" not in page
    alias = QueueAlias(queue=Queue.objects.get(pk=made.pk), external_id="9")
    alias.account = QueueAlias.objects.earliest("pk").account
    with refused("no aliases"):
        alias.clean()


def test_a_member_that_its_system_lists_no_more_is_missed_and_a_hidden_one_is_not(site, two):
    made = VirtualQueue.objects.create(site=site, name="Support")
    made.members.set(two)
    QueueAlias.objects.filter(queue=two[0]).update(gone_at=timezone.now())
    spec = site_spec(site.pk)
    assert [member.name for member in spec.queues[str(made.pk)].members] == [
        "Faktura",
        "Kundtjänst",
    ]
    assert str(two[0].pk) not in spec.queues
    Queue.objects.filter(pk=two[0].pk).update(hidden=True)
    assert len(site_spec(site.pk).queues[str(made.pk)].members) == 1


def test_an_order_of_sources_is_kept_and_reaches_the_boards(
    client, teammate, site, trio, calabrio, told
):
    client.force_login(teammate)
    with told() as heard:
        assert order(client, site, "agent.state", calabrio, trio).status_code == 302
    assert ("configuration", str(site.pk)) in heard
    spec = site_spec(site.pk)
    assert spec.orders == {(Kind.AGENT, "state"): (str(calabrio.pk), str(trio.pk))}
    assert (
        "State (person)"
        in client.get(reverse("admin:boards_sourceorder_changelist")).content.decode()
    )
    with told() as heard:
        SourceOrder.objects.get().delete()
    assert ("configuration", str(site.pk)) in heard
    assert site_spec(site.pk).orders == {}


@pytest.mark.parametrize("figure", ["agent.happiness", "queue.", "agent.state_since"])
def test_only_what_sources_can_disagree_about_has_an_order(client, owner, site, trio, figure):
    client.force_login(owner)
    assert "not one of the available choices" in order(client, site, figure, trio).content.decode()


def test_an_account_of_another_site_has_no_place(client, owner, site, other_site, trio):
    far = type(trio).objects.create(
        site=other_site, vendor="trio", name="Far", base_url="https://far.test"
    )
    client.force_login(owner)
    page = order(client, site, "agent.state", far).content.decode()
    assert "belongs to another site" in page
    assert not SourcePlace.objects.exists()


def test_a_name_follows_the_order_for_names(site, trio, calabrio):
    agent = Agent.objects.create(site=site, name="?")
    for account, name in ((trio, "ANEK"), (calabrio, "Anna Ek")):
        AgentAlias.objects.create(agent=agent, account=account, external_id=name, listed_name=name)
    naming.follow_listings(Agent, site.pk)
    assert Agent.objects.get().name == "ANEK"  # Trio has the lower rank
    row = SourceOrder.objects.create(site=site, figure="agent.name")
    SourcePlace.objects.create(order=row, account=calabrio, position=1)
    naming.follow_listings(Agent, site.pk)
    assert Agent.objects.get().name == "Anna Ek"
