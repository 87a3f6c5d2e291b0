"""Who is who does not depend on the order of listings, and costs little in large centres."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.boards.test_directory_import import agent, listed
from wallboard.boards.directory import Imported
from wallboard.boards.models import Account, Agent, AgentAlias
from wallboard.identity.keys import PERSON_KEYS
from wallboard.identity.known import KnownAs, rules_for
from wallboard.identity.matching import match

few = st.sampled_from(["", "1", "2", "3"])
people = st.lists(
    st.tuples(few, few, few, st.sampled_from(["Anna Ek", "Bo Ask", "Cia Ö"])),
    max_size=4,
)
KEYS = ("own_agent_id", "number", "employee_id")


def _listing(rows):
    return [
        agent(f"x{n}", name, f"Team {name}", **{k: v for k, v in zip(KEYS, keys, strict=True) if v})
        for n, (*keys, name) in enumerate(rows)
    ]


def _found(site):
    """People as sets of aliases that are listed, with their name."""
    rows = defaultdict(set)
    present = AgentAlias.objects.filter(gone_at=None, agent__site=site).select_related(
        "agent", "account"
    )
    for alias in present:
        rows[alias.agent_id, alias.agent.name].add((alias.account.name, alias.external_id))
    return {(name, frozenset(some)) for (_, name), some in rows.items()}


@pytest.fixture
def three(site):
    return [
        Account.objects.create(site=site, vendor=name, name=name, base_url="https://x.test", rank=n)
        for n, name in enumerate(("a", "b", "c"))
    ]


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.tuples(people, people, people), st.tuples(people, people, people))
def test_any_order_of_the_same_listings_gives_the_same_people(site, three, first, second):
    outcomes = []
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        with transaction.atomic():
            for rows, which in itertools.product((first, second), order):
                listed(three[which], *_listing(rows[which]))
            outcomes.append(_found(site))
            for which in order:
                again = _listing(second[which])
                assert not again or listed(three[which], *again) == Imported()
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_a_listing_of_hundreds_costs_no_more_statements_than_one_of_dozens(trio, calabrio):
    def cost(count, start):
        some = range(start, start + count)
        listed(trio, *(agent(str(n), f"Anna {n}", "Lag", own_agent_id=str(n)) for n in some))
        with CaptureQueriesContext(connection) as caught:
            listed(
                calabrio,
                *(agent(f"c{n}", f"Anna {n}", "Team", acd_agent_id=f"0{n}") for n in some),
            )
        return len(caught)

    assert cost(20, 1000) <= 45
    assert cost(180, 2000) <= 45
    assert Agent.objects.filter(aliases__gone_at=None).distinct().count() == 180


class Counted(str):
    """Keys that count how often they are read."""

    reads = 0

    def __str__(self) -> str:
        Counted.reads += 1
        return str.__str__(self)


def test_thousands_of_aliases_are_matched_without_comparing_all_with_all():
    """Each key is read and folded once for each alias, and nothing is quadratic."""
    known = [
        KnownAs(
            id=4 * n + system,
            account=str(system),
            vendor=str(system),
            external_id=f"{system}-{n}",
            name=f"Agent {n}",
            keys={"own_agent_id": Counted(f"{n:06}"), "number": Counted(n)},
        )
        for n in range(1, 2001)
        for system in range(4)
    ]
    found = match(known, rules_for(PERSON_KEYS, known))
    assert len(found.groups) == 2000
    assert Counted.reads <= 4 * len(known)
