from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from wallboard.boards.directory import Imported, import_directory
from wallboard.boards.models import Agent, AgentAlias, Queue, QueueAlias, Team
from wallboard.domain.observation import Kind


@dataclass(frozen=True)
class Entry:
    kind: Kind
    external_id: str
    name: str
    keys: dict = field(default_factory=dict)
    groups: tuple = ()


@dataclass(frozen=True)
class Directory:
    entries: tuple
    covers: frozenset = frozenset({Kind.QUEUE, Kind.AGENT})


def queue(external_id, name, *groups):
    return Entry(Kind.QUEUE, external_id, name, groups=groups)


def agent(external_id, name, *groups, **keys):
    return Entry(Kind.AGENT, external_id, name, keys, groups)


def listed(account, *entries):
    return import_directory(str(account.pk), Directory(entries))


def names(model):
    return sorted(model.objects.values_list("name", flat=True))


def test_a_listing_makes_queues_and_agents_with_aliases_and_teams(trio):
    result = listed(
        trio,
        queue("11", "Kundtjänst", "Sälj"),
        agent("2001", "Anna Ek", "Lag Nord"),
        agent("2002", "Bo Ask", "Lag Nord", "Natt"),
    )
    assert (result.added, result.gone) == (3, 0)
    made = QueueAlias.objects.get()
    assert (made.external_id, made.queue.name, made.queue.group) == ("11", "Kundtjänst", "Sälj")
    assert names(Agent) == ["Anna Ek", "Bo Ask"]
    bo = Agent.objects.get(name="Bo Ask")
    assert sorted(bo.teams.values_list("name", flat=True)) == ["Lag Nord", "Natt"]


def test_the_same_listing_again_changes_nothing_and_tells_nobody(trio, told):
    entries = (queue("11", "Kundtjänst"), agent("2001", "Anna Ek", "Lag Nord"))
    listed(trio, *entries)
    with told() as heard:
        assert listed(trio, *entries) == Imported()
    assert heard == []


def test_a_listing_costs_the_same_number_of_statements_however_many_it_names(
    trio, django_assert_max_num_queries
):
    many = [agent(str(n), f"Agent {n}", "Lag") for n in range(300)]
    with django_assert_max_num_queries(40):
        listed(trio, *many, *[queue(str(n), f"Queue {n}") for n in range(40)])


def test_a_renamed_queue_is_renamed_unless_a_person_had_edited_it(trio):
    listed(trio, queue("11", "Old"), queue("12", "Other"))
    edited = Queue.objects.get(name="Other")
    edited.name, edited.edited_by_hand = "Ours", True
    edited.save()
    listed(trio, queue("11", "New"), queue("12", "Another"))
    assert names(Queue) == ["New", "Ours"]


def test_what_a_listing_lacks_is_marked_gone_and_comes_back_under_the_same_row(trio):
    listed(trio, queue("11", "Kundtjänst"), queue("12", "Växel"))
    pk = Queue.objects.get(name="Växel").pk
    assert listed(trio, queue("11", "Kundtjänst")).gone == 1
    assert QueueAlias.objects.get(external_id="12").gone_at is not None
    listed(trio, queue("11", "Kundtjänst"), queue("12", "Växel"))
    assert QueueAlias.objects.get(external_id="12").gone_at is None
    assert Queue.objects.get(name="Växel").pk == pk


def test_an_empty_listing_takes_nothing_from_the_boards(trio):
    listed(trio, queue("11", "Kundtjänst"))
    assert listed(trio) == Imported()
    assert QueueAlias.objects.get().gone_at is None


def test_a_kind_that_a_listing_does_not_cover_is_left_alone(trio):
    listed(trio, queue("11", "Kundtjänst"), agent("2001", "Anna"))
    only_agents = Directory((agent("2002", "Bo"),), frozenset({Kind.AGENT}))
    import_directory(str(trio.pk), only_agents)
    assert QueueAlias.objects.get().gone_at is None
    assert AgentAlias.objects.get(external_id="2001").gone_at is not None


def test_who_is_named_without_a_full_listing_comes_in_and_takes_nobody_away(trio):
    listed(trio, queue("11", "Kundtjänst"), agent("2001", "Anna"))
    named = Directory((queue("pilot:60011", "Pilot 60011"),), frozenset())
    assert import_directory(str(trio.pk), named) == Imported(added=1)
    assert import_directory(str(trio.pk), named) == Imported()
    assert {alias.external_id for alias in QueueAlias.objects.all()} == {"11", "pilot:60011"}
    assert not QueueAlias.objects.exclude(gone_at=None).exists()


def test_leaving_a_group_leaves_its_team_but_not_one_chosen_by_hand(trio, site):
    listed(trio, agent("2001", "Anna", "Nord", "Natt"))
    anna = Agent.objects.get()
    anna.teams.add(Team.objects.create(site=site, name="Mentorer"))
    listed(trio, agent("2001", "Anna", "Nord"))
    assert sorted(anna.teams.values_list("name", flat=True)) == ["Mentorer", "Nord"]


def test_one_key_makes_one_person_of_two_systems(trio, calabrio):
    listed(trio, agent("2001", "ANEK", "Nord"))
    listed(calabrio, agent("4711", "Anna Ek", "Team A", acd_agent_id="2001"))
    anna = Agent.objects.get()
    assert {a.external_id for a in anna.aliases.all()} == {"2001", "4711"}
    assert sorted(anna.teams.values_list("name", flat=True)) == ["Nord", "Team A"]
    assert anna.name == "ANEK"  # Trio has the lower rank


def test_the_order_in_which_systems_are_listed_does_not_matter(trio, calabrio):
    listed(calabrio, agent("4711", "Anna Ek", acd_agent_id="2001"))
    listed(trio, agent("2001", "ANEK"))
    assert Agent.objects.count() == 1


def test_the_same_name_alone_never_merges_two_people(trio, calabrio):
    listed(trio, agent("2001", "Anna Ek"))
    listed(calabrio, agent("4711", "Anna Ek"), agent("4712", "Bo", acd_agent_id="2099"))
    assert Agent.objects.count() == 3


def test_a_key_claimed_twice_merges_nobody_and_splits_who_was_merged(trio, calabrio):
    listed(trio, agent("2001", "Anna"))
    listed(calabrio, agent("4711", "Anna Ek", acd_agent_id="2001"))
    assert Agent.objects.count() == 1
    listed(
        calabrio,
        agent("4711", "Anna Ek", acd_agent_id="2001"),
        agent("4712", "Another", acd_agent_id="2001"),
    )
    assert names(Agent) == ["Anna", "Anna Ek", "Another"]


def test_a_split_made_by_hand_survives_the_next_listing(trio, calabrio, site):
    listed(trio, agent("2001", "Anna"))
    listed(calabrio, agent("4711", "Anna Ek", acd_agent_id="2001"))
    apart = AgentAlias.objects.get(external_id="4711")
    apart.agent = Agent.objects.create(site=site, name="Somebody else", edited_by_hand=True)
    apart.decided_by_hand = True
    apart.save()
    listed(calabrio, agent("4711", "Anna Ek", acd_agent_id="2001"))
    assert names(Agent) == ["Anna", "Somebody else"]


def test_a_merge_made_by_hand_survives_the_next_listing(trio, calabrio):
    listed(trio, agent("2001", "Anna"))
    listed(calabrio, agent("4711", "A. Ek"))
    joined = AgentAlias.objects.get(external_id="4711")
    joined.agent = Agent.objects.get(name="Anna")
    joined.decided_by_hand = True
    joined.save()
    listed(trio, agent("2001", "Anna"))
    assert joined.agent.aliases.count() == 2


def test_an_edited_name_survives_a_merge(trio, calabrio):
    listed(calabrio, agent("4711", "Anna Ek", acd_agent_id="2001"))
    Agent.objects.update(name="Anna E.", edited_by_hand=True)
    listed(trio, agent("2001", "ANEK"))
    assert names(Agent) == ["Anna E."]


@pytest.mark.parametrize("long", ["x" * 500])
def test_names_longer_than_a_column_are_cut(trio, long):
    listed(trio, queue(long, long, long))
    assert len(Queue.objects.get().name) == 200
