"""Of one reply: could anything that figures are made of be read?

One odd member is left out and told. A reply in which *no* number, instant, flag or known word
could be read is another matter: taking it for an answer would confirm figures that nobody sent,
and drop those that were there.
"""

from __future__ import annotations

from connectors.base import Findings
from connectors.errors import Malformed

HINT = (
    "Look at the fields of this account in the administration: the vendor may have changed the "
    "names or the types of its members."
)


class Tally:
    """`Findings` that count on the way what was readable and what was not."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._readable = 0
        self._unreadable = 0

    def request(self, purpose: str) -> None:
        self._findings.request(purpose)

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        self._findings.member_seen(resource, member, sample, mapped)

    def unknown_word(self, table: str, word: str) -> None:
        self._findings.unknown_word(table, word)

    def note(self, key: str, text: str | None) -> None:
        self._findings.note(key, text)

    def malformed(self, where: str, reason: str) -> None:
        self._findings.malformed(where, reason)

    def count(self, *, readable: bool) -> None:
        self._readable += readable
        self._unreadable += not readable

    def insist(self, what: str) -> None:
        """Raises Malformed when values were there and none of them made sense."""
        if self._unreadable and not self._readable:
            raise Malformed(f"None of the figures in {what} could be read.", hint=HINT)


def count(findings: Findings, *, readable: bool) -> None:
    """A value of the kind that figures are made of was there; names and ids are not of it."""
    if isinstance(findings, Tally):
        findings.count(readable=readable)
