"""A number has holders one after the other: those of different times are not joined by it."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.identity import names
from wallboard.identity.known import KnownAs


def generations(
    present: Sequence[KnownAs], gone: Sequence[KnownAs]
) -> tuple[Sequence[KnownAs], ...]:
    """Aliases with one value of a key, by holder: usually all of them, in one part.

    A newcomer is listed under an id that somebody else had, or in an account where somebody else
    had the value, while another system still names that somebody.
    """
    before = {alias.id: _predecessors(alias, gone) for alias in present}
    if not any(before.values()):
        return (present,)
    newcomers = {
        alias.id
        for alias in present
        if any(_is_still(other, before[alias.id], alias) for other in present)
    }
    settled = [alias for alias in present if alias.id not in newcomers]
    return settled, [alias for alias in present if alias.id in newcomers]


def _predecessors(alias: KnownAs, gone: Sequence[KnownAs]) -> tuple[str, ...]:
    left = (other.name for other in gone if other.account == alias.account and other.name)
    return alias.former + tuple(name for name in left if not names.akin(name, alias.name))


def _is_still(other: KnownAs, predecessors: Sequence[str], newcomer: KnownAs) -> bool:
    """Does this system still mean one of those who were there before the newcomer?"""
    if other.id == newcomer.id or names.akin(other.name, newcomer.name):
        return False
    return any(names.akin(other.name, name) for name in predecessors)
