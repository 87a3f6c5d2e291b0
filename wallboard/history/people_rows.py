"""Who was recorded on a day, and what of it: no more rows than a page needs, by the indexes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from wallboard.boards.models import Account, Agent, AgentAlias, Site, Team
from wallboard.boards.scrubber import Scrubber
from wallboard.boards.vendors import supplies_of
from wallboard.domain.board import AgentSpec
from wallboard.domain.observation import Kind
from wallboard.domain.policy import Policy, row_id_of
from wallboard.domain.scrub import called
from wallboard.history.days import Span as Silence
from wallboard.history.days import outages_of
from wallboard.history.models import AgentStretch, NamedClock
from wallboard.history.people_day import NOTICED_SECONDS, Stretch, Window

PLACE = "history"  # that in which ids of rows put people of the same initials in order


@dataclass(frozen=True, slots=True)
class Known:
    """A person, and what she is called by the policy in force."""

    agent: int
    called: str


def window_of(site: Site, bounds: tuple[int, int], kept_from: float, now_at: int) -> Window:
    """What of the day can be shown. `bounds` are its midnights."""
    looked_at = NamedClock.objects.filter(site=site).values_list("looked_at", flat=True).first()
    looks = looked_at is not None and now_at - looked_at <= NOTICED_SECONDS
    seen_until_at = now_at if looks else looked_at or now_at
    begin = min(bounds[1], max(bounds[0], int(kept_from)))
    return Window(begin, max(begin, min(bounds[1], now_at)), seen_until_at)


def people_of(
    site: Site, window: Window, policy: Policy, teams: Collection[Team] | None
) -> list[Known]:
    """Those of the teams (None: of the site) of whom something was recorded, in the order of what
    they are called: the order of real names would tell names."""
    agents = Agent.objects.filter(site=site, hidden=False)
    lasting, ended = (Exists(rows.filter(agent=OuterRef("pk"))) for rows in _touching(window))
    agents = agents.filter(Q(lasting) | Q(ended))
    if teams is not None:
        agents = agents.filter(teams__in=teams).distinct()
    rows = agents.order_by().values_list("pk", "name", "secret")
    placed = [(_place(name, secret, pk, policy), pk) for pk, name, secret in rows]
    return [Known(pk, place[1]) for place, pk in sorted(placed)]


def _place(name: str, secret: str, pk: int, policy: Policy) -> tuple[str, str, str]:
    shown = called(AgentSpec("", name, (), secret=secret), policy)
    unique = f"{pk:012}" if policy.names else row_id_of(secret, PLACE, policy.people)
    return shown.casefold(), shown, unique


def _touching(window: Window) -> list[QuerySet[AgentStretch]]:
    """Those that last, and those that ended: two ranges of one index, which "or" would not find.
    To be asked of one agent, or of a page of them."""
    rows = AgentStretch.objects.filter(from_at__lt=window.to_at)
    return [rows.filter(to_at=None), rows.filter(to_at__gt=window.from_at)]


def stretches_by_person(
    site: Site, window: Window, policy: Policy, people: Iterable[Known]
) -> dict[int, list[Stretch]]:
    """Of these people alone. A reason is free text and may hold somebody's name."""
    agents = [one.agent for one in people]
    scrub = Scrubber(site, policy)
    found: dict[int, list[Stretch]] = defaultdict(list)
    for rows in _touching(window):
        told = rows.filter(agent__in=agents).values_list(
            "agent", "state", "reason", "from_at", "to_at"
        )
        for agent, state, reason, from_at, to_at in told:
            found[agent].append(Stretch(state, scrub(reason), from_at, to_at))
    return found


def silences_of(site: Site, window: Window) -> list[Silence]:
    """Spans in which a source said nothing or nobody looked, the one that lasts as well."""
    found = outages_of(site, window.from_at, window.to_at)
    if window.seen_until_at < window.to_at:
        found.append(Silence("", max(window.from_at, window.seen_until_at), window.to_at))
    return found


def silences_by_person(
    site: Site, silences: list[Silence], people: Iterable[Known]
) -> Mapping[int, list[Silence]]:
    """Of each the silences of the sources that tell her state; those of a source that is not known
    any more are everybody's, and all are hers of whom no source tells any more."""
    accounts = {account.pk: account for account in Account.objects.filter(site=site)}
    names = {account.name for account in accounts.values()}
    telling = {pk for pk, account in accounts.items() if _tells_states(account)}
    agents = [one.agent for one in people]
    sources: dict[int, set[str]] = defaultdict(set)
    aliases = AgentAlias.objects.filter(agent__in=agents, account__in=telling)
    for agent, account in aliases.order_by().values_list("agent", "account"):
        sources[agent].add(accounts[account].name)
    others = {agent: names - sources[agent] if sources[agent] else set() for agent in agents}
    return {agent: [one for one in silences if one.source not in others[agent]] for agent in agents}


def _tells_states(account: Account) -> bool:
    return "state" in supplies_of(account).get(Kind.AGENT, ())
