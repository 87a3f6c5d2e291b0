"""The Trio face over real HTTP, rule by rule of vendor-docs 001 and VENDOR-FACTS section 1."""

import json
from typing import Any

import httpx
import pytest

from connectors.simulator import SimulatedCentre
from connectors.simulator.faces.trio_dialects import DIALECTS
from tests.simulator.simulated_clients import Serve, TrioClient, latin1_base64

ALL = 1000


def every(dialect: str, resource: str) -> str:
    return ",".join(member for member, _, _ in DIALECTS[dialect].resources[resource])


def test_the_root_needs_no_token_and_names_both_servers(
    centre: SimulatedCentre, http: httpx.Client
) -> None:
    reply = http.get(centre.trio_url).json()
    [root] = reply["data"]
    assert reply["links"][0] == {
        "rel": "self", "desc": "self", "method": "GET", "href": "/te/api"
    }  # fmt: skip
    assert root["failoverMode"] is False and root["binaryVersion"].count(".") == 3
    assert root["primaryServer"] in centre.trio_url
    assert root["secondaryServer"] in centre.trio_secondary_url
    assert {"ContactCenters", "Login", "RefreshLogin"} <= {one["rel"] for one in root["links"]}
    assert http.get(centre.trio_url.replace("/te/api", "/TE/Api/")).status_code == 200


def test_every_other_resource_needs_a_token(centre: SimulatedCentre, http: httpx.Client) -> None:
    for path in ("/cc", "/cc/1/services/state", "/cc/1/agents"):
        assert http.get(centre.trio_url + path).status_code == 401
    wrong = {"Authorization": "Bearer nonsense"}
    assert http.get(f"{centre.trio_url}/cc", headers=wrong).status_code == 401


def test_login_wants_the_client_key_and_base64_of_latin1(
    centre: SimulatedCentre, http: httpx.Client
) -> None:
    trio = TrioClient(centre, http, centre.trio_url)
    assert trio.sign_in().status_code == 200
    plain = {"username": centre.trio_username, "password": centre.trio_password}
    assert trio.sign_in(**plain).status_code == 401
    as_utf8 = "ZGVtby1sw7ZzZW4tMQ=="
    wrong = {"username": latin1_base64(centre.trio_username), "password": as_utf8}
    assert trio.sign_in(**wrong).status_code == 401
    without_key = http.post(f"{centre.trio_url}/login", data=wrong)
    assert without_key.status_code == 401
    assert http.get(f"{centre.trio_url}/login").status_code == 405


def test_login_plain_and_encoded_key_are_options(serve: Serve, http: httpx.Client) -> None:
    centre = serve(credential_encoding="plain", client_key_encoding="encode")
    trio = TrioClient(centre, http, centre.trio_url)
    plain = {"username": centre.trio_username, "password": centre.trio_password}
    assert trio.sign_in(**plain).status_code == 401
    centre.trio_client_key = latin1_base64(centre.trio_client_key)
    assert trio.sign_in(**plain).status_code == 200


def test_access_tokens_expire_and_are_renewed_once(serve: Serve, http: httpx.Client) -> None:
    centre = serve(access_token_seconds=0.0)
    trio = TrioClient(centre, http, centre.trio_url)
    trio.sign_in()
    assert trio.get("/cc").status_code == 401
    used = trio.refresh
    assert trio.renew().status_code == 200
    assert trio.refresh != used
    trio.refresh = used
    assert trio.renew().status_code == 401


def test_expired_sessions(centre: SimulatedCentre, trio: TrioClient) -> None:
    centre.expire_sessions("trio", "access")
    assert trio.get("/cc").status_code == 401
    assert trio.renew().status_code == 200
    centre.expire_sessions("trio")
    assert trio.renew().status_code == 401
    assert trio.sign_in().status_code == 200


def test_paging_defaults_to_ten_and_says_so_in_a_header(trio: TrioClient) -> None:
    reply = trio.get("/cc/1/agents")
    page = json.loads(reply.headers["x-pagination"])
    assert len(reply.json()["data"]) == 10
    assert {key: page[key] for key in page if not key.endswith("Link")} == {
        "currentPage": 1, "pageSize": 10, "totalCount": 30, "totalPages": 3
    }  # fmt: skip
    seen: list[Any] = []
    href = "/te/api/cc/1/agents"
    while href:
        reply = trio.get(href.removeprefix("/te/api"))
        seen += [item["agentid"] for item in reply.json()["data"]]
        href = json.loads(reply.headers["x-pagination"])["nextPageLink"]
    assert len(seen) == len(set(seen)) == 30
    assert len(trio.data("/cc/1/agents", pageSize=ALL)) == 30
    assert "x-pagination" not in trio.get("/cc").headers


def test_the_server_may_cap_the_page_size(serve: Serve, http: httpx.Client) -> None:
    centre = serve(max_page_size=20)
    trio = TrioClient(centre, http, centre.trio_url)
    trio.sign_in()
    assert len(trio.data("/cc/1/agents", pageSize=ALL)) == 20
    assert len(trio.data("/cc/1/agents", pageSize=ALL, page=2)) == 10


def test_fields_sort_and_filters(trio: TrioClient) -> None:
    state = "/cc/1/services/state"
    default = trio.data(state)[0]
    assert set(default) == {"serviceid", "servicename", "open", "queuelength", "links"}
    chosen = trio.data(state, fields="OPEN,LongestWaitingTime")[0]
    assert set(chosen) == {"open", "longestwaitingtime", "links"}
    names = [item["servicename"] for item in trio.data(state, sort="servicename", pageSize=ALL)]
    assert names == sorted(names, key=str.casefold)
    back = [item["servicename"] for item in trio.data(state, sort="-servicename", pageSize=ALL)]
    assert back == names[::-1]
    one = trio.data(state, id=default["serviceid"])
    assert [item["serviceid"] for item in one] == [default["serviceid"]]
    assert {item["servicename"] for item in trio.data(state, name="JOUR")} == {"Nattjour"}
    utf8 = trio.get("/cc/1/services?name=s%C3%A4lj").json()["data"]
    latin1 = trio.get("/cc/1/services?name=s%E4lj").json()["data"]
    assert utf8 == latin1 and utf8[0]["servicename"] == "Försäljning"
    grouped = trio.data("/cc/1/services", groupId=2, fields="groupid", pageSize=ALL)
    assert grouped and {item["groupid"] for item in grouped} == {2}


def test_single_resources_and_unknown_ones(trio: TrioClient) -> None:
    service = trio.data("/cc/1/services")[3]["serviceid"]
    agent = trio.data("/CC/1/Agents")[3]["agentid"]
    group = trio.data("/cc/1/agentgroups")[0]["agentgroupid"]
    for path, key, wanted in (
        (f"/cc/1/services/{service}", "serviceid", service),
        (f"/cc/1/services/{service}/state", "serviceid", service),
        (f"/cc/1/agents/{agent}", "agentid", agent),
        (f"/cc/1/agents/{agent}/state", "agentid", agent),
        (f"/cc/1/agentgroups/{group}", "agentgroupid", group),
        ("/cc/1/servicegroups/1", "servicegroupid", 1),
        ("/cc/1", "ccid", 1),
    ):
        [item] = trio.data(path)
        assert item[key] == wanted
        assert item["links"][0]["href"].lower() == f"/te/api{path}".lower()
    for path in ("/cc/9", "/cc/9/agents", "/cc/1/agents/1", "/cc/1/nonsense", "/nonsense"):
        assert trio.get(path).status_code == 404


def test_links_lead_from_the_root_to_every_collection(trio: TrioClient) -> None:
    for dialect in ("lower", "odd"):
        trio.centre.dialect("trio", dialect)
        root = trio.data("")[0]
        path = next(one["href"] for one in root["links"] if one["rel"] == "ContactCenters")
        assert path == ("/te/api/kc" if dialect == "odd" else "/te/api/cc")
        [cc] = trio.data(path.removeprefix("/te/api"))
        for one in cc["links"]:
            assert trio.data(one["href"].removeprefix("/te/api"))
        assert trio.data("/cc/1/agents")


def test_text_encoding_follows_the_content_type_of_the_request(trio: TrioClient) -> None:
    reply = trio.get("/cc/1/services")
    assert "Kundtjänst".encode() in reply.content
    asked = {"Content-Type": "application/json; charset=iso-8859-1"}
    reply = trio.get("/cc/1/services", headers=asked)
    assert "Kundtjänst".encode("iso-8859-1") in reply.content
    assert reply.headers["content-type"] == "application/json; charset=iso-8859-1"
    assert b"\n  " in trio.get("/cc", headers={"Accept": "text/html"}).content


def test_failover_redirects_both_ways_and_tokens_do_not_travel(
    centre: SimulatedCentre, trio: TrioClient, http: httpx.Client
) -> None:
    other = TrioClient(centre, http, centre.trio_secondary_url)
    reply = other.get("/cc/1/agents", page=2)
    assert reply.status_code == 307
    assert reply.headers["location"] == f"{centre.trio_url}/cc/1/agents?page=2"
    centre.failover(True)
    assert trio.get("/cc").headers["location"] == f"{centre.trio_secondary_url}/cc"
    assert trio.sign_in().status_code == 307
    assert trio.get("/cc", redirect="false").status_code == 200
    assert http.get(trio.url, params={"redirect": "false"}).json()["data"][0]["failoverMode"]
    other.access = trio.access
    assert other.get("/cc").status_code == 401
    assert other.sign_in().status_code == 200
    assert other.get("/cc").status_code == 200
    centre.failover(False)
    assert other.get("/cc").status_code == 307
    assert trio.get("/cc").status_code == 200


def test_counters_restart_in_failover_and_are_whole_again_after(
    centre: SimulatedCentre, trio: TrioClient
) -> None:
    def offered() -> int:
        query = {"fields": "callsoffered", "pageSize": ALL, "redirect": "false"}
        return sum(item["callsoffered"] for item in trio.data("/cc/1/services/state", **query))

    whole = offered()
    centre.failover(True)
    assert offered() == 0
    centre.step(600)
    assert 0 < offered() < whole
    centre.failover(False)
    assert offered() == centre.truth()["site"]["offered"] > whole


def test_cases_are_capped_at_twenty_a_service(centre: SimulatedCentre, trio: TrioClient) -> None:
    fields = every("lower", "case")
    cases = trio.data("/cc/1/services/cases", pageSize=ALL, fields=fields)
    for queue in centre.truth()["queues"]:
        shown = [item for item in cases if item["serviceid"] == queue["trio_service_id"]]
        assert len(shown) == min(20, queue["backlog"])
    mine = trio.data("/cc/1/services/cases", sid=cases[0]["serviceid"], pageSize=ALL)
    assert len(mine) == 20
    beyond = centre.world.queues[0].cases[-1].jobno
    assert trio.data(f"/cc/1/services/cases/{beyond}")[0]["jobno"] == beyond


def test_calls_give_waiting_and_longest_wait(centre: SimulatedCentre, trio: TrioClient) -> None:
    centre.dialect("trio", "poor")
    state = trio.data("/cc/1/services/state", fields=every("lower", "service_state"))[0]
    assert not {"queuelength", "longestwaitingtime", "estimatedwaitingtime"} & set(state)
    calls = trio.data("/cc/1/services/calls", pageSize=ALL)
    for queue in centre.truth()["queues"]:
        waits = [
            item["waitingtime"] * 60
            for item in calls
            if item["serviceid"] == queue["trio_service_id"]
            and item["callstate"] in ("queued", "alerting")
        ]
        assert len(waits) == queue["contacts_waiting"]
        assert max(waits, default=None) == pytest.approx(queue["longest_wait_seconds"], abs=0.01)


def seconds(value: Any, unit: str) -> float:
    """A written duration read back."""
    if unit == "hms":
        hours, minutes, rest = (int(part) for part in value.split(":"))
        return hours * 3600 + minutes * 60 + rest
    return float(value) * {"s": 1, "ms": 0.001, "min": 60}[unit]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_tells_the_truth(serve: Serve, http: httpx.Client, dialect: str) -> None:
    centre = serve(trio_dialect=dialect, start="10:30")
    trio = TrioClient(centre, http, centre.trio_url)
    assert trio.sign_in().status_code == 200
    table, facts = DIALECTS[dialect], centre.truth()

    def rows(path: str, resource: str) -> list[dict[str, Any]]:
        found = []
        for item in trio.data(path, fields=every(dialect, resource), pageSize=ALL):
            plain = {}
            for member, source, unit in table.resources[resource]:
                value = item.pop(member)
                plain[source] = seconds(value, unit) if unit and value is not None else value
            assert set(item) == {"links"}
            found.append(plain)
        return found

    for row, queue in zip(
        rows("/cc/1/services/state", "service_state"), facts["queues"], strict=True
    ):
        assert (row["id"], row["name"]) == (queue["trio_service_id"], queue["name"])
        assert row["open"] == queue["open"]
        assert (row["closed_reason"] is None) == queue["open"]
        assert row["offered"] == queue["offered"] and row["handled"] == queue["handled"]
        assert row["wait_sum"] == pytest.approx(queue["wait_seconds"], abs=1)
        assert row["agents_staffed"] == queue["staffed"]
        assert row["agents_on_contact"] == queue["agents"]["on_contact"]
        if dialect != "poor":
            assert row["queue_length"] == queue["contacts_waiting"]
            assert row["longest_wait"] == pytest.approx(queue["longest_wait_seconds"] or 0, abs=1)
    for row, agent in zip(rows("/cc/1/agents/state", "agent_state"), facts["agents"], strict=True):
        assert (row["id"], row["name"]) == (agent["trio_agent_id"], agent["name"])
        assert row["state"] == table.state_words[agent["state"]]
        assert (row["reason"], row["service_id"]) == (agent["reason"], agent["queue"])
        passed = facts["presented_at"] - agent["state_since"]
        assert row["time_in_state"] == pytest.approx(passed, abs=1)


def test_an_empty_collection_and_an_error_are_spelled_by_dialect(
    centre: SimulatedCentre, trio: TrioClient
) -> None:
    assert trio.data("/cc/1/services", name="finns inte") == []
    assert "message" in trio.get("/cc/9").json()
    centre.dialect("trio", "odd")
    assert trio.get("/cc/1/services", name="finns inte").status_code == 204
    assert trio.get("/cc/9").headers["content-type"].startswith("text/plain")


def test_state_of_a_large_centre_is_one_request_each(serve: Serve, http: httpx.Client) -> None:
    centre = serve(queues=40, agents=200)
    trio = TrioClient(centre, http, centre.trio_url)
    trio.sign_in()
    centre.log.clear()
    assert len(trio.data("/cc/1/services/state", pageSize=ALL)) == 40
    assert len(trio.data("/cc/1/agents/state", pageSize=ALL)) == 200
    assert centre.log.counts() == {"trio": {"state": 2}}
