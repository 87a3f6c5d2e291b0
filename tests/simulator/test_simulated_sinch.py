"""The Sinch face: three ways in, RCI's collections, disruptions, RMI and RAI, dialects, faults."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.simulator import SimulatedCentre
from connectors.simulator.faces.sinch_dialects import DIALECTS
from tests.simulator.simulated_clients import Serve

JSON = {"Accept": "application/json"}


@contextmanager
def client_of(centre: SimulatedCentre, password: str = "") -> Iterator[httpx.Client]:
    """A client with the session cookie of a sign-in (if the password is right)."""
    with httpx.Client(timeout=5, trust_env=False, headers=JSON) as client:
        words = f"{centre.sinch_user}:{password or centre.sinch_password}".encode()
        reply = client.post(
            f"{centre.sinch_url}/ecfs/authentication",
            headers={"Authorization": "EcfAuth"},
            data={"Authorization": f"Basic {base64.b64encode(words).decode()}"},
        )
        assert ("id" in reply.text) == (reply.status_code == 200)
        client.base_url = httpx.URL(f"{centre.sinch_url}/ecfs/RI")
        yield client


@pytest.fixture
def sinch(centre: SimulatedCentre) -> Iterator[httpx.Client]:
    with client_of(centre) as client:
        yield client


def got(client: httpx.Client, path: str, **query: Any) -> Any:
    reply = client.get(path, params=query or None)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_a_session_cookie_opens_the_door(centre: SimulatedCentre, sinch: httpx.Client) -> None:
    assert "JSESSIONID" in sinch.cookies
    assert len(got(sinch, "/rci/users")) > 30
    centre.expire_sessions("sinch")
    assert sinch.get("/rci/users").status_code == 401
    with client_of(centre, "wrong") as wrong:
        assert "JSESSIONID" not in wrong.cookies
    with client_of(centre) as again:
        url = f"{centre.sinch_url}/ecfs/authentication"
        assert again.delete(url).status_code == 200
        assert again.get("/rci/users").status_code == 401
    assert centre.log.count(face="sinch", kind="sign_in") == 4


def test_a_key_and_basic_open_the_gateway(centre: SimulatedCentre, http: httpx.Client) -> None:
    url = f"{centre.sinch_gateway_url}/rci/queues"
    right = httpx.BasicAuth(centre.sinch_user.encode(), centre.sinch_password.encode())
    key = {"x-api-key": centre.sinch_api_key, **JSON}
    assert http.get(url, headers=key, auth=right).status_code == 200
    assert http.get(url, headers=key).status_code == 401
    assert http.get(url, headers={**key, "x-api-key": "other"}, auth=right).status_code == 401
    assert http.get(url, headers=key, auth=("wallboard", "wrong")).status_code == 401


def test_the_plain_base_asks_only_where_chosen(serve: Serve, http: httpx.Client) -> None:
    for way, status in (("none", 200), ("basic", 401)):
        url = f"{serve(sinch_onpremises_auth=way).sinch_onpremises_url}/rci/roles"
        assert http.get(url, headers=JSON).status_code == status


def test_json_comes_only_to_who_asks_for_it(sinch: httpx.Client) -> None:
    reply = sinch.get("/rci/users", headers={"Accept": "*/*"})
    assert reply.headers["content-type"] == "application/xml"


def test_250_users_are_three_pages(serve: Serve) -> None:
    with client_of(serve(sinch_users=250)) as sinch:
        pages = [got(sinch, "/rci/users", offset=offset) for offset in (0, 100, 200)]
        assert [len(page) for page in pages] == [100, 100, 50]
        assert len({user["id"] for page in pages for user in page}) == 250
        assert len(got(sinch, "/rci/users", limit=1000)) == 250
        assert got(sinch, "/rci/users", offset=250) == []
        assert sinch.get("/rci/users", params={"limit": "many"}).status_code == 400


def test_lists_show_little_and_filters_show_more(
    centre: SimulatedCentre, sinch: httpx.Client
) -> None:
    truth = centre.truth()["sinch"]["users"]
    assert all(set(user) == {"id", "firstName", "surname"} for user in got(sinch, "/rci/users"))
    found = got(sinch, "/rci/users", externalId="E10?1*")
    assert found and all(user["externalId"].startswith("E10") for user in found)
    wanted = [user for user in truth if (user["external_id"] or "").startswith("E10")]
    assert 0 < len(found) < len(wanted)
    everybody = got(sinch, "/rci/users", phone="*", email="*", limit=1000)
    assert len(everybody) == len(truth) and all("email" in user for user in everybody)
    one = got(sinch, f"/rci/users/{found[0]['id']}")
    assert one["login"].startswith("agent") and one["timeZone"] == "Europe/Stockholm"


def test_sort_reverses_and_takes_a_locale(sinch: httpx.Client) -> None:
    up = [user["surname"] for user in got(sinch, "/rci/users", sort="surname,LOCALE-sv")]
    down = [user["surname"] for user in got(sinch, "/rci/users", sort="-surname")]
    assert up == sorted(up, key=str.casefold) and down == up[::-1]


def test_errors_are_plain_text(sinch: httpx.Client) -> None:
    bad = sinch.get("/rci/users/123")
    assert (bad.status_code, bad.text) == (400, "Invalid GUID: '123'")
    assert bad.headers["content-type"].startswith("text/plain")
    none = sinch.get("/rci/users/" + "0" * 32)
    assert (none.status_code, none.text) == (404, "HTTP 404 Not Found")
    assert sinch.get("/rci/nonsense").status_code == 404
    assert sinch.delete("/rci/roles").status_code == 405


def test_people_groups_roles_and_skills_hang_together(sinch: httpx.Client) -> None:
    group = got(sinch, "/rci/userGroups")[0]
    members = got(sinch, f"/rci/userGroups/{group['id']}/users")
    user = members[0]["id"]
    assert group["id"] in [one["id"] for one in got(sinch, f"/rci/users/{user}/userGroups")]
    role = got(sinch, f"/rci/users/{user}/roles")[0]
    assert user in [one["id"] for one in got(sinch, f"/rci/roles/{role['id']}/users")]
    skills = {one["id"]: one for one in got(sinch, "/rci/skills")}
    held = got(sinch, f"/rci/users/{user}/skills")
    assert held and all(one["id"] in skills and 1 <= one["value"] <= 5 for one in held)
    zone = got(sinch, "/rci/timeZones", id="Europe/H*")[0]["id"]
    assert got(sinch, f"/rci/timeZones/{zone}")["id"] == "Europe/Helsinki"
    assert got(sinch, "/rci/prsProfiles", reason="VACATION")[0]["name"] == "Semester"


def test_queues_have_types_addresses_and_groups(
    centre: SimulatedCentre, sinch: httpx.Client
) -> None:
    truth = centre.truth()
    queues = {queue["id"]: queue for queue in got(sinch, "/rci/queues")}
    assert {queue["type"] for queue in queues.values()} == {"Phone", "Chat", "Email", "Action"}
    for queue in truth["queues"]:
        addresses = queues[queue["sinch_queue_id"]]["addresses"]["address"]
        if queue["o2g_pilot"] is not None:
            assert queue["o2g_pilot"] == addresses[0]
    shared = [queue for queue in truth["queues"] if str(queue["trio_service_id"]) in
              queues[queue["sinch_queue_id"]]["addresses"]["address"]]  # fmt: skip
    assert shared and all(queues[one["sinch_queue_id"]]["name"] == one["name"] for one in shared)
    one = shared[0]["sinch_queue_id"]
    assert got(sinch, "/rci/queues", address=shared[0]["o2g_pilot"])[0]["id"] == one
    assert got(sinch, f"/rci/queues/{one}/extensions")[0]["address"] == shared[0]["o2g_pilot"]
    assert got(sinch, f"/rci/queues/{one}/attributes")[0]["language"] == "SV"
    group = got(sinch, f"/rci/queues/{one}/queueGroups")[0]
    below = got(sinch, f"/rci/queueGroups/{group['id']}/queues")
    assert one in [queue["id"] for queue in below]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_dialects_wrap_and_spell_as_their_tables_say(serve: Serve, dialect: str) -> None:
    centre = serve(sinch_dialect=dialect)
    with client_of(centre) as sinch:
        queues = got(sinch, "/rci/queues")
        groups = got(sinch, "/rci/queueGroups")
        set_id = got(sinch, "/rci/disruptionSets")[0]["id"]
        events = got(sinch, f"/rci/disruptionSets/{set_id}/events")
        attribute = got(sinch, f"/rci/queues/{queues[0]['id']}/attributes")[0]
        seen = (
            type(queues[0]["addresses"]).__name__, len(queues[0]["id"]), len(groups[0]["id"]),
            queues[0]["type"].islower(), "langauge" in attribute, type(events).__name__,
        )  # fmt: skip
        event = events[0] if isinstance(events, list) else events
        items = event["items"] if isinstance(event["items"], list) else event["items"]["item"]
        assert {item["type"] for item in items} == {"WHY", "WHERE", "WHEN"}
        assert ("externalid" in items[0]) == (dialect == "letter")
        assert got(sinch, f"/rci/queues/{queues[0]['id']}")["id"] == queues[0]["id"]
    assert seen == {
        "schema": ("dict", 32, 32, False, False, "list"),
        "letter": ("list", 32, 36, True, True, "list"),
        "single": ("dict", 36, 36, False, False, "dict"),
    }[dialect]  # fmt: skip


def test_a_disruption_comes_and_goes(centre: SimulatedCentre, sinch: httpx.Client) -> None:
    sets = {one["externalId"]: one["id"] for one in got(sinch, "/rci/disruptionSets")}
    path = f"/rci/disruptionSets/{sets['vatten']}/events"
    assert got(sinch, path, active="true") == []
    number = centre.disruptions.add("water", "05", ["00100"], "14", "Lagas", seconds=600)
    event = got(sinch, path, active="true")[0]
    assert event["id"] == number and event["remarks"] == "Lagas"
    assert len(got(sinch, path)) == 3
    items = {item["id"]: item for item in got(sinch, f"/rci/disruptionSets/{sets['vatten']}/items")}
    words = {items[item["id"]]["description"] for item in event["items"]["item"]}
    assert words == {"Vattenläcka", "Centrum", "Åtgärdat före klockan 14"}
    now = centre.truth()["presented_at"]
    begins = datetime.fromisoformat(event["activeFrom"])
    assert begins.tzinfo == UTC and begins.timestamp() == pytest.approx(now, abs=1)
    centre.step(601)
    assert got(sinch, path, active="true") == []
    assert centre.disruptions.remove(number) and len(got(sinch, path)) == 2
    where = got(sinch, f"/rci/disruptionSets/{sets['vatten']}/items", externalId="1.00*")
    assert where[0]["attributes"]["attribute"][1]["value"] == "00300"


def test_disruptions_can_be_written_and_bounded_by_time(
    centre: SimulatedCentre, sinch: httpx.Client
) -> None:
    set_id = got(sinch, "/rci/disruptionSets", name="internet")[0]["id"]
    path = f"/rci/disruptionSets/{set_id}/events"
    body = {
        "activeFrom": "2030-01-01T12:00:00.000Z",
        "items": {"item": [{"externalId": "09", "type": "WHY"},
                           {"externalId": "00200", "type": "WHERE"}]},
    }  # fmt: skip
    made = sinch.post(path, json=body)
    assert made.status_code == 201 and made.headers["content-type"].startswith("text/html")
    assert got(sinch, path, activeFrom="2029-12-31T00:00:00Z")[0]["id"] == made.text
    assert got(sinch, path, activeFromEnd="2029-12-31T00:00:00Z") == []
    changed = {"items": {"item": [{"externalId": "09", "type": "WHY"}]}}
    assert sinch.put(f"{path}/{made.text}", json=changed).status_code == 204
    assert len(got(sinch, f"{path}/{made.text}")["items"]["item"]) == 1
    assert sinch.post(path, json={"items": []}).status_code == 400
    assert sinch.delete(f"{path}/{made.text}").status_code == 204
    assert sinch.get(f"{path}/{made.text}").status_code == 404


def test_queue_statuses_are_the_truth(centre: SimulatedCentre, sinch: httpx.Client) -> None:
    truth = {queue["id"]: queue for queue in centre.truth()["sinch"]["queues"]}
    for one in got(sinch, "/rmi/queueStatuses"):
        own = truth[one["id"]]
        assert one["inQueueCurrent"] == own["waiting"]
        assert one["agentsFree"] == own["agents_free"]
        longest = own["longest_wait_seconds"] or 0.0
        assert one["waitingDurationCurrentMax"] == int(longest * 1000)
    phones = got(sinch, "/rmi/queueStatuses", type="Phone,Chat")
    assert {truth[one["id"]]["type"] for one in phones} == {"Phone", "Chat"}
    mirrored = {queue["sinch_queue_id"]: queue for queue in centre.truth()["queues"]}
    for number, queue in mirrored.items():
        waits = queue["contacts_waiting"] if queue["o2g_pilot"] else queue["backlog"]
        assert truth[number]["waiting"] == waits


def test_agents_are_shown_with_their_queues(centre: SimulatedCentre, sinch: httpx.Client) -> None:
    truth = {agent["sinch_user_id"]: agent for agent in centre.truth()["agents"]}
    plain = got(sinch, "/rmi/agents")
    assert len(plain) == len(truth) and "queues" not in plain[0]
    free = got(sinch, "/rmi/agents", showQueueInfo=3, availability="Free")
    assert {truth[one["id"]]["state"] for one in free} == {"available"}
    for one in free:
        assert one["readyState"] == "Ready" and one["queues"]["queue"][0]["serving"] is True
    paused = [agent for agent in truth.values() if agent["state"] == "paused"]
    away = got(sinch, "/rmi/agents", availability="Away")
    by_id = {one["id"]: one for one in away}
    assert paused and all(
        by_id[agent["sinch_user_id"]]["presence"] == agent["reason"] for agent in paused
    )


def test_day_statistics_add_up_over_hours(centre: SimulatedCentre, sinch: httpx.Client) -> None:
    truth = {queue["id"]: queue for queue in centre.truth()["sinch"]["queues"]}
    start = datetime.fromtimestamp(centre.truth()["day_started_at"], UTC)
    query = {"startTime": start.isoformat().replace("+00:00", "Z")}
    rows = got(sinch, "/rai/contactStatistic", timeCategory="hour", **query)
    sums: dict[str, int] = {}
    for row in rows:
        sums[row["queueId"]] = sums.get(row["queueId"], 0) + row["countOfArrivedContacts"]
    assert len(rows) > len(sums)
    for number, arrived in sums.items():
        assert arrived == truth[number]["arrived"]
    for row in got(sinch, "/rai/contactStatistic", **query):
        own = truth[row["queueId"]]
        assert row["countOfHandledContacts"] == own["handled"]
        assert row["countOfAnsweredOnTimeContacts"] == own["answered_in_threshold"]
        assert row["waitingDurationForHandled"] == int(own["wait_seconds"] * 1000)
    emails = got(sinch, "/rai/contactStatistic", channelType="EmailIn", **query)
    assert {row["channel"] for row in emails} == {"EmailIn"}
    assert sinch.get("/rai/contactStatistic").status_code == 400
    phones = [one for one in centre.truth()["queues"] if one["o2g_pilot"]]
    for queue in phones:
        assert truth[queue["sinch_queue_id"]]["answered"] == queue["answered"]


@pytest.mark.parametrize(("start", "seconds"), [("quarter", 900), ("hour", 3600), ("day", 86_400)])
def test_statistics_begin_where_the_server_rounds_to(
    serve: Serve, start: str, seconds: int
) -> None:
    """Counts since one instant less those since another are those between, at its own steps."""
    running = serve(sinch_rai_start=start)
    with client_of(running) as sinch:

        def arrived(at: float) -> int:
            since = datetime.fromtimestamp(running.clock.presented(at), UTC)
            query = {"startTime": since.isoformat().replace("+00:00", "Z")}
            rows = got(sinch, "/rai/contactStatistic", timeCategory="hour", **query)
            return sum(row["countOfArrivedContacts"] for row in rows)

        figures, now = running.sinch.figures, running.world.now
        for at in (now - 1500, now - 2400, now - 9000):
            begin = at // seconds * seconds
            truth = sum(
                one.arrived
                for queue in figures.queues
                for quarter, one in figures.slices[queue.key].items()
                if quarter * 900 >= begin
            )
            assert arrived(at) == truth > 0


def test_rmi_and_rai_can_be_absent(serve: Serve, centre: SimulatedCentre) -> None:
    with client_of(serve(sinch_rmi=False, sinch_refusal="403")) as sinch:
        assert sinch.get("/rmi/queueStatuses").status_code == 403
        assert sinch.get("/rci/queues").status_code == 200
    with client_of(centre) as sinch:
        for path in ("/rmi/agents", "/rai/contactStatistic"):
            centre.sinch.offer(path[1:4], False)
            assert sinch.get(path).status_code == 404
            centre.sinch.offer(path[1:4], True)
        assert sinch.get("/rmi/agents").status_code == 200


def test_faults_and_the_log_know_sinch(centre: SimulatedCentre, sinch: httpx.Client) -> None:
    centre.faults.add("503", face="sinch", path="/demo/ecfs/RI/rmi", count=1)
    assert sinch.get("/rmi/agents").status_code == 503
    got(sinch, "/rmi/agents")
    set_id = got(sinch, "/rci/disruptionSets")[0]["id"]
    got(sinch, f"/rci/disruptionSets/{set_id}/events")
    assert centre.log.counts()["sinch"] == {"disruptions": 2, "rmi": 2, "sign_in": 1}


def test_the_control_port_steers_disruptions(centre: SimulatedCentre, http: httpx.Client) -> None:
    url = f"{centre.control_url}/disruptions"
    before = len(http.get(url).json())
    body = {"set": "el", "why": "55", "where": ["00200"], "seconds": 60}
    number = http.post(url, json=body).json()["id"]
    assert [one["why"] for one in http.get(url).json()][-1] == "Planerat underhåll"
    assert http.delete(f"{url}/{number}").json() == {"removed": True}
    assert http.delete(f"{url}/{number}").status_code == 404
    assert len(http.get(url).json()) == before
    assert http.post(url, json={**body, "why": "99"}).status_code == 400
    off = {"action": "offer", "interface": "rmi", "on": False}
    assert http.post(f"{centre.control_url}/sinch", json=off).status_code == 200
