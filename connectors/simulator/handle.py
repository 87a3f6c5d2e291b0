"""The Python handle: a simulated centre in a thread, for tests."""

import asyncio
import threading
import time
from types import TracebackType
from typing import Any, Self

from connectors.simulator import credentials
from connectors.simulator.centre import Centre
from connectors.simulator.options import Options
from connectors.simulator.server import Servers

START_SECONDS = 10.0


class SimulatedCentre:
    """Context manager; keyword arguments are those of `Options`. Loopback, free ports."""

    trio_client_key = credentials.TRIO_CLIENT_KEY
    trio_username = credentials.TRIO_USERNAME
    trio_password = credentials.TRIO_PASSWORD
    calabrio_user = credentials.CALABRIO_USER
    calabrio_password = credentials.CALABRIO_PASSWORD
    calabrio_tenant = credentials.CALABRIO_TENANT
    o2g_login = credentials.O2G_LOGIN
    o2g_password = credentials.O2G_PASSWORD
    sinch_user = credentials.SINCH_USER
    sinch_password = credentials.SINCH_PASSWORD
    sinch_api_key = credentials.SINCH_API_KEY

    def __init__(self, options: Options | None = None, **choices: Any) -> None:
        self.centre = Centre(options or Options(**choices))
        self.world, self.clock = self.centre.world, self.centre.clock
        self.log, self.faults = self.centre.log, self.centre.faults
        self.lock = self.clock.lock
        self.truth = self.centre.truth
        self.failover = self.centre.failover
        self.dialect = self.centre.dialect
        self.expire_sessions = self.centre.expire_sessions
        self.o2g, self.sinch = self.centre.o2g, self.centre.sinch
        self.o2g_down = self.centre.o2g.down
        self.disruptions = self.centre.disruptions
        self.reassign = self.centre.reassign
        self.freeze, self.unfreeze = self.clock.freeze, self.clock.unfreeze
        self.step, self.speed, self.realign = self.clock.step, self.clock.speed, self.clock.realign
        self._servers: Servers | None = None
        self._thread: threading.Thread | None = None

    @property
    def trio_url(self) -> str:
        return self.centre.url("primary")

    @property
    def trio_secondary_url(self) -> str:
        return self.centre.url("secondary")

    @property
    def calabrio_url(self) -> str:
        return self.centre.url("calabrio")

    @property
    def o2g_url(self) -> str:
        return self.centre.url("o2g")

    @property
    def o2g_events_url(self) -> str:
        return self.centre.url("o2g-events")

    @property
    def o2g_secondary_url(self) -> str:
        return self.centre.url("o2g-secondary")

    @property
    def o2g_secondary_events_url(self) -> str:
        return self.centre.url("o2g-secondary-events")

    @property
    def o2g_tls_url(self) -> str:
        return self.centre.url("o2g-tls")

    @property
    def o2g_tls_events_url(self) -> str:
        return self.centre.url("o2g-tls-events")

    @property
    def sinch_url(self) -> str:
        return self.centre.url("sinch")

    @property
    def sinch_gateway_url(self) -> str:
        return self.centre.url("sinch", "/gateway")

    @property
    def sinch_onpremises_url(self) -> str:
        return self.centre.url("sinch", "/RI")

    @property
    def control_url(self) -> str:
        return self.centre.url("control")

    def start(self) -> Self:
        """Bind, serve in a thread, and return when every listener accepts connections."""
        servers = Servers(self.centre)
        self._servers = servers
        self._thread = threading.Thread(
            target=lambda: asyncio.run(servers.serve()), name="simulated-centre", daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not servers.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the simulated centre did not start")
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        if self._servers is not None and self._thread is not None:
            self._servers.stop()
            self._thread.join(START_SECONDS)
            self._servers = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
