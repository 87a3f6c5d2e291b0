"""Faults, the control API, the request log, and the command line."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.simulator import SimulatedCentre
from connectors.simulator.__main__ import options_from
from tests.simulator.simulated_clients import TrioClient

STATE = "/cc/1/services/state"
ROOT = Path(__file__).parents[2]


def test_statuses_come_as_often_as_asked(centre: SimulatedCentre, trio: TrioClient) -> None:
    centre.faults.add("503", face="trio", path="/TE/api/cc/1/services", count=2)
    assert [trio.get(STATE).status_code for _ in range(3)] == [503, 503, 200]
    centre.faults.add("429", face="trio", retry_after=7)
    assert trio.get("/cc").headers["retry-after"] == "7"
    centre.faults.clear()
    centre.faults.add("401", face="calabrio")
    centre.faults.add("403", listener="secondary")
    assert trio.get("/cc").status_code == 200
    with pytest.raises(ValueError, match="unknown fault"):
        centre.faults.add("earthquake")


def test_bodies_that_are_not_what_they_should_be(centre: SimulatedCentre, trio: TrioClient) -> None:
    true = trio.get(STATE)

    def spoilt(kind: str, **params: Any) -> httpx.Response:
        centre.faults.add(kind, face="trio", count=1, **params)
        return trio.get(STATE)

    truncated = spoilt("truncated_json")
    with pytest.raises(json.JSONDecodeError):
        truncated.json()
    assert spoilt("html").text.startswith("<!DOCTYPE html>")
    plain = spoilt("wrong_content_type")
    assert plain.headers["content-type"] == "text/plain" and plain.content == true.content
    wrong = spoilt("wrong_types").json()["data"][0]
    assert isinstance(wrong["serviceid"], str) and isinstance(wrong["servicename"], int)
    assert wrong["open"] is None
    assert len(spoilt("giant_body", bytes=3_000_000).content) >= 3_000_000
    away = spoilt("foreign_redirect", location="http://evil.invalid/x")
    assert (away.status_code, away.headers["location"]) == (307, "http://evil.invalid/x")
    with pytest.raises(httpx.RemoteProtocolError):
        spoilt("dropped")
    assert trio.get(STATE).content == true.content


def test_slow_answers(centre: SimulatedCentre, trio: TrioClient) -> None:
    centre.faults.add("latency", face="trio", seconds=0.2, count=1)
    began = time.monotonic()
    assert trio.get("/cc").status_code == 200
    assert time.monotonic() - began >= 0.2
    trio.http.timeout = httpx.Timeout(0.2)
    centre.faults.add("hang", face="trio", count=1)
    with pytest.raises(httpx.ReadTimeout):
        trio.get("/cc")
    hung = centre.log.entries[-1]
    assert (hung.fault, hung.status) == ("hang", None)
    centre.faults.add("hang", face="trio", count=1, seconds=0.05)
    assert trio.get("/cc").status_code == 503
    centre.faults.add("slow_drip", face="trio", count=1, seconds=0.05)
    with trio.http.stream("GET", centre.trio_url) as reply:
        assert reply.status_code == 200
        assert len(next(reply.iter_raw())) < 20
    assert trio.get("/cc").status_code == 200


def test_failover_in_the_middle_of_a_poll(centre: SimulatedCentre, trio: TrioClient) -> None:
    centre.faults.add("failover", face="trio", path="/te/api/cc/1/agents", count=1)
    assert trio.get(STATE).status_code == 200
    assert trio.get("/cc/1/agents/state").status_code == 307
    assert centre.truth()["failover"] is True


def test_control_over_http(centre: SimulatedCentre, http: httpx.Client, trio: TrioClient) -> None:
    url = centre.control_url
    ready = http.get(f"{url}/ready").json()
    assert ready["trio"] == centre.trio_url and ready["calabrio"] == centre.calabrio_url
    assert http.get(f"{url}/truth").json() == centre.truth()

    def post(path: str, **body: Any) -> dict[str, Any]:
        reply = http.post(url + path, json=body)
        assert reply.status_code == 200, reply.text
        words: dict[str, Any] = reply.json()
        return words

    before = http.get(f"{url}/truth").json()["world_time"]
    assert post("/clock", action="step", seconds=30)["world_time"] == before + 30
    assert post("/clock", action="speed", factor=3)["speed"] == 3
    assert post("/clock", action="unfreeze")["frozen"] is False
    assert post("/clock", action="freeze")["frozen"] is True
    post("/clock", action="realign")
    assert post("/failover")["failover"] is True
    assert post("/failover", failover=False)["failover"] is False
    spoken = {"trio": "odd", "calabrio": "letter", "o2g": "capture", "sinch": "schema"}
    assert post("/dialect", face="trio", dialect="odd") == spoken
    fault = post("/faults", kind=503, face="trio", count=5, retry_after=1)["id"]
    assert trio.get("/cc").headers["retry-after"] == "1"
    assert http.get(f"{url}/faults").json()[0]["count"] == 4
    assert http.delete(f"{url}/faults/{fault}").json() == {"removed": True}
    assert http.delete(f"{url}/faults").json() == {"ok": True}
    post("/expire-sessions", face="trio", what="access")
    assert trio.get("/cc").status_code == 401
    for path, wrong in (
        ("/clock", {"action": "rewind"}),
        ("/dialect", {"face": "x"}),
        ("/faults", {}),
    ):
        assert http.post(url + path, json=wrong).status_code == 400
    assert http.get(f"{url}/nonsense").status_code == 404


def test_the_log_counts_kinds_apart_and_keeps_no_secret(
    centre: SimulatedCentre, http: httpx.Client, trio: TrioClient, calabrio: httpx.Client
) -> None:
    for path in (STATE, "/cc/1/agents/state", "/cc/1/agents/2001/state", "/cc/1/services"):
        trio.get(path)
    trio.get("/cc/1/services/cases")
    trio.get("/cc/1/services/calls")
    http.get(centre.trio_url)
    calabrio.get("/scheduling/service")
    calabrio.post("/scheduling/realTime/activity/detail")
    calabrio.post("/schedule/for/timespan/")
    calabrio.get("/scheduling/adherence/agent")
    log = http.get(f"{centre.control_url}/log").json()
    assert log["counts"] == {
        "calabrio": {"adherence": 1, "directory": 1, "realtime": 1, "schedule": 1, "sign_in": 1},
        "trio": {"calls": 1, "cases": 1, "directory": 1, "root": 1, "sign_in": 1, "state": 3},
    }
    assert centre.log.count(face="trio", kind="state") == 3
    users = {entry["user"] for entry in log["entries"] if entry["status"] == 200}
    assert users == {None, centre.trio_username, centre.calabrio_user}
    text = json.dumps(log)
    for secret in (centre.trio_password, centre.trio_client_key, trio.access, trio.refresh):
        assert secret not in text
    last = log["entries"][-1]["number"]
    http.get(centre.trio_url)
    newer = http.get(f"{centre.control_url}/log", params={"since": last, "face": "trio"}).json()
    assert [entry["kind"] for entry in newer["entries"]] == ["root"]
    http.post(f"{centre.control_url}/log/clear")
    assert centre.log.entries == [] and centre.log.counts() == {}


def test_ports_follow_the_control_port_unless_named() -> None:
    options = options_from(["--port", "8200", "--calabrio-port", "9", "--start", "11:15"])
    chosen = (options.port, options.trio_port, options.trio_secondary_port, options.calabrio_port)
    assert chosen == (8200, 8201, 8202, 9)
    assert options_from(["--port", "0"]).trio_port == 0
    with pytest.raises(SystemExit):
        options_from(["--speed", "0"])


def test_the_command_serves_until_told_to_stop() -> None:
    command = [sys.executable, "-m", "connectors.simulator", "--port", "0", "--agents", "20"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert httpx.get(f"{ready['control']}/ready", trust_env=False).json() == ready
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
