"""`/why/BOARD/`: whoever may see the board may ask why, of what it shows, and nobody else."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse
from django.utils import timezone

from wallboard.boards.models import (
    Agent,
    AgentAlias,
    Membership,
    Queue,
    QueueAlias,
    Viewing,
    Widget,
)
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.domain.policy import People, row_id_of
from wallboard.pages.views.screens import COOKIE
from wallboard.state.store import FactStore


@pytest.fixture
def widget(cast):
    queue = Queue.objects.create(site=cast.site, name="Support")
    QueueAlias.objects.create(queue=queue, account=cast.account, external_id="17")
    options = {"metric": "contacts_waiting"}
    return Widget.objects.create(board=cast.board, type="figure", options=options)


@pytest.fixture
def seven_wait(cast, widget, redis_client):
    now = time.time()
    one = Observation(Kind.QUEUE, "17", {"contacts_waiting": Value(7)}, now, now)
    batch = Batch(str(cast.account.pk), "state", frozenset({Kind.QUEUE}), (one,), now)
    FactStore(redis_client).apply(str(cast.site.pk), batch)


def address(cast):
    return reverse("why", args=[cast.board.pk])


@pytest.mark.parametrize("who", ["owner", "teammate"])
def test_who_may_see_the_board_is_told_why(cast, widget, seven_wait, who):
    reply = cast.browser(getattr(cast, who)).get(address(cast), {"widget": widget.pk})
    found = reply.json()
    assert (reply.status_code, found["figure"]) == (200, {"v": 7})
    (part,) = found["parts"]
    assert part["sources"][0]["source"]["label"] == "Växel"
    assert "no-store" in reply["Cache-Control"]


def test_a_screen_is_told_about_its_own_board(cast, widget, seven_wait, screen):
    display, secret = screen
    client = cast.browser()
    client.cookies[COOKIE] = secret
    assert client.get(address(cast), {"widget": widget.pk}).json()["figure"] == {"v": 7}
    display.revoked_at = timezone.now()
    display.save()
    assert client.get(address(cast), {"widget": widget.pk}).status_code == 404


@pytest.mark.parametrize("who", ["stranger", None])
def test_nobody_else_learns_even_that_there_is_a_board(cast, widget, who):
    client = cast.browser(getattr(cast, who) if who else None)
    foreign = client.get(address(cast), {"widget": widget.pk})
    absent = client.get(reverse("why", args=[10**6]), {"widget": widget.pk})
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content


@pytest.mark.parametrize("given", [{}, {"widget": "x"}, {"metric": "answered"}, {"row": "1"}])
def test_what_the_board_does_not_show_is_not_told(cast, widget, seven_wait, given):
    question = given if "widget" in given or not given else {"widget": widget.pk, **given}
    assert cast.browser(cast.teammate).get(address(cast), question).status_code == 404


def test_while_the_facts_cannot_be_read_it_says_so(cast, widget, settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    reply = cast.browser(cast.teammate).get(address(cast), {"widget": widget.pk})
    assert (reply.status_code, reply.json()) == (
        503,
        {"message": "The figures cannot be read now."},
    )


# -- the access log -------------------------------------------------------------------------------


@pytest.fixture
def somebody(cast, redis_client):
    """Anna is at work, on a grid and in a count."""
    anna = Agent.objects.create(site=cast.site, name="Anna Ek")
    AgentAlias.objects.create(agent=anna, account=cast.account, external_id="a1")
    now = time.time()
    one = Observation(Kind.AGENT, "a1", {"state": Value("available")}, now, now)
    batch = Batch(str(cast.account.pk), "state", frozenset({Kind.AGENT}), (one,), now)
    FactStore(redis_client).apply(str(cast.site.pk), batch)
    Membership.objects.filter(user=cast.teammate).update(role="supervisor")
    for type_ in ("agent_grid", "state_bar"):
        Widget.objects.create(board=cast.board, type=type_)
    return anna


def asked_of(anna):
    return {
        "widget": Widget.objects.get(type="agent_grid").pk,
        "metric": "state",
        "row": anna.pk,
    }


def looks():
    return list(Viewing.objects.values_list("who", "what", "people", "display__name"))


def test_who_asks_about_a_person_is_in_the_access_log(cast, somebody):
    browser = cast.browser(cast.teammate)
    for _ in range(2):
        assert browser.get(address(cast), asked_of(somebody)).status_code == 200
    assert looks() == [("teammate", "Why this number? Wall", "names", None)]


def test_a_screen_that_asks_is_named_with_its_user_if_there_is_one(cast, somebody, screen):
    _, secret = screen
    client = cast.browser()
    client.cookies[COOKIE] = secret
    assert client.get(address(cast), asked_of(somebody)).status_code == 200
    assert looks() == [("Room 4", "Why this number? Wall", "names", "Room 4")]
    client.force_login(cast.teammate, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(cast), asked_of(somebody)).status_code == 200
    assert {who for who, *_ in looks()} == {"Room 4", "teammate"}


def test_what_names_nobody_is_not_in_the_access_log(cast, somebody):
    """A count, a person under an alias, and what was refused."""
    browser = cast.browser(cast.teammate)
    counted = {"widget": Widget.objects.get(type="state_bar").pk, "metric": "available"}
    assert browser.get(address(cast), counted).status_code == 200
    assert browser.get(address(cast), {**asked_of(somebody), "row": "0"}).status_code == 404
    cast.site.people = "alias"
    cast.site.save()
    row = row_id_of(somebody.secret, str(asked_of(somebody)["widget"]), People.ALIAS)
    assert browser.get(address(cast), {**asked_of(somebody), "row": row}).status_code == 200
    assert not looks()
