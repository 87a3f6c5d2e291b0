"""The Calabrio face over real HTTP, rule by rule of vendor-docs 004 and VENDOR-FACTS section 2."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from connectors.simulator import SimulatedCentre
from tests.simulator.simulated_clients import Serve

REALTIME = "/scheduling/realTime/activity/detail"
ADHERENCE = "/scheduling/adherence/agent"
HOUR_MS = 3_600_000
SHARES = {"scheduleAdherence": "adherence", "scheduleConformity": "conformance"}


def now_ms() -> int:
    return int(time.time() * 1000)


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Stockholm")).date()


def sign_in(centre: SimulatedCentre, http: httpx.Client, **body: Any) -> httpx.Response:
    given = {"userId": centre.calabrio_user, "password": centre.calabrio_password, "language": "en"}
    return http.post(f"{centre.calabrio_url}/authorize", json={**given, **body})


@contextmanager
def signed_in(centre: SimulatedCentre) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=centre.calabrio_url, timeout=5, trust_env=False) as client:
        assert sign_in(centre, client).status_code == 200
        yield client


def test_authorize_replies_as_documented(centre: SimulatedCentre, http: httpx.Client) -> None:
    reply = sign_in(centre, http, tenantId="1")
    words = reply.json()
    assert re.fullmatch(r"HZ[0-9A-F]{32}", words["sessionId"])
    assert words["sessionTimeout"] == "60" and words["passwordExpirationDate"] is None
    assert f"hazelcast.sessionId={words['sessionId']}" in reply.headers["set-cookie"]
    named = {"userId": None, "username": centre.calabrio_user}
    assert sign_in(centre, http, password="wrong").status_code == 401
    assert sign_in(centre, http, tenantId="2").status_code == 401
    assert sign_in(centre, http, **named).status_code == 401  # userId wins when both are sent
    del named["userId"]
    named["password"] = centre.calabrio_password
    assert http.post(f"{centre.calabrio_url}/authorize", json=named).status_code == 200
    assert http.post(f"{centre.calabrio_url}/authorize", content=b"no").status_code == 400


def test_the_session_travels_as_a_cookie_header_and_ends_with_delete(
    centre: SimulatedCentre, http: httpx.Client
) -> None:
    session = sign_in(centre, http).json()["sessionId"]
    http.cookies.clear()
    url = f"{centre.calabrio_url}/scheduling/service"
    header = {"Cookie": f"hazelcast.sessionId={session}"}
    assert http.get(url).status_code == 401
    assert http.get(url, headers=header).status_code == 200
    out = http.delete(f"{centre.calabrio_url}/authorize", headers=header)
    assert out.status_code == 200
    assert http.get(url, headers=header).status_code == 401


@pytest.mark.parametrize(
    ("gone", "status"), [("401", 401), ("403", 403), ("html", 200), ("redirect", 302)]
)
def test_a_session_that_is_gone_shows_in_one_of_four_ways(
    serve: Serve, gone: str, status: int
) -> None:
    centre = serve(session_gone=gone)
    with signed_in(centre) as client:
        assert client.get("/scheduling/service").status_code == 200
        centre.expire_sessions("calabrio")
        reply = client.get("/scheduling/service")
        assert reply.status_code == status
        assert ("html" in reply.headers.get("content-type", "")) == (gone == "html")


def test_a_session_ends_when_idle(serve: Serve) -> None:
    with signed_in(serve(session_idle_seconds=0.0)) as client:
        assert client.get("/scheduling/service").status_code == 401


def test_adherence_pages_are_bare_lists_of_25_up_to_200(serve: Serve) -> None:
    centre = serve(agents=210)
    with signed_in(centre) as client:
        day = today().isoformat()
        assert client.get(ADHERENCE).status_code == 400
        assert client.get(ADHERENCE, params={"date": "yesterday"}).status_code == 400
        assert len(client.get(ADHERENCE, params={"date": day}).json()) == 25
        sizes = [
            len(
                client.get(ADHERENCE, params={"date": day, "pageSize": 500, "pageNumber": n}).json()
            )
            for n in (1, 2, 3)
        ]
        assert sizes == [200, 10, 0]


@pytest.mark.parametrize("dialect", ["letter", "modern", "legacy"])
def test_adherence_tells_the_truth_in_every_dialect(serve: Serve, dialect: str) -> None:
    centre = serve(calabrio_dialect=dialect, start="13:00")
    facts = centre.truth()
    agents = {str(agent["calabrio_agent_id"]): agent for agent in facts["agents"]}
    with signed_in(centre) as client:
        params = {"date": today().isoformat(), "pageSize": "200"}
        items = client.get(ADHERENCE, params=params).json()
        later = {"date": (today() + timedelta(days=1)).isoformat()}
        assert client.get(ADHERENCE, params=later).json()[0]["notInAdherenceSeconds"] == 0
    assert {item["agentId"] for item in items} == set(agents)
    undefined = {"letter": None, "modern": "absent", "legacy": 0}[dialect]
    for item in items:
        agent = agents[item["agentId"]]
        assert item["acdAgentId"] == agent["acd_agent_id"]
        for key, share in (
            ("scheduleAdherence", "adherence"),
            ("scheduleConformity", "conformance"),
        ):
            wanted = undefined if agent[share] is None else agent[share]
            assert item.get(key, "absent") == wanted
        details = item["details"]
        assert isinstance(details, dict if dialect == "legacy" else list)
        if dialect == "letter":
            unfit = sum(detail["outOfAdherenceSeconds"] for detail in details)
            assert unfit == pytest.approx(item["notInAdherenceSeconds"], abs=len(details))
            starts = [detail["scheduledActityStartTime"] for detail in details]
            assert starts == sorted(starts)
            ahead = [one for one in details if one["scheduledActityStartTime"] > iso(facts)]
            assert all(one["actuals"] == [] for one in ahead)
        elif dialect == "modern":
            assert all(one["scheduledActivityStartTime"] > 1e12 for one in details)
        elif details:
            assert 1e9 < details["scheduledActityStartTime"] < 1e11


def iso(facts: dict[str, Any]) -> str:
    return datetime.fromtimestamp(facts["presented_at"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_adherence_of_one_agent_is_one_object_without_its_id(calabrio: httpx.Client) -> None:
    params = {"date": today().isoformat()}
    number = calabrio.get(ADHERENCE, params=params).json()[0]["agentId"]
    one = calabrio.get(f"{ADHERENCE}/{number}", params=params).json()
    assert isinstance(one, dict) and "agentId" not in one and "details" in one
    assert calabrio.get(f"{ADHERENCE}/1", params=params).status_code == 404


@pytest.mark.parametrize("dialect", ["letter", "legacy"])
def test_realtime_states_tell_the_truth(serve: Serve, dialect: str) -> None:
    centre = serve(calabrio_dialect=dialect)
    facts = centre.truth()
    with signed_in(centre) as client:
        window = {"fromTime": now_ms() - 24 * HOUR_MS, "toTime": now_ms() + HOUR_MS}
        items = {item["agentId"]: item for item in client.post(REALTIME, params=window).json()}
    for agent in facts["agents"]:
        item = items[agent["calabrio_agent_id"]]
        assert item["employeeId"] == agent["employee_id"]
        states = item["realTimeActivities"]
        times = [state["timestamp"] for state in states]
        assert times == sorted(times, reverse=dialect == "legacy")
        last = max(states, key=lambda state: state["timestamp"])
        assert last["agentState"] == agent["calabrio_state"]
        assert last["reasonCode"] == agent["calabrio_reason_code"]
        since = agent["calabrio_state_since"] * 1000
        assert last["timestamp"] == pytest.approx(since, abs=1)


def test_a_state_that_began_before_the_range_counts_if_it_ends_in_it(
    centre: SimulatedCentre, calabrio: httpx.Client
) -> None:
    agent = next(one for one in centre.truth()["agents"] if one["calabrio_state"] == "TALK")
    ids = {"agentIds": [agent["calabrio_agent_id"]]}
    changed = round(agent["calabrio_state_since"] * 1000)

    def states(start: int, end: int) -> list[str]:
        window = {"fromTime": start, "toTime": end}
        items = calabrio.post(REALTIME, params=window, json=ids).json()
        return [one["agentState"] for item in items for one in item["realTimeActivities"]]

    assert states(changed - 1, changed + 1000) == ["READY_WAITING", "TALK"]
    assert states(changed, changed + 1000) == ["READY_WAITING", "TALK"]  # fromTime is inclusive
    assert states(changed + 1, now_ms() + HOUR_MS) == []  # still on: not ended in the range
    assert "TALK" not in states(changed - 1000, changed)  # toTime is exclusive


def test_realtime_refuses_bad_ranges(calabrio: httpx.Client) -> None:
    for window in (
        {},
        {"fromTime": "x", "toTime": "y"},
        {"fromTime": 0, "toTime": 32 * 24 * HOUR_MS},
        {"fromTime": 10, "toTime": 5},
    ):
        assert calabrio.post(REALTIME, params=window).status_code == 400
    assert calabrio.get(REALTIME).status_code == 405


@pytest.mark.parametrize(
    ("dialect", "short", "long"),
    [("letter", 200, 404), ("modern", 404, 200), ("legacy", 200, 200)],
)
def test_timespan_path_is_one_of_two(serve: Serve, dialect: str, short: int, long: int) -> None:
    centre = serve(calabrio_dialect=dialect)
    number = centre.truth()["agents"][0]["calabrio_agent_id"]
    span = {"fromTimestamp": now_ms(), "toTimestamp": now_ms() + HOUR_MS}
    with signed_in(centre) as client:
        for path, status in (("/schedule", short), ("/scheduling/schedule", long)):
            url = f"{path}/for/timespan/"
            reply = client.post(url, params=span, json={"agentIds": [number]})
            assert reply.status_code == status


def test_timespan_gives_now_and_next(centre: SimulatedCentre, calabrio: httpx.Client) -> None:
    facts = centre.truth()
    now = round(facts["presented_at"] * 1000)
    ids = [agent["calabrio_agent_id"] for agent in facts["agents"]]
    span = {"fromTimestamp": now - 12 * HOUR_MS, "toTimestamp": now + 48 * HOUR_MS}
    reply = calabrio.post("/schedule/for/timespan/", params=span, json={"agentIds": ids}).json()
    by_id = {item["agentId"]: item["activities"] for item in reply}
    for agent in facts["agents"]:
        activities = by_id[agent["calabrio_agent_id"]]
        current = [one for one in activities if one["startTime"] <= now < one["endTime"]]
        wanted = agent["scheduled_activity"]
        assert len(current) == (wanted is not None)
        if wanted is not None:
            several = wanted["type"] == "in_service" and len(agent["queues"]) > 1
            word = "IN_SERVICE_MSG" if several else wanted["type"].upper()
            assert current[0]["activityType"] == word
            assert ("multiSkillGroupId" in current[0]) == several
            assert current[0]["endTime"] == pytest.approx(wanted["until"] * 1000, abs=1)
        following = [one for one in activities if one["startTime"] > now]
        if agent["next_activity"] is not None:
            started = agent["next_activity"]["started_at"] * 1000
            assert following[0]["startTime"] == pytest.approx(started, abs=1)


def test_timespan_limits(centre: SimulatedCentre, calabrio: httpx.Client) -> None:
    ids = [agent["calabrio_agent_id"] for agent in centre.truth()["agents"]]
    day = 24 * HOUR_MS

    def status(body: Any, days: int) -> int:
        span = {"fromTimestamp": now_ms(), "toTimestamp": now_ms() + days * day}
        return calabrio.post("/schedule/for/timespan/", params=span, json=body).status_code

    assert status({"agentIds": ids}, 8) == 200
    assert status({"agentIds": ids}, 10) == 400
    assert status({"agentIds": ids[:1]}, 59) == 200
    assert status({"agentIds": ids[:1]}, 61) == 400
    assert status({"agentIds": list(range(1001))}, 1) == 400
    assert status({}, 1) == 400


def test_schedule_by_dates(calabrio: httpx.Client, centre: SimulatedCentre) -> None:
    path = "/scheduling/schedule/activity/detail"
    span = {"fromDate": today().isoformat(), "toDate": today().isoformat()}
    everyone = calabrio.get(path, params=span).json()
    assert len(everyone) == 30
    number = everyone[0]["agentId"]
    [one] = calabrio.post(path, params=span, json={"agentIds": [number]}).json()
    assert one == everyone[0] and "employeeID" in one
    [dated] = one["activitiesByDate"]
    assert dated["date"] == today().isoformat()
    assert all(isinstance(each["startTime"], str) for each in dated["scheduledActivities"])
    assert calabrio.post(path, params=span, json={"agentIds": [1]}).json() == []
    shifts = calabrio.get(f"{path}/by/agent/{number}", params=span).json()
    assert shifts["agentId"] == number


def test_directory(calabrio: httpx.Client, centre: SimulatedCentre) -> None:
    facts = centre.truth()
    basic = calabrio.get("/scheduling/agent").json()
    assert set(basic[0]) == {"agentId", "firstName", "lastName", "employeeNumber"}
    full = calabrio.get("/scheduling/agent", params={"fullDetail": "true"}).json()
    acd_ids = {agent["calabrio_agent_id"]: agent["acd_agent_id"] for agent in facts["agents"]}
    assert {item["agentId"]: item["acdId"] for item in full} == acd_ids
    mine = facts["agents"][0]["acd_agent_id"]
    assert len(calabrio.get("/scheduling/agent", params={"acdId": mine}).json()) == 1
    both = {"acdId": mine, "activeAgent": "true"}
    assert calabrio.get("/scheduling/agent", params=both).status_code == 400
    assert len(calabrio.get("/org/common/agents/for/team/0").json()["agents"]) == 30
    assert len(calabrio.get("/scheduling/user", params={"acdId": mine}).json()) == 1
    services = calabrio.get("/scheduling/service").json()
    by_number = {item["number"]: item["id"] for item in services}
    assert by_number == {
        queue["trio_service_id"]: queue["calabrio_service_id"] for queue in facts["queues"]
    }
    emails = calabrio.get("/scheduling/service", params={"contactType": 1}).json()
    assert 0 < len(emails) < len(services)
    for bad in ({"contactType": 2}, {"type": "voice"}):
        assert calabrio.get("/scheduling/service", params=bad).status_code == 400
    assert calabrio.get("/scheduling/nonsense").status_code == 404
