"""What claims give: memberships, by the rules that an administrator wrote.

Applied at each sign-in. What claims gave and no longer give is taken away; what a person gave stays
as it is, whatever claims say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from wallboard.boards.models import Membership, Role
from wallboard.users.models import ClaimRule, Identity

Claims = Mapping[str, Any]
RANK = {Role.VIEWER: 0, Role.SUPERVISOR: 1, Role.ADMINISTRATOR: 2}


@dataclass(frozen=True, slots=True)
class Gift:
    """Of one site. `teams` empty and not `limited`: of all of it."""

    role: str
    teams: frozenset[int]
    limited: bool


def values_of(claims: Claims, path: str) -> frozenset[str]:
    """The values of a claim, as text. Its name may hold dots itself; else they lead inwards."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    members = found if isinstance(found, list | tuple) else [found]
    return frozenset(str(one) for one in members if isinstance(one, str | int | float))


def gifts_of(claims: Claims, rules: Iterable[ClaimRule]) -> dict[int, Gift]:
    """By site. The highest role counts; of several rules of that role, their teams together."""
    fitting: dict[int, list[ClaimRule]] = {}
    for rule in rules:
        if rule.value in values_of(claims, rule.claim):
            fitting.setdefault(rule.site_id, []).append(rule)
    return {site: _gift(found) for site, found in fitting.items()}


def _gift(rules: list[ClaimRule]) -> Gift:
    role = max((rule.role for rule in rules), key=lambda role: RANK[Role(role)])
    counting = [rule for rule in rules if rule.role == role]
    whole = role == Role.ADMINISTRATOR or any(not rule.limited for rule in counting)
    teams = {team.pk for rule in counting for team in rule.teams.all()}
    return Gift(role, frozenset() if whole else frozenset(teams), not whole)


@transaction.atomic
def apply(identity: Identity, claims: Claims) -> None:
    """Give and take away, for the user of this identity."""
    gifts = gifts_of(claims, ClaimRule.objects.prefetch_related("teams"))
    user = identity.user
    had = {m.site_id: m for m in Membership.objects.filter(user=user)}
    for site, membership in had.items():
        if membership.from_claims and site not in gifts:
            membership.delete()
    for site, gift in gifts.items():
        known = had.get(site)
        if known is None or known.from_claims:
            _keep(known or Membership(user=user, site_id=site, from_claims=True), gift)
    administers = any(
        gift.role == Role.ADMINISTRATOR and (site not in had or had[site].from_claims)
        for site, gift in gifts.items()
    )
    _staff(identity, administers)


def _keep(membership: Membership, gift: Gift) -> None:
    if membership.pk is None or membership.role != gift.role:
        membership.role = gift.role
        membership.save()
    if {team.pk for team in membership.teams.all()} != gift.teams:
        membership.teams.set(gift.teams)
        membership.refresh_from_db(fields=["limited"])
    if membership.limited != gift.limited:  # a rule whose last team was deleted gives no site
        membership.limited = gift.limited
        membership.save(update_fields=["limited"])


def _staff(identity: Identity, administers: bool) -> None:
    """The administration opens to who administers a site; who was let in by hand stays."""
    user = identity.user
    if administers and not user.is_staff:
        user.is_staff = identity.staff_from_claims = True
    elif not administers and identity.staff_from_claims:
        user.is_staff = identity.staff_from_claims = False
    else:
        return
    user.save(update_fields=["is_staff"])
    identity.save(update_fields=["staff_from_claims"])
