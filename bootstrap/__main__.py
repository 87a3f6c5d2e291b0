"""`./run [VERB] [OPTIONS]`: the table of verbs, for people and for CI alike."""

from __future__ import annotations

import argparse
import ipaddress
import sys
from collections.abc import Callable
from dataclasses import dataclass

from bootstrap import development, house, install, say
from bootstrap.trouble import Trouble

Words = list[str]


@dataclass(frozen=True)
class Verb:
    """One row of `./run help`."""

    name: str
    does: str
    run: Callable[[Words], int]


def start(words: Words) -> int:
    parser = argparse.ArgumentParser(prog="./run", description="Start Wallboard.", add_help=True)
    parser.add_argument("--no-simulator", action="store_true", help="no simulated contact centre")
    parser.add_argument("--listen", default="127.0.0.1", type=_address, metavar="ADDRESS")
    parser.add_argument("--port", default=8000, type=_port, metavar="NUMBER")
    options = parser.parse_args(words)
    say.line("Wallboard")
    install.python_packages(development=False)
    install.front_end()
    install.words()
    return house.start(options.listen, options.port, simulator=not options.no_simulator)


def show_help(_: Words) -> int:
    say.line("Wallboard: a real-time wallboard for contact centres.\n")
    for verb in VERBS:
        say.line(f"  {f'./run {verb.name}'.rstrip():16} {verb.does}")
    say.line(
        "\nOptions of ./run:\n"
        "  --listen ADDRESS   reachable for TVs and phones in the room; 0.0.0.0 for every network\n"
        "  --port NUMBER      another port than 8000\n"
        "  --no-simulator     without the simulated contact centre, for real accounts"
    )
    return 0


VERBS = (
    Verb("", "start everything with the simulated contact centre", start),
    Verb("test", "every check and every test, as CI runs it", development.test),
    Verb("check", "the static part of it: lint, types, migrations", development.check),
    Verb("e2e", "only the tests of the whole product, in a real browser", development.end_to_end),
    Verb("bench", "measure; writes a dated record", development.bench),
    Verb("soak", "the tests with full-length waits; writes a dated record", development.soak),
    Verb("shots", "retake the pictures of the README", development.shots),
    Verb("words", "bring the catalogues of the languages up to date", development.words),
    Verb("password", "set a new password for the administrator", house.password),
    Verb("manage", "Django's manage.py with the embedded database", house.manage),
    Verb("reset", "remove all that was stored (var/)", house.reset),
    Verb("help", "this list", show_help),
)


def _port(word: str) -> int:
    if word.isdigit() and 0 < int(word) < 65536:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word!r} is not a port; take a number from 1024 to 65535")


def _address(word: str) -> str:
    try:
        return str(ipaddress.ip_address({"localhost": "127.0.0.1"}.get(word, word)))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{word!r} is not an IP address of this machine; 0.0.0.0 means all of them"
        ) from None


def main(words: Words) -> int:
    table = {verb.name: verb for verb in VERBS} | {"start": VERBS[0]}
    name = words[0] if words and not words[0].startswith("-") else ""
    rest = words[1:] if name else words
    if words and words[0] in ("-h", "--help"):
        name, rest = "help", []
    if name not in table:
        say.warn(f"There is no verb {name!r}. `./run help` lists them.")
        return 2
    try:
        return table[name].run(rest)
    except Trouble as trouble:
        if trouble.detail:
            say.warn(f"\n{trouble.detail}")
        say.warn(f"\n{trouble.sentence}")
        return trouble.code
    except KeyboardInterrupt:
        say.warn("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
