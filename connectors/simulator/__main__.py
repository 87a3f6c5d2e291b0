"""`python -m connectors.simulator`: serve one simulated contact centre until told to stop."""

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import fields

from connectors.simulator.centre import Centre
from connectors.simulator.faces.calabrio_dialects import DIALECTS as CALABRIO_DIALECTS
from connectors.simulator.faces.o2g_dialects import DIALECTS as O2G_DIALECTS
from connectors.simulator.faces.sinch_dialects import DIALECTS as SINCH_DIALECTS
from connectors.simulator.faces.trio_dialects import DIALECTS as TRIO_DIALECTS
from connectors.simulator.options import Options
from connectors.simulator.server import Servers

CHOICES = {
    "trio_dialect": list(TRIO_DIALECTS),
    "calabrio_dialect": list(CALABRIO_DIALECTS),
    "o2g_dialect": list(O2G_DIALECTS),
    "sinch_dialect": list(SINCH_DIALECTS),
    "o2g_second_channel": ["replace", "both", "refuse"],
    "sinch_refusal": ["404", "403"],
    "sinch_rai_start": ["quarter", "hour", "day"],
    "sinch_onpremises_auth": ["none", "basic"],
    "credential_encoding": ["base64-latin1", "plain"],
    "client_key_encoding": ["verbatim", "encode"],
    "session_gone": ["401", "403", "html", "redirect"],
}
DEFAULT_PORT = 8100
PORTS = (
    "port", "trio_port", "trio_secondary_port", "calabrio_port", "o2g_port", "o2g_events_port",
    "o2g_secondary_port", "o2g_secondary_events_port", "sinch_port", "o2g_tls_port",
    "o2g_tls_events_port",
)  # fmt: skip
"""In this order after the control port, unless named."""


def options_from(arguments: list[str]) -> Options:
    """Every field of Options is a flag; faces take the ports after the control port."""
    parser = argparse.ArgumentParser(prog="connectors.simulator", description=__doc__)
    for field in fields(Options):
        flag = "--" + field.name.replace("_", "-")
        if isinstance(field.default, bool):
            action = argparse.BooleanOptionalAction
            parser.add_argument(flag, action=action, default=field.default)
        elif field.name.endswith("port"):
            parser.add_argument(flag, type=int, default=None)
        else:
            kind = type(field.default)
            choices = CHOICES.get(field.name)
            parser.add_argument(flag, type=kind, default=field.default, choices=choices)
    chosen = vars(parser.parse_args(arguments))
    base = DEFAULT_PORT if chosen["port"] is None else chosen["port"]
    for after, name in enumerate(PORTS):
        if chosen[name] is None:
            chosen[name] = base + after if base else 0
    try:
        return Options(**chosen)
    except ValueError as error:
        parser.error(str(error))


async def run(options: Options) -> None:
    """Serve until SIGINT or SIGTERM; one line of JSON tells when and where."""
    centre = Centre(options)
    servers = Servers(centre)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, servers.stop)
    serving = asyncio.create_task(servers.serve())
    while not servers.started and not serving.done():  # noqa: ASYNC110 (uvicorn has no event)
        await asyncio.sleep(0.01)
    ready = {"ready": True, **centre.addresses(), "seed": options.seed}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    await serving


def main() -> int:
    options = options_from(sys.argv[1:])
    try:
        asyncio.run(run(options))
    except OSError as error:
        sys.stderr.write(f"connectors.simulator: cannot listen: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
