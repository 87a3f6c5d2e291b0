"""What can go wrong on somebody's machine, said so that they can mend it."""

from __future__ import annotations

import re
from typing import Final


class Trouble(Exception):
    """A sentence for people. It ends the run with `code`, without a traceback."""

    def __init__(self, sentence: str, detail: str = "", code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
        self.code = code


# What tools print → what to do. The first row that matches is the cause; order from sure to vague.
SYMPTOMS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        re.compile(r"No space left on device|ENOSPC|os error 28|Disk quota exceeded"),
        "The disk is full. Free about 1 GB and start again; what is already there is kept.",
    ),
    (
        re.compile(
            r"ensurepip is (not available|disabled)|No module named '?(venv|ensurepip)|python3-venv"
        ),
        "This Python lacks its venv module. On Debian or Ubuntu: sudo apt install python3-venv. "
        "Then start again.",
    ),
    (
        re.compile(
            r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|SELF_SIGNED_CERT|UnknownIssuer"
        ),
        "The package registry's certificate is not trusted here. Behind a company proxy, name its "
        "certificate: SSL_CERT_FILE (Python) and NODE_EXTRA_CA_CERTS (Node), then start again.",
    ),
    (
        re.compile(
            r"Temporary failure in name resolution|Name or service not known|dns error|ENOTFOUND"
            r"|EAI_AGAIN|ECONNREFUSED|Connection refused|ETIMEDOUT|Network is unreachable"
            r"|error sending request|Failed to fetch|Failed to establish a new connection"
            r"|No matching distribution found|tunnel error|ProxyError|operation timed out",
            re.IGNORECASE,
        ),
        "A package registry cannot be reached. Check the network and, if there is one, the proxy "
        "(HTTPS_PROXY), then start again; what was already fetched is kept.",
    ),
    (
        re.compile(r"Permission denied|EACCES|Read-only file system|EROFS"),
        "This folder cannot be written. Put the project where your user may write, or change the "
        "folder's owner, then start again.",
    ),
    (
        re.compile(
            r"lock ?file.*(needs to be updated|out of (date|sync))|npm ci.*can only install", re.I
        ),
        "A lock file does not fit its package list. Run `git status`: uv.lock and "
        "package-lock.json must be as committed, or be locked anew with their package list.",
    ),
)


def trouble_of(doing: str, output: str) -> Trouble:
    """The plain sentence for a tool that failed, with the end of what it printed below."""
    detail = "\n".join(output.strip().splitlines()[-15:])
    for symptom, sentence in SYMPTOMS:
        if symptom.search(output):
            return Trouble(sentence, detail)
    return Trouble(f"{doing} failed. The last that was printed is below.", detail)
