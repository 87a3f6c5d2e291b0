"""O2G's sign-in: descriptor, fresh credentials, one session each, keepalive, end, errors."""

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from connectors.simulator import SimulatedCentre
from tests.connectors.certificates import tls_for
from tests.simulator.o2g_client import O2gClient, Reader
from tests.simulator.simulated_clients import Serve


@pytest.fixture
def o2g(centre: SimulatedCentre) -> Iterator[O2gClient]:
    client = O2gClient(centre.o2g_url)
    assert client.sign_in().status_code == 200
    yield client
    client.http.close()


def error_of(reply: httpx.Response) -> tuple[int, str, int]:
    body = reply.json()
    assert body["helpMessage"] and "canRetry" in body
    return reply.status_code, body["type"], body["code"]


def test_the_descriptor_needs_no_login_and_leads_on(
    centre: SimulatedCentre, http: httpx.Client
) -> None:
    found = http.get(centre.o2g_url).json()
    assert found["serverInfo"]["productType"] == "O2G"
    current = [one for one in found["versions"] if one["status"] == "CURRENT"]
    assert current[0]["internalUrl"] == f"{centre.o2g_url}/authenticate?version=1.0"
    assert error_of(http.post(centre.o2g_url)) == (405, "NOT_SUPPORTED", 1005)


def test_each_authentication_gives_a_fresh_credential(o2g: O2gClient) -> None:
    url = f"{o2g.root}/authenticate?version=1.0"
    replies = [o2g.authenticate(url) for _ in range(3)]
    found = [reply.json()["credential"] for reply in replies]
    assert len(set(found)) == 3
    claims = found[0].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "==="))["sub"] == "wallboard"
    assert replies[0].headers["set-cookie"] == f"AlcUserId={found[0]}; Path=/"


def test_a_rejected_login_is_401_with_a_challenge_and_is_counted(centre: SimulatedCentre) -> None:
    client = O2gClient(centre.o2g_url, password="wrong")
    reply = client.sign_in()
    assert error_of(reply) == (401, "NOT_ALLOWED", 1002)
    assert reply.headers["www-authenticate"].startswith("Basic")
    assert centre.log.count(face="o2g", kind="sign_in") == 1
    assert O2gClient(centre.o2g_url, "wallboard-12").sign_in().status_code == 200
    assert O2gClient(centre.o2g_url, "somebody").sign_in().status_code == 401


def test_a_credential_opens_one_session(o2g: O2gClient) -> None:
    url = f"{o2g.base}/sessions"
    assert o2g.http.get(url).json()["admin"] is True
    assert error_of(o2g.http.post(url, json={"applicationName": "x"}))[0] == 403
    assert o2g.http.delete(url).status_code == 204
    assert error_of(o2g.http.delete(url))[0] == 403
    assert error_of(o2g.http.post(url, json={"applicationName": "x"}))[0] == 403
    o2g.http.cookies.clear()
    assert error_of(o2g.http.delete(url))[0] == 500


def test_without_a_session_everything_is_403_with_the_documents_words(
    centre: SimulatedCentre, http: httpx.Client, o2g: O2gClient
) -> None:
    for path in ("logins", "subscriptions", "acd/agent/state", "system/status", "sessions"):
        reply = http.get(f"{o2g.base}/{path}")
        assert error_of(reply) == (403, "INVALID_SESSION", 1001)
        assert reply.json()["httpStatus"] == "FORBIDDEN" and reply.json()["canRetry"] is True
    assert error_of(http.post(f"{o2g.base}/sessions", json={"applicationName": "x"}))[0] == 403


def test_a_session_needs_a_name_and_no_supervised_account(centre: SimulatedCentre) -> None:
    client = O2gClient(centre.o2g_url)
    reply = client.authenticate(f"{client.root}/authenticate?version=1.0").json()
    url = reply["internalUrl"]
    assert error_of(client.http.post(url, json={})) == (400, "BAD_PARAMETER", 1006)
    body = {"applicationName": "x", "supervisedAccount": {"type": "LOGIN_NAME", "id": "oxe1"}}
    assert error_of(client.http.post(url, json=body))[0] == 403
    assert client.http.post(url, json={"applicationName": "x"}).status_code == 200


def test_a_session_ends_without_use_and_takes_its_channel_along(serve: Serve) -> None:
    centre = serve(o2g_time_to_live=1, o2g_grace=0.2)
    client = O2gClient(centre.o2g_url)
    assert client.sign_in().json()["timeToLive"] == 1
    with client.channel("agent") as reader:
        for _ in range(4):
            time.sleep(0.4)
            assert client.post("sessions/keepalive").status_code == 204
        assert reader.ended is None
        reader.until(lambda: reader.ended == "cleanly", "end of the body")
    assert error_of(client.post("sessions/keepalive")) == (403, "INVALID_SESSION", 1001)
    with Reader(reader.url) as again:
        assert again.status == 403
    assert centre.o2g.state()["sessions"] == []


def test_the_second_cookie_is_asked_for_only_where_chosen(serve: Serve) -> None:
    for needed, status in ((False, 200), (True, 403)):
        centre = serve(o2g_require_jsessionid=needed)
        client = O2gClient(centre.o2g_url)
        client.sign_in()
        assert client.get("logins").status_code == 200
        client.http.cookies.delete("JSESSIONID")
        assert client.get("logins").status_code == status


def test_addresses_may_lead_where_nobody_is(serve: Serve, http: httpx.Client) -> None:
    centre = serve(
        o2g_public_base="https://o2g.example.invalid", o2g_internal_base="http://inside.invalid:80",
        o2g_internal_events_base="http://inside.invalid:8014",
    )  # fmt: skip
    found = http.get(centre.o2g_url).json()["versions"][-1]
    assert found["publicUrl"].startswith("https://o2g.example.invalid/api/rest/")
    url = f"{centre.o2g_url}/authenticate?version=1.0"
    found = http.get(url, auth=(centre.o2g_login, centre.o2g_password)).json()
    assert found["internalUrl"] == "http://inside.invalid:80/api/rest/1.0/sessions"
    session = http.post(f"{centre.o2g_url}/1.0/sessions", json={"applicationName": "x"}).json()
    assert session["privateBaseUrl"] == "http://inside.invalid:80/api/rest/1.0"
    body = {"filter": {"selectors": [{"names": ["system"]}]}, "version": "1.0"}
    reply = http.post(f"{centre.o2g_url}/1.0/subscriptions", json=body).json()
    assert reply["privatePollingUrl"].startswith("http://inside.invalid:8014/OTEvents?")
    assert reply["publicPollingUrl"].startswith(centre.o2g_events_url)


def test_tls_listeners_serve_rest_and_events(serve: Serve, tmp_path: Path) -> None:
    tls_for(tmp_path)
    pem = str(tmp_path / "localhost.pem")
    centre = serve(o2g_tls_certificate=pem, o2g_tls_key=pem)
    assert centre.o2g_tls_url.startswith("https://")
    plain = O2gClient(centre.o2g_url)
    plain.sign_in()
    urls = plain.subscribe("agent")
    assert urls["publicPollingUrl"].startswith(centre.o2g_tls_events_url)
    assert urls["privatePollingUrl"].startswith(centre.o2g_events_url)
    with httpx.Client(verify=False, trust_env=False) as client:  # the name is checked elsewhere
        assert client.get(centre.o2g_tls_url).json()["serverInfo"]["productType"] == "O2G"
        with client.stream("POST", urls["publicPollingUrl"]) as reply:
            assert "Chunk started" in next(reply.iter_lines())


def test_dialects_spell_the_services_and_the_sign_in_in_their_own_way(serve: Serve) -> None:
    for dialect, spelled, slash in (("capture", "acdagent", True), ("sparse", "AcdAgent", False)):
        client = O2gClient(serve(o2g_dialect=dialect).o2g_url)
        services = client.sign_in().json()["services"]
        urls = {one["serviceName"]: one["relativeUrl"] for one in services}
        assert urls[spelled].startswith("/") is slash
    client = O2gClient(serve(o2g_dialect="newer").o2g_url)
    found = client.authenticate(f"{client.root}/authenticate?version=1.0").json()
    assert (found["loginName"], found["expired"]) == ("wallboard", False)


def test_the_secondary_host_has_sessions_of_its_own(centre: SimulatedCentre) -> None:
    first = O2gClient(centre.o2g_url)
    first.sign_in()
    secondary = f"{centre.o2g_secondary_url}/1.0/logins"
    assert error_of(first.http.get(secondary)) == (403, "INVALID_SESSION", 1001)
    second = O2gClient(centre.o2g_secondary_url)
    second.sign_in()
    assert second.get("logins").status_code == 200
    url = second.subscribe("agent")["privatePollingUrl"]
    assert url.startswith(centre.o2g_secondary_events_url)
    status = second.get("system/status").json()
    assert status["ha"] is True and status["primary"] != status["secondary"]


def test_a_host_that_is_down_refuses_and_has_forgotten_everything_when_it_returns(
    centre: SimulatedCentre,
) -> None:
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    with client.channel("agent") as reader:
        centre.o2g_down(True)
        reader.until(lambda: reader.ended is not None, "broken channel")
        assert reader.ended == "RemoteProtocolError"
        with pytest.raises(httpx.ConnectError):
            client.get("logins")
        assert O2gClient(centre.o2g_secondary_url).sign_in().status_code == 200
    centre.o2g_down(False)
    assert error_of(O2gClient(centre.o2g_url).http.get(f"{client.base}/logins"))[0] == 403
    assert client.sign_in().status_code == 200
