"""An O2G client for the simulator's own tests: a session, a subscription, lines as they come."""

import json
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx

Event = dict[str, Any]
EVERYTHING = ("telephony", "agent", "user", "system", "rti")
SECONDS = 15.0


class O2gClient:
    """Signs in when it is made; `names` are the packages that `subscribe` asks for."""

    def __init__(self, root: str, login: str = "wallboard", password: str = "demo-o2g-1") -> None:
        self.http = httpx.Client(timeout=5, trust_env=False)
        self.root, self.login, self.password = root, login, password
        self.base = ""
        self.services: dict[str, str] = {}

    def sign_in(self) -> httpx.Response:
        """Root, authenticate, session: the reply of the last."""
        found = self.http.get(self.root).json()["versions"][-1]
        reply = self.authenticate(found["internalUrl"])
        if reply.status_code != 200:
            return reply
        reply = self.http.post(reply.json()["internalUrl"], json={"applicationName": "test"})
        if reply.status_code == 200:
            session = reply.json()
            self.base = session["privateBaseUrl"]
            self.services = {
                one["serviceName"].lower(): one["relativeUrl"].strip("/")
                for one in session["services"]
            }
        return reply

    def authenticate(self, url: str) -> httpx.Response:
        return self.http.get(url, auth=(self.login, self.password))

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(f"{self.base}/{path}", params=query or None)

    def post(self, path: str, body: Any = None, **query: Any) -> httpx.Response:
        return self.http.post(f"{self.base}/{path}", json=body, params=query or None)

    def subscribe(
        self, *names: str, timeout: int = 0, ids: tuple[str, ...] = ("*",), **more: Any
    ) -> Event:
        selectors = [{"ids": list(ids), "names": [name]} for name in names or EVERYTHING]
        body = {"filter": {"selectors": selectors}, "version": "1.0", "timeout": timeout, **more}
        reply = self.post("subscriptions", body)
        assert reply.status_code == 200, reply.text
        found: Event = reply.json()
        return found

    def channel(self, *names: str, **more: Any) -> "Reader":
        return Reader(self.subscribe(*names, **more)["privatePollingUrl"])


class Reader:
    """Reads a channel in a thread. Use as a context manager; leaving it closes the connection."""

    def __init__(self, url: str, method: str = "POST") -> None:
        self.url, self.method = url, method
        self.status: int | None = None
        self.pieces: list[bytes] = []
        self.ended: str | None = None
        self._client = httpx.Client(timeout=httpx.Timeout(SECONDS, read=60), trust_env=False)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._reply: httpx.Response | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self.until(lambda: self.status is not None, "an answer")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._reply is not None:
            network = self._reply.extensions.get("network_stream")
            raw = network.get_extra_info("socket") if network is not None else None
            if raw is not None and self.ended is None:
                raw.shutdown(2)
        self._thread.join(SECONDS)
        self._client.close()

    def _read(self) -> None:
        try:
            with self._client.stream(self.method, self.url, content=b"") as reply:
                self._reply = reply
                self.status = reply.status_code
                for piece in reply.iter_raw():
                    self.pieces.append(piece)
            self.ended = "cleanly"
        except httpx.HTTPError as error:
            self.ended = type(error).__name__

    @property
    def lines(self) -> list[str]:
        """Whole lines so far, without those of the channel itself."""
        whole = b"".join(self.pieces).rpartition(b"\n")[0].decode()
        return [one for one in whole.split("\n") if "OnChannelInformation" not in one]

    @property
    def events(self) -> list[Event]:
        return [json.loads(one) for one in self.lines if one.startswith('{"')]

    def has_ended(self) -> bool:
        return self.ended is not None

    def of(self, name: str) -> list[Event]:
        return [event for event in self.events if event["eventName"] == name]

    def count(self, text: str) -> int:
        return b"".join(self.pieces).decode(errors="replace").count(text)

    def until(self, met: Callable[[], Any], what: str, seconds: float = SECONDS) -> None:
        wait_for(met, what, seconds)


def wait_for(met: Callable[[], Any], what: str, seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"no {what} within {seconds} s"
        time.sleep(0.005)
