"""Teams follow the groups that vendors list: what a listing gave, a listing takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wallboard.boards.models import Agent, AgentAlias, Team

_BATCH = 500


class Teams:
    """Collects who joins and who leaves which group, then writes both at once."""

    def __init__(self, site_id: int) -> None:
        self._site = site_id
        self._joined: set[tuple[int, str]] = set()
        self._left: set[tuple[int, str]] = set()

    def join(self, agent_id: int, groups: Iterable[str]) -> None:
        self._joined |= {(agent_id, group) for group in groups}

    def leave(self, agent_id: int, groups: Iterable[str]) -> None:
        self._left |= {(agent_id, group) for group in groups}

    def settle(self) -> None:
        """A dozen statements at most per 500 people. Nobody leaves a team that an alias names."""
        left = self._left - self._joined
        left -= _named({agent for agent, _ in left})
        if not self._joined and not left:
            return
        teams = _teams(self._site, {group for _, group in self._joined | left})
        links: Any = Agent.teams.through
        links.objects.bulk_create(
            [links(agent_id=agent, team_id=teams[group]) for agent, group in sorted(self._joined)],
            ignore_conflicts=True,
            batch_size=_BATCH,
        )
        by_team: dict[str, list[int]] = {}
        for agent, group in left:
            by_team.setdefault(group, []).append(agent)
        for group, agents in by_team.items():
            for some in _batches(agents):
                links.objects.filter(agent_id__in=some, team_id=teams[group]).delete()


def follow_groups(
    aliases: Sequence[AgentAlias], before: Mapping[int, Sequence[str]], site_id: int
) -> None:
    """Put agents into the teams of their listed groups, and out of those they left.

    `before`: groups by alias as of the last listing. Teams that a person chose are not touched.
    """
    teams = Teams(site_id)
    for alias in aliases:
        had = before.get(alias.pk, ())
        teams.join(alias.agent_id, [group for group in alias.groups if group not in had])
        teams.leave(alias.agent_id, [group for group in had if group not in alias.groups])
    teams.settle()


def _named(agents: Iterable[int]) -> set[tuple[int, str]]:
    """(agent, group) that some present alias lists."""
    found = set()
    for some in _batches(sorted(agents)):
        rows = AgentAlias.objects.filter(agent_id__in=some, gone_at=None)
        for agent, groups in rows.values_list("agent_id", "groups"):
            found |= {(agent, group) for group in groups}
    return found


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _teams(site_id: int, names: set[str]) -> dict[str, int]:
    known = Team.objects.filter(site_id=site_id, name__in=names)
    found = dict(known.values_list("name", "pk"))
    missing = [Team(site_id=site_id, name=name) for name in sorted(names - set(found))]
    if not missing:
        return found
    Team.objects.bulk_create(missing, ignore_conflicts=True)
    return dict(known.all().values_list("name", "pk"))
