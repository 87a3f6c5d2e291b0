"""`python -m wallboard.embedded [--listen ADDRESS] [--port NUMBER] [--no-simulator]`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from pathlib import Path

from bootstrap import say
from bootstrap.trouble import Trouble
from wallboard.embedded import ports, programs, valkey
from wallboard.embedded.place import Place
from wallboard.embedded.preparation import Preparation
from wallboard.embedded.supervisor import StopAsked, Supervisor
from wallboard.embedded.watch import OUTCOMES, OutcomeWatch

ROOT = Path(__file__).resolve().parents[2]
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run")
    parser.add_argument("--listen", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-simulator", action="store_true")
    options = parser.parse_args(words)
    began_at = time.monotonic()
    place = Place(Path(os.environ.get("WALLBOARD_STATE_DIR") or ROOT / "var").resolve())
    try:
        place.make()
        with place.hold():
            ports.need_free(options.listen, options.port)
            _serve(place, options, began_at)
    except Trouble as trouble:
        if trouble.detail:
            say.warn(f"\n{trouble.detail}")
        say.warn(f"\n{trouble.sentence}")
        return trouble.code
    return 0


def _serve(place: Place, options: argparse.Namespace, began_at: float) -> None:
    supervisor = Supervisor(place)
    try:
        told = _start(supervisor, place, options)
        _greet(options, told, time.monotonic() - began_at)
        supervisor.watch(
            (OutcomeWatch(OUTCOMES["tick"]), ("worker-poll", "beat")),
            (OutcomeWatch(OUTCOMES["history"]), ("worker-history",)),
        )
    except StopAsked:
        pass
    finally:
        say.line("\nStopping ...")
        supervisor.stop()
    say.line("Stopped.")


def _start(supervisor: Supervisor, place: Place, options: argparse.Namespace) -> str:
    """Start everything in order; returns what first_start has to tell."""
    os.environ.update(
        WALLBOARD_STATE_DIR=str(place.root),
        WALLBOARD_STATIC_ROOT=os.environ.get("WALLBOARD_STATIC_ROOT") or str(place.root / "static"),
        WALLBOARD_HOSTS=",".join(_hosts(options.listen)),
        DJANGO_SETTINGS_MODULE="wallboard.settings",
        PYTHONUNBUFFERED="1",
    )
    chosen = ports.free_ports(("store", *programs.SIMULATOR_PORTS), place.ports, options.port)
    with say.step("Starting the store"):
        _start_store(supervisor, place, chosen["store"])
    addresses: dict[str, object] = {}
    if not options.no_simulator:
        with say.step("Starting the simulated contact centre"):
            supervisor.start(programs.simulator(chosen))
            supervisor.wait_until_ready("simulator")
            addresses = programs.simulator_addresses(chosen["simulator"])
    return _start_servers(supervisor, place, options, Preparation(place, _first_start(addresses)))


def _start_servers(
    supervisor: Supervisor, place: Place, options: argparse.Namespace, preparation: Preparation
) -> str:
    servers = (
        programs.web(options.listen, options.port),
        programs.poll_worker(),
        programs.stream_worker(),
        programs.history_worker(),
        programs.beat(str(place.root)),
    )
    early = preparation.holds_already
    if early:
        supervisor.start(*servers)
    with say.step("Preparing the database"):
        told = preparation.wait(supervisor)
    try:
        with say.step("Starting the web server and the poller"):
            if not early:
                supervisor.start(*servers)
            supervisor.wait_until_ready("web")
    except BaseException:
        say.line(f"\n{told}")  # a first password that is not shown now is never shown
        raise
    return told


def _start_store(supervisor: Supervisor, place: Place, port: int) -> None:
    if valkey.is_given(os.environ):
        from django.conf import settings

        if not valkey.answers(settings.WALLBOARD_REDIS_URL):
            raise Trouble(
                "The Redis that WALLBOARD_REDIS_URL names does not answer. Start it, or unset the "
                "variable to use the embedded one."
            )
        return
    program, _ = valkey.prepare(valkey.find_server(), place, port)
    os.environ["WALLBOARD_REDIS_URL_FILE"] = str(place.redis_url)
    supervisor.start(program)
    supervisor.wait_until_ready(program.name, seconds=20)


def _first_start(addresses: dict[str, object]) -> list[str]:
    """Where each vendor's face is; nothing without a simulated centre."""
    return [
        word
        for vendor in (programs.simulated_vendors() if addresses else ())
        for word in (f"--simulator-{vendor}", str(addresses[vendor]))
    ]


def _hosts(listen: str) -> list[str]:
    """Names under which browsers may ask, beside the loopback names that the settings add."""
    given = [word for word in os.environ.get("WALLBOARD_HOSTS", "").split(",") if word]
    if listen in EVERY_ADDRESS:
        name = socket.gethostname()
        given += [*ports.lan_addresses(), name, f"{name}.local"]
    else:
        given.append(f"[{listen}]" if ":" in listen else listen)
    return list(dict.fromkeys(given))


def _greet(options: argparse.Namespace, told: str, seconds: float) -> None:
    reachable = [options.listen] if options.listen not in EVERY_ADDRESS else ["127.0.0.1"]
    if options.listen in EVERY_ADDRESS:
        reachable += ports.lan_addresses()
    say.line(f"\nWallboard runs, after {seconds:.1f} s.\n")
    for address in reachable:
        host = f"[{address}]" if ":" in address else address
        say.line(f"  Boards   http://{host}:{options.port}/")
        say.line(f"  Admin    http://{host}:{options.port}/admin/")
    for line in told.splitlines():
        say.line(f"  {line}")
    say.line("\nCtrl+C stops everything.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
