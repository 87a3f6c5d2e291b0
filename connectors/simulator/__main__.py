"""`python -m connectors.simulator`: serve one simulated contact centre until told to stop."""

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import fields

from connectors.simulator.centre import Centre
from connectors.simulator.faces.calabrio_dialects import DIALECTS as CALABRIO_DIALECTS
from connectors.simulator.faces.trio_dialects import DIALECTS as TRIO_DIALECTS
from connectors.simulator.options import Options
from connectors.simulator.server import Servers

CHOICES = {
    "trio_dialect": list(TRIO_DIALECTS),
    "calabrio_dialect": list(CALABRIO_DIALECTS),
    "credential_encoding": ["base64-latin1", "plain"],
    "client_key_encoding": ["verbatim", "encode"],
    "session_gone": ["401", "403", "html", "redirect"],
}
DEFAULT_PORT = 8100


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
    for after, name in enumerate(("port", "trio_port", "trio_secondary_port", "calabrio_port")):
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
