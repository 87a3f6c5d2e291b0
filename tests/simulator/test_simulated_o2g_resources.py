"""O2G's resources: directory, agents, snapshots, subscriptions, refusals, pilots, RTI, system."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.simulator import SimulatedCentre
from tests.simulator.o2g_client import O2gClient, Reader
from tests.simulator.simulated_clients import Serve


@pytest.fixture
def o2g(centre: SimulatedCentre) -> Iterator[O2gClient]:
    client = O2gClient(centre.o2g_url)
    assert client.sign_in().status_code == 200
    yield client
    client.http.close()


def test_logins_and_users_are_those_of_the_truth(centre: SimulatedCentre, o2g: O2gClient) -> None:
    agents = centre.truth()["o2g"]["agents"]
    everybody = o2g.get("logins").json()["loginNames"]
    operators = o2g.get("logins", onlyACD="").json()["loginNames"]
    assert operators == [agent["login"] for agent in agents] and len(everybody) > len(operators)
    second = o2g.get("logins", nodeIds="2", onlyACD="").json()["loginNames"]
    assert second == [agent["login"] for agent in agents if agent["node"] == "2"]
    user = o2g.get(f"users/{agents[0]['login']}").json()
    assert user["companyPhone"] == agents[0]["number"] and user["nodeId"] == "1"
    assert o2g.get("users", companyPhone=agents[0]["number"]).json() == user
    assert o2g.get("users").status_code == 400
    assert o2g.get("users", companyPhone="1").status_code == 404
    assert o2g.get(f"users/{everybody[-1]}").json()["loginName"] == everybody[-1]


def test_agents_have_groups_skills_and_a_state(centre: SimulatedCentre, o2g: O2gClient) -> None:
    truth = {agent["login"]: agent for agent in centre.truth()["o2g"]["agents"]}
    leader = next(login for login, agent in truth.items() if agent["type"] == "SUPERVISOR")
    config = o2g.get("acd/agent/config", loginName=leader).json()
    assert config["type"] == "SUPERVISOR" and config["help"] is True
    for login, agent in list(truth.items())[:10]:
        state = o2g.get("acd/agent/state", loginName=login).json()
        assert state["mainState"] == agent["main_state"]
        config = o2g.get("acd/agent/config", loginName=login).json()
        groups = config["processingGroups"]
        assert groups["preferred"] in groups["groups"] and config["skills"]["skills"]
        calls = o2g.get("telephony/calls", loginName=login).json()["calls"]
        assert {call["callRef"] for call in calls} == {one["call_ref"] for one in agent["calls"]}
        assert o2g.get("telephony/state", loginName=login).json()["userState"] in ("FREE", "BUSY")
    assert o2g.get("acd/agent/config").status_code == 400
    assert o2g.get("acd/agent/config", loginName="oxe1").status_code == 404
    assert o2g.post("acd/agent/config").status_code == 405


def test_withdraw_reasons_are_numbered_by_group(centre: SimulatedCentre, o2g: O2gClient) -> None:
    login = centre.truth()["o2g"]["agents"][0]["login"]

    def reasons(group: int) -> dict[int, str | None]:
        path = "acd/agent/withdrawReasons"
        found = o2g.get(path, loginName=login, pgNumber=str(61000 + group)).json()
        assert found["number"] == len(found["reasons"])
        return {one["index"]: one.get("label") for one in found["reasons"]}

    assert sorted(reasons(1)) == list(range(1, 10))
    assert reasons(1)[1] != reasons(2)[1] and set(reasons(1).values()) == set(reasons(2).values())
    assert None in reasons(3).values() and reasons(5) == {}
    for agent in centre.truth()["o2g"]["agents"]:
        if agent["withdraw_reason"] is not None:
            table = reasons(int(agent["group"]) - 61000)
            assert table[agent["withdraw_reason"]] == agent["reason"]


def test_snapshots_are_acknowledged_and_come_as_events(
    centre: SimulatedCentre, o2g: O2gClient
) -> None:
    agents = centre.truth()["o2g"]["agents"]
    with o2g.channel("agent", "telephony") as reader:
        for path in ("acd/agent/state/snapshot", "telephony/state/snapshot"):
            for _ in range(2):  # the second, while the first still runs, has no effect
                assert o2g.post(path).status_code == 204
        reader.until(lambda: len(reader.events) >= 2 * len(agents), "both snapshots")
        told = {event["loginName"]: event["state"] for event in reader.of("OnAgentStateChanged")}
        assert len(reader.of("OnAgentStateChanged")) == len(told) == len(agents)
        for agent in agents:
            assert told[agent["login"]]["mainState"] == agent["main_state"]
        calls = [
            call for event in reader.of("OnTelephonyState") for call in event["state"]["calls"]
        ]
        assert len(calls) == sum(len(agent["calls"]) for agent in agents)
    assert o2g.post("acd/agent/state/snapshot", loginName="oxe1").status_code == 404


def test_what_was_delivered_is_in_the_books(centre: SimulatedCentre, o2g: O2gClient) -> None:
    def in_books(kind: str) -> int:
        books = centre.o2g.state()["delivered"].get("wallboard", {kind: {}})
        return sum(one["answered"] for one in books[kind].values())

    agents = centre.truth()["o2g"]["agents"]
    with o2g.channel("agent", "telephony") as reader:
        o2g.post("telephony/state/snapshot")
        reader.until(lambda: len(reader.of("OnTelephonyState")) == len(agents), "the snapshot")
        known = {}
        for event in reader.of("OnTelephonyState"):
            for call in event["state"]["calls"]:
                acd = call["callData"].get("acdCallData")
                if acd and call["callData"]["state"] in ("ACTIVE", "HELD"):
                    known[call["callRef"]] = acd
        assert known
        # The books follow the write: a reader may be ahead of them for a moment.
        reader.until(lambda: in_books("pilots") == len(known), "the snapshot in the books")
        answered = centre.truth()["site"]["answered"]
        centre.step(300)
        more = centre.truth()["site"]["answered"] - answered
        sent = centre.o2g.state()["subscriptions"][0]
        reader.until(lambda: len(reader.events) >= sent["sent"] + sent["queued"], "the events")
        by_all = len(known) + more
        reader.until(
            lambda: in_books("pilots") == in_books("groups") == by_all, "the events in the books"
        )


def bodies() -> list[tuple[str, dict[str, Any]]]:
    good = {"ids": ["*"], "names": ["agent"]}

    def body(*selectors: Any, **more: Any) -> dict[str, Any]:
        return {"filter": {"selectors": list(selectors)}, "version": "1.0", **more}

    return [
        ("no ids", body({"names": ["telephony"]})),
        ("mixed packages", body({"ids": ["*"], "names": ["agent", "telephony"]})),
        ("unknown name", body({"ids": ["*"], "names": ["OnWhatever"]})),
        ("no names", body({"ids": ["*"], "names": []})),
        ("no selectors", body()),
        ("timeout of a minute", body(good, timeout=1)),
        ("timeout of two hours", body(good, timeout=120)),
        ("no version", {"filter": {"selectors": [good]}}),
    ]


@pytest.mark.parametrize(("why", "body"), bodies())
def test_bad_subscriptions_are_400(o2g: O2gClient, why: str, body: dict[str, Any]) -> None:
    reply = o2g.post("subscriptions", body)
    assert (reply.status_code, reply.json()["type"]) == (400, "BAD_PARAMETER")


def test_selectors_choose_events_by_name_and_by_person(
    centre: SimulatedCentre, o2g: O2gClient
) -> None:
    one = o2g.subscribe("OnAgentStateChanged", ids=("oxe2002",))["privatePollingUrl"]
    with Reader(one) as reader:
        o2g.post("acd/agent/state/snapshot")
        reader.until(lambda: reader.events, "an event")
        centre.step(3600)
        assert {event["loginName"] for event in reader.events} == {"oxe2002"}
    found = {"selectors": [{"ids": ["*"], "names": ["system"]}]}
    assert o2g.http.put(f"{o2g.base}/subscriptions", json=found).status_code == 204
    assert centre.o2g.state()["subscriptions"][0]["packages"] == ["system"]


def test_a_refused_licence_is_said_in_words(serve: Serve, centre: SimulatedCentre) -> None:
    client = O2gClient(serve(o2g_licences=10).o2g_url)
    client.sign_in()
    refused = client.subscribe("telephony")
    assert refused["status"] == "REFUSED" and "TELEPHONY_ADVANCED" in refused["message"]
    assert "privatePollingUrl" not in refused
    assert client.subscribe("agent")["status"] == "ACCEPTED"
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    centre.o2g.refuse("agent", "No CONTACTCENTER_AGENT licence")
    assert client.subscribe("agent")["message"] == "No CONTACTCENTER_AGENT licence"
    centre.o2g.refuse("agent", None)
    assert client.subscribe("agent")["status"] == "ACCEPTED"


def test_packages_that_the_server_lacks_are_neither_offered_nor_accepted(serve: Serve) -> None:
    client = O2gClient(serve(o2g_rti=False, o2g_pilot=False).o2g_url)
    client.sign_in()
    assert not {"acdrealtime", "acdpilotmonitoring"} & set(client.services)
    assert client.subscribe("rti")["status"] == "REFUSED"
    assert client.post("acd/rti/ctx", {}).status_code == 404


def test_pilots_are_told_of_only_while_they_are_monitored(
    centre: SimulatedCentre, o2g: O2gClient
) -> None:
    pilot = centre.truth()["o2g"]["pilots"][0]["number"]
    path = f"{o2g.services['acdpilotmonitoring']}/{pilot}"
    with o2g.channel("pilot") as reader:
        centre.step(600)
        assert o2g.post(path).status_code == 204
        centre.step(600)
        reader.until(lambda: reader.of("OnPilotCallQueued"), "a queued call")
        assert {event["pilot"] for event in reader.events} == {pilot}
        assert o2g.http.delete(f"{o2g.base}/{path}").status_code == 204
    assert o2g.post(f"{o2g.services['acdpilotmonitoring']}/1").status_code == 404


def test_rti_tells_everything_once_and_then_what_changed(
    centre: SimulatedCentre, o2g: O2gClient
) -> None:
    base = o2g.services["acdrealtime"]
    queues = o2g.get(f"{base}/queues").json()["queues"]
    assert set(o2g.get(base).json()) == {"agents", "pilots", "queues", "pgAgents", "pgOthers"}
    assert o2g.post(f"{base}/snapshot").status_code == 404
    assert o2g.post(f"{base}/ctx", {"notifFrequency": 1}).status_code == 400
    body = {"active": False, "obsPeriod": 15, "notifFrequency": 5, "filter": {
        kind: {"numbers": [], "attributes": ["ALL"]} for kind in ("queueFilter", "pilotFilter")
    }}  # fmt: skip
    assert o2g.post(f"{base}/ctx", body).status_code == 204
    assert o2g.get(f"{base}/ctx").json() == body
    with o2g.channel("rti") as reader:
        o2g.post(f"{base}/snapshot")
        reader.until(lambda: len(reader.events) >= 2 * len(queues), "the snapshot")
        first = {event["number"]: event for event in reader.of("OnQueueRtiChanged")}
        merged: dict[str, dict[str, Any]] = {}
        centre.step(120)
        sent = centre.o2g.state()["subscriptions"][0]
        reader.until(lambda: len(reader.events) >= sent["sent"] + sent["queued"], "changes")
        deltas = reader.of("OnQueueRtiChanged")[len(queues) :]
        assert deltas and all(len(one) < len(first[one["number"]]) for one in deltas)
        assert all({"name", "number"} <= set(one) for one in deltas)
        for event in reader.of("OnQueueRtiChanged"):
            merged.setdefault(event["number"], {}).update(event)
        truth = centre.truth()["o2g"]["pilots"]
        now = {pilot["queue"]: pilot["waiting"] for pilot in truth}
        fit = sum(merged[number]["nbOfWaitingCalls"] == count for number, count in now.items())
        assert fit >= len(now) - 2  # the last notification is up to 5 s old
        assert not reader.of("OnAgentRtiChanged")
    assert o2g.http.delete(f"{o2g.base}/{base}/ctx").status_code == 204
    assert o2g.get(f"{base}/ctx").status_code == 404


def test_rti_knows_ringing_and_groups(centre: SimulatedCentre, o2g: O2gClient) -> None:
    base = o2g.services["acdrealtime"]
    with o2g.channel("rti") as reader:
        o2g.post(f"{base}/ctx", {"obsPeriod": 15, "notifFrequency": 5})
        o2g.post(f"{base}/snapshot")
        reader.until(lambda: reader.of("OnPGOtherRtiChanged"), "the snapshot")
        truth = centre.truth()
        states = {agent["o2g_number"]: agent["state"] for agent in truth["agents"]}
        for event in reader.of("OnAgentRtiChanged"):
            state = states.get(event["number"])
            if state is not None:
                assert (event["phoneState"] == "AcdRinging") == (state == "ringing")
                assert (event["serviceState"] == "Withdrawn") == (state == "paused")
                assert len(event["phoneStateDate"]) == 19
        idle = sum(event["nbOfIdleAgents"] for event in reader.of("OnPGAgentRtiChanged"))
        assert idle == truth["site"]["agents"]["available"]


def test_a_lost_cti_link_is_told_and_silences_its_node(
    centre: SimulatedCentre, o2g: O2gClient
) -> None:
    with o2g.channel("agent", "telephony", "system") as reader:
        centre.o2g.cti_link("2", False)
        centre.step(600)
        reader.until(lambda: reader.of("OnCtiLinkDown"), "the event")
        nodes = {agent["login"]: agent["node"] for agent in centre.truth()["o2g"]["agents"]}
        assert {nodes[e["loginName"]] for e in reader.events if "loginName" in e} == {"1"}
        links = {pbx["nodeId"]: pbx["ctiLinkState"] for pbx in
                 o2g.get("system/status").json()["pbxs"]}  # fmt: skip
        assert links == {1: "CONNECTED_MAIN", 2: "DISCONNECTED"}
        centre.o2g.cti_link("2", True)
        reader.until(lambda: reader.of("OnPbxLoaded"), "the return")


def test_the_control_port_steers_it(centre: SimulatedCentre, o2g: O2gClient) -> None:
    def post(path: str, **body: Any) -> Any:
        reply = o2g.http.post(f"{centre.control_url}{path}", json=body)
        assert reply.status_code == 200, reply.text
        return reply.json()

    with o2g.channel("system", "user") as reader:
        event = {"eventName": "OnPbxLoaded", "nodeId": "1"}
        post("/o2g", action="emit", event=event)
        post("/o2g", action="emit", event={"eventName": "OnNews"})
        reader.until(lambda: reader.events == [event, {"eventName": "OnNews"}], "the events")
        person = post("/people", action="reassign", agent=8)
        reader.until(lambda: reader.of("OnUserInfoChanged"), "the new name")
        user = reader.of("OnUserInfoChanged")[0]["user"]
        assert f"{user['firstName']} {user['lastName']}" == person["name"]
        lines = o2g.http.get(f"{centre.control_url}/o2g/lines").json()
        assert next(line["event"] for line in lines) == "OnPbxLoaded"
        post("/o2g", action="refuse", package="agent", message="Nej")
        post("/o2g", action="offer", package="rti", on=False)
        assert o2g.subscribe("agent")["message"] == "Nej"
        assert o2g.subscribe("rti")["status"] == "REFUSED"
        post("/o2g", action="cti_link", node="1", up=False)
        post("/o2g", action="down", host="primary", down=True)
        reader.until(lambda: reader.ended, "broken channel")
    assert o2g.http.get(f"{centre.control_url}/o2g").json()["sessions"] == []
    bad = o2g.http.post(f"{centre.control_url}/o2g", json={"action": "explode"})
    assert bad.status_code == 400
