"""What is answered: figures with age and trust, pages, versions, and problems in words."""

from __future__ import annotations

import time

import jsonschema_rs
import pytest

from tests.api.conftest import AGENT, Program, tell
from wallboard.api.description import describe
from wallboard.api.operations import OPERATIONS
from wallboard.boards.models import Agent, AgentAlias, Board, Queue, Site, Viewing
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.state.store import FactStore


@pytest.fixture
def program(centre, make_token):
    return Program(make_token())


def test_figures_of_a_site_carry_age_and_trust(centre, program, redis_client):
    tell(centre, redis_client, waiting=7)
    found = program.get(f"sites/{centre.site.pk}/figures").json()
    waiting = found["figures"]["contacts_waiting"]
    assert (waiting["value"], waiting["status"], waiting["since"]) == (8, "fresh", None)
    assert found["figures"]["available"]["value"] == 1
    assert found["version"] >= 1


def test_what_is_late_keeps_its_value_and_what_is_lost_has_none(centre, program, redis_client):
    (queue,) = Queue.objects.filter(name="Support")
    for ago, status, value in ((15, "late", 5), (3600, "lost", None)):
        redis_client.flushall()
        tell(centre, redis_client, waiting=5, ago_seconds=ago)
        rows = program.get(f"sites/{centre.site.pk}/queues/figures").json()["items"]
        figure = next(r for r in rows if r["id"] == str(queue.pk))["figures"]["contacts_waiting"]
        assert (figure["status"], figure["value"]) == (status, value)
        assert found_age(figure) == pytest.approx(ago, abs=3)


def found_age(figure):
    assert figure["source"] == "Växel"
    assert figure["since"] == figure["confirmed_at"]
    return time.time() - figure["since"]


JSON = [one for one in OPERATIONS if one.media == "application/json"]


@pytest.mark.parametrize("operation", JSON, ids=lambda one: one.name)
def test_every_answer_has_the_shape_that_the_description_says(centre, program, operation):
    description = describe("http://wallboard.test")
    schema = {
        "$ref": f"#/components/schemas/{operation.schema}",
        "components": description["components"],
    }
    answer = program.get(operation.path.format(site=centre.site.pk, board=centre.board.pk))
    jsonschema_rs.validator_for(schema).validate(answer.json())


def test_a_viewer_sees_an_alias_and_so_does_a_program(centre, program):
    (person,) = program.get(f"sites/{centre.site.pk}/agents").json()["items"]
    assert len(person["name"]) == 5
    assert person["state"] == {"v": "available"}


@pytest.mark.parametrize("people", ["names", "initials", "counts"])
def test_people_are_shown_as_the_policy_has_it(centre, program, people):
    centre.site.viewers_see = people
    centre.site.save()
    found = program.get(f"sites/{centre.site.pk}/agents").json()
    names = [person["name"] for person in found["items"]]
    assert names == {"names": [AGENT], "initials": ["Å. L."], "counts": []}[people]
    assert found["policy"]["people"] == people
    assert found["counts"]["available"]["value"] == 1


def test_the_access_log_says_which_program_was_told_of_people_by_name(centre, program):
    place = f"sites/{centre.site.pk}/agents"
    program.get(place)
    assert not Viewing.objects.exists()  # an alias names nobody
    centre.site.viewers_see = "names"
    centre.site.save()
    for _ in range(2):
        program.get(place)
        program.get(f"boards/{centre.board.pk}")
    looks = Viewing.objects.order_by("what").values_list("who", "what", "people")
    assert list(looks) == [
        ("Report (API)", "API: Wall", "names"),
        ("Report (API)", "API: agents", "names"),
    ]


def test_a_group_that_is_too_small_is_not_counted_anywhere(centre, program):
    centre.site.smallest_group = 3
    centre.site.save()
    place = f"sites/{centre.site.pk}"
    people, site = program.get(f"{place}/agents").json(), program.get(f"{place}/figures").json()
    for figure in (people["counts"]["available"], people["staffed"], site["figures"]["available"]):
        assert (figure["status"], figure["value"]) == ("withheld", None)
    assert people["items"] == []
    assert "available" not in [
        line.split('metric="')[1].split('"')[0]
        for line in program.get("prometheus").content.decode().splitlines()
        if line.startswith("wallboard_figure{")
    ]


def test_what_is_told_as_so_many_or_more_is_no_number_in_a_graph(centre, program, redis_client):
    centre.site.smallest_group = 3
    centre.site.save()
    at, said = time.time(), {"state": Value("available")}
    for number in range(7):
        agent = Agent.objects.create(site=centre.site, name=f"Agent {number}")
        AgentAlias.objects.create(agent=agent, account=centre.account, external_id=f"n{number}")
    people = tuple(Observation(Kind.AGENT, f"n{number}", said, at, at) for number in range(7))
    batch = Batch(str(centre.account.pk), "state", frozenset({Kind.AGENT}), people, at)
    FactStore(redis_client).apply(str(centre.site.pk), batch)
    place = f"sites/{centre.site.pk}/figures"
    staffed = program.get(place).json()["figures"]["staffed"]
    assert (staffed["value"], staffed["qualifier"]) == (3, "at_least")
    told = _samples(program, "wallboard_figure")
    assert "staffed" not in told
    assert "contacts_waiting" in told
    assert set(_samples(program, "wallboard_figure_exact").values()) == {"1.0"}
    centre.site.smallest_group = 0
    centre.site.save()
    assert "staffed" in _samples(program, "wallboard_figure")


def _samples(program, name):
    """Metric → its last value."""
    lines = program.get("prometheus").content.decode().splitlines()
    shown = [line for line in lines if line.startswith(name + "{")]
    return {line.split('metric="')[1].split('"')[0]: line.rsplit(" ", 1)[1] for line in shown}


def test_nobody_is_named_by_any_answer(centre, program):
    for operation in OPERATIONS:
        path = operation.path.format(site=centre.site.pk, board=centre.board.pk)
        text = program.get(path).content.decode()
        assert AGENT not in text
        assert "Lindqvist" not in text


def test_lists_come_in_pages_that_miss_nothing_and_tell_nothing_twice(centre, program):
    for number in range(5):
        Queue.objects.create(site=centre.site, name=f"Queue {number}")
    path, seen, after = f"sites/{centre.site.pk}/queues", [], None
    while True:
        page = program.get(path, limit=2, **({"after": after} if after else {})).json()
        assert len(page["items"]) <= 2
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [str(pk) for pk in sorted(Queue.objects.values_list("pk", flat=True))]


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": "many"}, {"limit": 501}, {"after": "-1"}, {"page": 2},
              {"limit": ["1", "2"]}, {"limit": "9" * 5000}],
)  # fmt: skip
def test_a_parameter_that_is_not_understood_is_refused(program, query):
    reply = program.get("sites", **query)
    assert (reply.status_code, reply["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["sites/x", "sites/٣", "sites/-1", "boards/1e3", "nothing/here"])
def test_what_is_not_there_is_a_problem_in_words(program, path):
    reply = program.get(path)
    assert (reply.status_code, reply["Content-Type"]) == (404, "application/problem+json")
    assert reply.json()["detail"]


def test_what_did_not_change_is_not_sent_again(centre, make_token, redis_client):
    text, path = make_token(), f"sites/{centre.site.pk}/queues"
    first = Program(text).get(path)
    again = Program(text, **{"If-None-Match": first["ETag"]}).get(path)
    assert (again.status_code, again.content) == (304, b"")
    Queue.objects.create(site=centre.site, name="New")
    assert Program(text, **{"If-None-Match": first["ETag"]}).get(path).status_code == 200


def test_an_archived_board_is_in_no_list_and_at_no_address(centre, program):
    centre.board.archived = True
    centre.board.save()
    assert program.get(f"sites/{centre.site.pk}/boards").json()["items"] == []
    assert program.get(f"boards/{centre.board.pk}").status_code == 404


def test_the_description_and_its_page_are_open_to_all_and_name_every_operation(db, client):
    described = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/").content.decode()
    for operation in OPERATIONS:
        assert f"/api/v1/{operation.path}" in described["paths"]
        assert f"/api/v1/{operation.path}" in page


def test_names_of_queues_and_boards_hold_no_names_of_people(centre, program):
    Queue.objects.filter(name="Support").update(name=f"Line of {AGENT}", group=f"{AGENT}, lines")
    Board.objects.filter(pk=centre.board.pk).update(name=f"Wall of {AGENT}")
    places = [f"sites/{centre.site.pk}/{what}" for what in ("queues", "queues/figures", "boards")]
    for place in (*places, "prometheus"):
        told = program.get(place).content.decode()
        assert "Line of" in told or "Wall of" in told
        assert AGENT not in told
    Site.objects.update(viewers_see="names")
    for place in (*places, "prometheus"):
        assert f"of {AGENT}" in program.get(place).content.decode()
