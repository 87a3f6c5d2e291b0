"""What a policy takes from views and explanations, of every widget there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projections import scenes
from tests.projections.scenes import NOW
from wallboard.domain.board import WidgetSpec
from wallboard.domain.policy import OPEN, People, Policy, alias_of
from wallboard.domain.scrub import scrubbed
from wallboard.domain.states import STAFFED, AgentState
from wallboard.projections.curves import Curve, Span
from wallboard.projections.figure_value import Figure, Status
from wallboard.projections.head_count import HeadCount
from wallboard.projections.registry import WIDGETS, bind
from wallboard.projections.scene import Scene
from wallboard.projections.veil import veiled_count
from wallboard.projections.why import MADE_OF, why

NAMES = ("Anna Björk", "Ben Åström", "Cecilia af Ugglas", "Ömer Ünal", "Zoë Zetterlund")
STATES = ("available", "on_contact", "on_contact", "paused", "wrap_up")
SINCE = (NOW - 10, NOW - 700, NOW - 20, NOW - 3000, NOW - 1)
WITHOUT_NAMES = (People.INITIALS, People.ALIAS, People.COUNTS)


@pytest.fixture
def scene() -> Scene:
    people = [
        replace(scenes.agent(f"a{n}", "trio", name=name, teams=("Nord",)), secret=f"{n:032x}")
        for n, name in enumerate(NAMES)
    ]
    said: list[Any] = []
    for agent, state, since in zip(people, STATES, SINCE, strict=True):
        said += scenes.of_agent(
            "trio",
            agent.id,
            state=state,
            state_since=since,
            reason=f"coaching with {NAMES[0]}",
            adherence=0.9,
        )
    return scenes.scene(scenes.site(*people, scenes.queue("q1", "trio")), said)


def view(scene: Scene, type_: str, policy: Policy, **options: Any) -> dict[str, Any]:
    bound = bind(WidgetSpec("31", type_, "", 0, 0, 4, 2, options))
    return bound.view(replace(scene, policy=policy)).content


def names_in(value: Any) -> list[str]:
    text = orjson.dumps(value).decode()
    words = {word for name in NAMES for word in (name, name.split()[-1]) if len(word) > 3}
    return [word for word in words if word in text]


@pytest.mark.parametrize("type_", WIDGETS)
@pytest.mark.parametrize("people", WITHOUT_NAMES)
def test_no_widget_tells_a_name_where_names_are_not_shown(type_, people, scene):
    options = {"text": f"Ask {NAMES[1]}"} if type_ == "text" else {}
    assert names_in(view(scene, type_, Policy(people), **options)) == []


def test_with_names_allowed_the_same_board_tells_them(scene):
    assert names_in(view(scene, "agent_grid", OPEN))
    assert names_in(view(scene, "agent_grid", Policy(round_seconds=60)))


def test_people_are_called_by_initials_or_alias(scene):
    shown = view(scene, "agent_grid", Policy(People.INITIALS))
    assert sorted(row["name"] for row in shown["rows"].values())[0] == "A. B."
    shown = view(scene, "agent_grid", Policy(People.ALIAS))
    names = {row["name"] for row in shown["rows"].values()}
    assert names == {alias_of(agent.secret) for agent in scene.site.agents.values()}


def test_counts_only_lists_nobody_and_counts_all(scene):
    shown = view(scene, "agent_grid", Policy(People.COUNTS))
    assert (shown["rows"], shown["order"]) == ({}, [])
    assert shown["counts"]["on_contact"] == 2


@pytest.mark.parametrize("people", WITHOUT_NAMES[:2])
def test_ids_of_rows_tell_nobody_and_differ_between_widgets(people, scene):
    policy = replace(scene, policy=Policy(people))
    grids = [bind(WidgetSpec(id_, "agent_grid", "", 0, 0, 4, 2, {})) for id_ in ("31", "32")]
    first, second = (set(grid.view(policy).content["rows"]) for grid in grids)
    assert len(first) == len(second) == len(NAMES)
    assert not first & second
    assert not first & set(scene.site.agents)


def test_the_order_of_real_names_does_not_show_through(scene):
    """Same state, same instant: by what is shown, not by the name behind it."""
    shown = view(scene, "agent_grid", Policy(People.ALIAS, round_seconds=3600, ranking=False))
    rows = [shown["rows"][id_] for id_ in shown["order"]]
    places = [(list(AgentState).index(row["state"]["v"]), row["name"].casefold()) for row in rows]
    assert places == sorted(places)


def test_without_ranking_nobody_is_compared(scene):
    shown = view(scene, "agent_grid", Policy(ranking=False))
    assert {row["adherence"]["s"] for row in shown["rows"].values()} == {"withheld"}
    talking = [shown["rows"][id_]["name"] for id_ in shown["order"]][1:3]
    assert talking == ["Ben Åström", "Cecilia af Ugglas"]
    ranked = view(scene, "agent_grid", OPEN)
    assert ranked["rows"][ranked["order"][1]]["name"] == "Ben Åström"  # the longest first


def test_instants_are_rounded_before_they_leave(scene):
    shown = view(scene, "agent_grid", Policy(round_seconds=300))
    instants = {row["state_since"]["v"] for row in shown["rows"].values()}
    assert all(at % 300 == 0 for at in instants)


def test_a_list_of_too_few_people_is_not_shown(scene):
    assert view(scene, "agent_grid", Policy(smallest_group=5))["order"]
    assert view(scene, "agent_grid", Policy(smallest_group=6))["order"] == []


# -- smallest group -------------------------------------------------------------------------------


def counted(**numbers: int) -> HeadCount:
    by_state = {state.value: Figure(value=numbers.get(state.value, 0)) for state in AgentState}
    total = sum(number for state, number in numbers.items() if state in STAFFED)
    return HeadCount(by_state, Figure(value=total))


def told(count: HeadCount) -> dict[str, Any]:
    figures = {**count.by_state, "staffed": count.staffed}
    return {
        key: f"<{figure.parameters['fewer_than']}"
        if figure.status is Status.WITHHELD
        else f"{figure.value}+"
        if figure.qualifier.value == "at_least"
        else figure.value
        for key, figure in figures.items()
    }


def test_a_small_state_is_fewer_than_so_many_and_cannot_be_reckoned():
    found = told(
        veiled_count(counted(available=12, on_contact=7, paused=2), Policy(smallest_group=5))
    )
    assert found["available"] == 12
    assert found["paused"] == found["ringing"] == "<5"
    assert found["on_contact"] == "5+"  # else 21 - 12 - 7 would be two
    assert found["staffed"] == "5+"


def test_of_a_group_that_is_too_small_nothing_is_told():
    found = told(veiled_count(counted(available=3, paused=1), Policy(smallest_group=5)))
    assert set(found.values()) == {"<5"}


def test_several_small_states_protect_each_other():
    numbers = {"available": 12, "paused": 3, "wrap_up": 4, "ringing": 2}
    found = told(veiled_count(counted(**numbers), Policy(smallest_group=5)))
    assert found["staffed"] == 21
    assert found["paused"] == "<5"


@given(
    st.dictionaries(st.sampled_from([state.value for state in AgentState]), st.integers(0, 12)),
    st.integers(2, 6),
)
def test_subtraction_never_finds_a_group_that_is_too_small(numbers, smallest):
    """From the total and what is told exactly, never how many so few people are together."""
    found = told(veiled_count(counted(**numbers), Policy(smallest_group=smallest)))
    exact = {
        key: value for key, value in found.items() if isinstance(value, int) and key in STAFFED
    }
    assert all(value >= smallest for value in exact.values())
    if isinstance(found["staffed"], int) and len(exact) < len(STAFFED):
        assert found["staffed"] - sum(exact.values()) >= smallest


def test_a_silent_source_is_still_said_to_be_silent():
    lost = Figure(status=Status.LOST)
    count = HeadCount({state.value: lost for state in AgentState}, lost)
    assert veiled_count(count, Policy(smallest_group=5)) == count


def test_the_tile_the_bar_and_the_grid_say_the_same_of_one_group(scene):
    policy = Policy(smallest_group=3)
    bar = view(scene, "state_bar", policy)
    grid = view(scene, "agent_grid", policy)
    for state in ("available", "on_contact", "staffed"):
        tile = view(scene, "figure", policy, metric=state, warn=1, critical=2)
        assert tile["figure"] == bar["counts"].get(state, bar["total"])
        assert tile["figure"] == grid["counts"].get(state, bar["total"])
        assert tile["level"] is None


def test_a_queues_count_of_people_is_withheld_with_its_level():
    queue = scenes.queue("q1", "trio")
    said = scenes.of_queue("trio", "q1", available=2, contacts_waiting=9)
    scene = scenes.scene(scenes.site(queue), said)
    limits = {"available": {"warn": 3}, "contacts_waiting": {"warn": 5}}
    options = {"columns": ["contacts_waiting", "available"], "thresholds": limits}
    row = view(scene, "queue_table", Policy(smallest_group=3), **options)["rows"]["q1"]
    assert row["cells"]["available"] == {"v": None, "s": "withheld", "p": {"fewer_than": 3}}
    assert row["cells"]["contacts_waiting"] == {"v": 9}
    assert row["levels"] == {"contacts_waiting": "warn"}
    tile = view(scene, "figure", Policy(smallest_group=3), metric="available", queues=["q1"])
    assert tile["figure"]["s"] == "withheld"


# -- why ------------------------------------------------------------------------------------------


def asked(
    scene: Scene, type_: str, policy: Policy, metric: str = "", row: str = "", options: Any = None
):
    widget = WidgetSpec("31", type_, "", 0, 0, 4, 2, options or {})
    return why(replace(scene, policy=policy), widget, metric, row)


@pytest.mark.parametrize("people", WITHOUT_NAMES[:2])
def test_a_person_is_explained_by_the_id_of_her_row_and_not_by_her_own(people, scene):
    rows = view(scene, "agent_grid", Policy(people))["rows"]
    for metric in MADE_OF:
        found = asked(scene, "agent_grid", Policy(people), metric, next(iter(rows)))
        assert found is not None
        assert names_in(found) == []
    assert asked(scene, "agent_grid", Policy(people), "state", "a0") is None


def test_under_counts_only_nobody_is_explained(scene):
    for row in [*scene.site.agents, *view(scene, "agent_grid", Policy(People.ALIAS))["rows"]]:
        assert asked(scene, "agent_grid", Policy(People.COUNTS), "state", row) is None
    assert asked(scene, "agent_grid", Policy(People.COUNTS), "on_contact") is not None


def test_a_withheld_figure_has_no_parts(scene):
    found = asked(scene, "agent_grid", Policy(ranking=False), "adherence", "a0")
    assert (found["figure"]["s"], found["parts"]) == ("withheld", [])
    for type_, options in (("state_bar", {}), ("figure", {"metric": "paused"})):
        found = asked(scene, type_, Policy(smallest_group=3), "paused", options=options)
        assert (found["figure"]["s"], found["parts"]) == ("withheld", [])
        assert "left_out" not in found


# -- free text ------------------------------------------------------------------------------------


def test_a_name_in_a_text_is_found_however_it_is_written(scene):
    texts = ["anna björk är sjuk", "Björk, Anna", "(ANNA BJÖRK)", "Annabjörk stays"]
    found = scrubbed(texts, scene.site, Policy(People.INITIALS))
    assert found == ["A. B. är sjuk", "A. B.", "(A. B.)", "Annabjörk stays"]
    assert scrubbed(texts, scene.site, OPEN) == texts


def test_a_name_is_found_in_a_text_though_its_person_is_on_no_board(scene):
    policy = Policy(People.INITIALS)
    site = replace(scene.site, agents={}, unlisted=(("Maja Holm", "secret"),))
    assert scrubbed("ask Holm, Maja", site, policy) == "ask M. H."
    site = replace(scene.site, unlisted=(("Anna Björk", "another"), ("Maja Holm", "secret")))
    said = f"{alias_of(scene.site.agents['a0'].secret)}, {alias_of('secret')}"
    assert scrubbed("Anna Björk, Maja Holm", site, Policy(People.ALIAS)) == said, "who is there"


def test_the_past_of_a_count_of_people_is_withheld_too(scene):
    curve = Curve("site", "available", Span.HOUR)
    minute = int(NOW // 60)
    drawn = replace(scene, curves={curve: {str(minute - 1): 1.0}})
    options = {"metric": "available"}
    assert "1.0" in str(view(drawn, "figure", OPEN, **options))
    assert "1.0" not in str(view(drawn, "figure", Policy(smallest_group=3), **options))
