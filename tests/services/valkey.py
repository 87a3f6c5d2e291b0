"""A Valkey of the test's own: killed, restarted and emptied at will."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bootstrap import launcher
from tests.services import waiting
from wallboard.embedded import ports, valkey
from wallboard.embedded.place import Place


class TestValkey:
    """Started from the product's own configuration, on a free port that it keeps."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self._place = Place(folder)
        self._place.make()
        port = ports.free_ports(("store",), self._place.ports)["store"]
        self._program, self.url = valkey.prepare(valkey.find_server(), self._place, port)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._place.logs / "valkey.log").open("ab") as log:
            self._process = subprocess.Popen(
                launcher.command(list(self._program.command)), stdout=log, stderr=log
            )
        waiting.until(self._program.ready, "Valkey to answer")

    def kill(self) -> None:
        """SIGKILL: nothing is saved, so the next start is an empty server."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
        for snapshot in self._place.root.glob("*/dump.rdb"):
            snapshot.unlink()

    def restart_empty(self) -> None:
        self.kill()
        self.start()
