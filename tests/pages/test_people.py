"""People in their states on a page of a day: who sees whom, by what name, and what is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.reading import ROOT
from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    Membership,
    Role,
    Site,
    Team,
    Viewing,
)
from wallboard.domain.local_day import day_bounds
from wallboard.history.models import AgentStretch, NamedClock, Outage
from wallboard.pages.views import people

ZONE = ZoneInfo("Europe/Stockholm")
DAY = date(2026, 3, 10)
MIDNIGHT = day_bounds(DAY, ZONE)[0]
HOUR = 3600
NOW = MIDNIGHT + 18 * HOUR


class Clock:
    """The page's own clock, by which the named clock runs."""

    now = float(NOW)

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(people, "time", SimpleNamespace(time=clock.time))
    yield clock


@pytest.fixture
def floor(cast: Any, clock: Clock, settings: Any) -> Any:
    """Anna and Bo of Nord, Cy of Syd; Anna paused at noon, and goes on."""
    settings.WALLBOARD_VENDORS = "connectors.registry.VENDORS"
    Account.objects.filter(pk=cast.account.pk).update(vendor="calabrio")
    cast.nord, cast.syd = (
        Team.objects.create(site=cast.site, name=name) for name in ("Nord", "Syd")
    )
    cast.anna, cast.bo, cast.cy = (
        Agent.objects.create(site=cast.site, name=name)
        for name in ("Anna Björk", "Bo Ek", "Cy Alm")
    )
    cast.nord.agents.set([cast.anna, cast.bo])
    cast.syd.agents.set([cast.cy])
    for agent in (cast.anna, cast.bo, cast.cy):
        AgentAlias.objects.create(agent=agent, account=cast.account, external_id=str(agent.pk))
    NamedClock.objects.create(site=cast.site, looked_at=NOW - 30)
    stretch(cast.anna, "available", 8, 12)
    stretch(cast.anna, "paused", 12, 12.5, "Lunch")
    stretch(cast.anna, "on_contact", 12.5, None)
    stretch(cast.bo, "wrap_up", 9, 9.25)
    stretch(cast.cy, "ringing", 22 - 24, 1)
    return cast


def stretch(agent: Agent, state: str, begin: float, end: float | None, reason: str = "") -> None:
    """Hours after the midnight of the day."""
    AgentStretch.objects.create(
        site=agent.site,
        agent=agent,
        state=state,
        reason=reason,
        from_at=MIDNIGHT + int(begin * HOUR),
        to_at=None if end is None else MIDNIGHT + int(end * HOUR),
    )


def policy(cast: Any, **fields: Any) -> None:
    Site.objects.filter(pk=cast.site.pk).update(**fields)


def get(cast: Any, user: Any = None, **query: Any) -> Any:
    address = reverse("history-people", args=[cast.site.slug])
    return cast.browser(user or cast.owner).get(address, query)


def page(cast: Any, user: Any = None, **query: Any) -> str:
    response = get(cast, user, **{"day": DAY.isoformat(), **query})
    assert response.status_code == 200
    return str(response.content.decode())


def names(text: str) -> list[str]:
    return re.findall(r'strip-name" translate="no">([^<]+)', text)


def texts(text: str, name: str) -> list[str]:
    row = text[text.index(f">{name}<") :]
    row = row[: row.index("</ol>")]
    return [
        " ".join(re.sub(r"<[^>]+>", "", one).split()) for one in re.findall(r"<li>.*?</li>", row)
    ]


def sums(text: str, name: str) -> list[str]:
    row = re.search(rf'<th scope="row" translate="no">{name}</th>(.*?)</tr>', text)
    assert row is not None
    return re.findall(r">([^<]+)</td>", row[1])


def supervise(cast: Any, *teams: Team) -> None:
    member = Membership.objects.get(user=cast.teammate)
    member.role = Role.SUPERVISOR
    member.save()
    member.teams.set(teams)


def test_a_day_is_told_as_strips_words_and_sums(floor: Any) -> None:
    text = page(floor)
    assert names(text) == ["Anna Björk", "Bo Ek", "Cy Alm"]
    assert texts(text, "Anna Björk") == [
        "08:00–12:00 Available",
        "12:00–12:30 Paused · Lunch",
        "since 12:30 In contact",
    ]
    assert sums(text, "Anna Björk") == ["04:00", "–", "05:30", "–", "–", "00:30", "–", "–"]
    assert sums(text, "Cy Alm")[1] == "01:00"  # what was yesterday's is yesterday's
    assert 'class="state-paused" d="M43200 8h1800v8h-1800z"' in text
    assert "style=" not in text


def test_whoever_supervises_nobody_gets_nothing(floor: Any) -> None:
    assert get(floor, floor.stranger).status_code == 404
    assert get(floor, floor.teammate).status_code == 404  # a viewer, whatever viewers see on boards
    policy(floor, viewers_see="names")
    assert get(floor, floor.teammate).status_code == 404
    supervise(floor)
    assert get(floor, floor.teammate).status_code == 200


def test_a_supervisor_of_a_team_sees_its_people_alone(floor: Any) -> None:
    supervise(floor, floor.nord)
    assert names(page(floor, floor.teammate)) == ["Anna Björk", "Bo Ek"]
    assert names(page(floor, floor.teammate, team=floor.syd.pk)) == ["Anna Björk", "Bo Ek"]
    text = page(floor, floor.teammate)
    assert "Cy Alm" not in text and "Syd" not in text
    assert "Figures of the day" not in text  # which would be 404
    led = floor.browser(floor.teammate).get("/history/").content.decode()
    assert reverse("history-people", args=["malmo"]) in led


def test_a_team_can_be_chosen(floor: Any) -> None:
    assert names(page(floor, team=floor.syd.pk)) == ["Cy Alm"]
    other = Team.objects.create(site=floor.other_site, name="Vasa")
    assert len(names(page(floor, team=other.pk))) == 3  # of another site: as if none were named


@pytest.mark.parametrize("people_as", ["alias", "counts"])
def test_where_the_policy_names_nobody_the_page_says_so_and_shows_nobody(
    floor: Any, people_as: str
) -> None:
    policy(floor, people=people_as)
    text = page(floor)
    assert "No states of people are kept here" in text
    assert not re.search("Anna|Björk|strip-name|Lunch|Calabrio", text)
    assert not Viewing.objects.exists()


def test_a_clock_of_no_days_shows_nothing(floor: Any) -> None:
    NamedClock.objects.filter(site=floor.site).update(days=0)
    assert "No states of people are kept here" in page(floor)


def test_initials_hide_names_everywhere_and_in_the_order(floor: Any) -> None:
    stretch(floor.bo, "paused", 10, 10.5, "Asks Anna Björk")
    floor.nord.name = "Team Anna Björk"
    floor.nord.save()
    policy(floor, people="initials")
    text = page(floor)
    assert names(text) == ["A. B.", "B. E.", "C. A."]
    assert "Björk" not in text and "Anna" not in text
    assert "10:00–10:30 Paused · Asks A. B." in texts(text, "B. E.")
    Agent.objects.filter(pk=floor.cy.pk).update(name="Anna Zorn-Ek")
    assert names(page(floor)) == ["A. B.", "A. Z.", "B. E."]


def test_of_a_group_that_is_too_small_nobody_is_listed(floor: Any) -> None:
    policy(floor, smallest_group=3)
    assert len(names(page(floor))) == 3
    text = page(floor, team=floor.nord.pk)
    assert names(text) == [] and "Fewer than 3 people" in text
    assert "Anna" not in text and "Lunch" not in text
    assert Viewing.objects.count() == 1  # of the first look, at all of them


def test_a_policy_that_became_coarser_rounds_what_was_recorded_before(floor: Any) -> None:
    stretch(floor.bo, "paused", 10.1, 10.9)
    policy(floor, rounding_minutes=60)
    text = page(floor)
    assert texts(text, "Anna Björk") == ["08:00–12:00 Available", "since 12:00 In contact"]
    assert "10:06" not in text and "12:30" not in text
    assert texts(text, "Bo Ek") == []


def test_without_ranking_no_sums_stand_beside_each_other(floor: Any) -> None:
    policy(floor, no_ranking=True)
    text = page(floor)
    assert "Sums are left out" in text
    assert '<th scope="row" translate="no">Anna' not in text
    assert "12:00–12:30 Paused · Lunch" in texts(text, "Anna Björk")


def test_the_order_is_by_name_whatever_is_asked_for(floor: Any) -> None:
    for query in ({"sort": "paused"}, {"order": "-available"}, {"o": "1"}):
        assert names(page(floor, **query)) == ["Anna Björk", "Bo Ek", "Cy Alm"]


def test_silence_of_a_source_is_a_gap_and_not_a_state(floor: Any) -> None:
    from_at = MIDNIGHT + 9 * HOUR
    Outage.objects.create(site=floor.site, source="Växel", from_at=from_at, to_at=from_at + HOUR)
    text = page(floor)
    assert texts(text, "Bo Ek") == ["08:57–09:00 Not known", *texts(text, "Bo Ek")[1:]]
    assert "09:15–10:02 Not known" in texts(text, "Bo Ek")
    assert "Not known" not in " ".join(texts(text, "Anna Björk"))  # another source knew her
    assert text.count('class="strip-gap" d=') == 1 + 2  # the legend, Bo and Cy
    assert "Växel</th><td>09:00</td><td>10:00</td>" in text


def test_another_persons_source_makes_no_gap(floor: Any) -> None:
    Account.objects.create(
        site=floor.site, vendor="calabrio", name="Andra", base_url="https://b.test"
    )
    Outage.objects.create(site=floor.site, source="Andra", from_at=MIDNIGHT, to_at=NOW)
    assert "Not known" not in " ".join(texts(page(floor), "Bo Ek"))


def test_what_nobody_looks_at_any_more_is_not_told_on(floor: Any) -> None:
    NamedClock.objects.filter(site=floor.site).update(looked_at=MIDNIGHT + 13 * HOUR)
    told = texts(page(floor), "Anna Björk")
    assert told[-2:] == ["12:30–13:00 In contact", "13:00–18:00 Not known"]


def test_days_are_those_of_the_named_clock(floor: Any, clock: Clock) -> None:
    clock.now = NOW + 7 * 24 * HOUR  # a week on, at 18:00
    NamedClock.objects.filter(site=floor.site).update(looked_at=int(clock.now))
    text = page(floor)
    assert "nothing before 18:00 is kept any more" in text
    assert names(text) == ["Anna Björk"]  # the cleaning was not there yet, the clock was
    assert "The day before" not in text
    assert 'datetime="2026-03-10"' in page(floor, day="2026-03-01")
    clock.now += 24 * HOUR
    assert 'datetime="2026-03-11"' in page(floor)


@pytest.mark.parametrize(
    ("day", "hours", "width"), [(date(2026, 3, 29), 23, 82_800), (date(2026, 10, 25), 25, 90_000)]
)
def test_days_of_23_and_25_hours(
    floor: Any, clock: Clock, day: date, hours: int, width: int
) -> None:
    from_at, to_at = day_bounds(day, ZONE)
    clock.now = to_at + HOUR
    AgentStretch.objects.create(
        site=floor.site, agent=floor.bo, state="paused", from_at=from_at - 60, to_at=to_at + 60
    )
    text = page(floor, day=day.isoformat())
    assert f'viewBox="0 0 {width} 24"' in text
    assert texts(text, "Bo Ek") == ["00:00–24:00 Paused"]
    assert sums(text, "Bo Ek")[5] == f"{hours}:00"


def test_each_look_is_in_the_access_log(floor: Any) -> None:
    page(floor)
    page(floor, team=floor.syd.pk)
    policy(floor, people="initials")
    page(floor)
    seen = [(one.who, one.what, one.people) for one in Viewing.objects.order_by("pk")]
    assert seen == [
        ("owner", "States of people on 2026-03-10", "names"),
        ("owner", "States of people in Syd on 2026-03-10", "names"),
        ("owner", "States of people on 2026-03-10", "initials"),
    ]
    told = floor.browser(floor.owner).get("/privacy/malmo/").content.decode()
    assert "States of people in Syd on 2026-03-10" in told


def test_a_day_of_which_nothing_is_known_says_so_and_is_no_look(floor: Any) -> None:
    assert "Nobody was recorded on this day" in page(floor, day="2026-03-08")
    assert not Viewing.objects.exists()


@pytest.mark.parametrize("bad", ["x", "2026-02-30", "9999-12-31", "2026-03-10' OR 1"])
def test_what_is_no_day_team_or_page_is_as_by_default(floor: Any, bad: str) -> None:
    assert len(names(page(floor, day=bad, team=bad, page=bad))) == 3


def test_the_page_of_the_day_leads_there_who_may_go(floor: Any) -> None:
    there = reverse("history-people", args=["malmo"])
    day = reverse("history-day", args=["malmo"])
    assert there in floor.browser(floor.owner).get(day).content.decode()
    assert there not in floor.browser(floor.teammate).get(day).content.decode()


def test_many_people_are_paged_and_cost_no_more_queries(floor: Any) -> None:
    browser, address = floor.browser(floor.owner), reverse("history-people", args=["malmo"])

    def ask() -> tuple[list[str], str]:
        with CaptureQueriesContext(connection) as captured:
            text = browser.get(address, {"day": DAY.isoformat()}).content.decode()
        return [query["sql"] for query in captured], text

    ask()  # the first writes the look
    few, _text = ask()
    agents = Agent.objects.bulk_create(
        Agent(site=floor.site, name=f"Person {n:03}") for n in range(300)
    )
    for agent in agents:
        stretch(agent, "available", 8, 9)
    many, text = ask()
    assert len(many) == len(few) <= 20
    assert len(names(text)) == people.PEOPLE_PER_PAGE
    assert "1/8" in text
    last = browser.get(address, {"day": DAY.isoformat(), "page": "8"}).content.decode()
    assert names(last)[-1] == "Person 299"


def test_stretches_are_found_by_their_index(floor: Any) -> None:
    with CaptureQueriesContext(connection) as captured:
        page(floor)
    asked = [query["sql"] for query in captured if "history_agentstretch" in query["sql"]]
    assert len(asked) == 3
    if connection.vendor == "sqlite":
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = str(cursor.fetchall())
            assert "SCAN" not in plan
            assert re.search(r"stretch_of_agent \(agent_id=\? AND to_at", plan), plan


def test_the_shapes_of_states_are_those_of_boards() -> None:
    drawn = (ROOT / "static/src/ui/glyph.tsx").read_text(encoding="utf-8")
    on_boards = dict(re.findall(r'^  (\w+):\s*"(M[^"]+)"', drawn, re.MULTILINE))
    here = (ROOT / "templates/pages/state_glyph.html").read_text(encoding="utf-8")
    shapes = re.findall(r'([a-z-]+)" d="(M[^{]+)\{', here)
    assert len(shapes) == 7
    for name, path in shapes:
        assert on_boards[name.replace("-", "_")] == path, name


def test_times_are_said_by_the_sites_own_clock(floor: Any) -> None:
    policy(floor, timezone="Europe/Helsinki")
    assert texts(page(floor), "Anna Björk")[0] == "09:00–13:00 Available"
    assert datetime.fromtimestamp(NOW, UTC).date() == DAY
