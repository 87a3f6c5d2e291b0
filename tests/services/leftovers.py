"""Which processes live that should not: descendants of one, or whoever names a directory."""

from __future__ import annotations

from pathlib import Path


def of_process(pid: int) -> list[str]:
    """Command lines of the living descendants of a process."""
    parents = {child: parent for child, parent, _ in _processes()}
    return [words for child, _, words in _processes() if _descends(child, pid, parents)]


def mentioning(text: str) -> list[str]:
    """Command lines or environments of living processes that name a text (a state directory)."""
    found = []
    for pid, _, words in _processes():
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if text in words or text in environment:
            found.append(f"{pid}: {words}")
    return found


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid in parents and pid != ancestor:
        pid = parents[pid]
        if pid == ancestor:
            return True
    return False


def _processes() -> list[tuple[int, int, str]]:
    """(id, parent's id, command line) of all that live; zombies are dead."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if status[0] != "Z":
            found.append((int(folder.name), int(status[1]), words.strip()))
    return found
