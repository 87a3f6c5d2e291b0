"""What `/privacy/` says of a site, as plain values: policy, storage, who sees, who looked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from wallboard.boards.models import Board, Display, Membership, Role, Site
from wallboard.domain.policy import People, Policy, stricter_of
from wallboard.history.named import days_of, keeps_stretches
from wallboard.pages.scrubbing import Scrubs

DAY_SECONDS = 86_400

SHOWN_AS = {
    People.NAMES: gettext_lazy("People are shown by name."),
    People.INITIALS: gettext_lazy("People are shown by their initials."),
    People.ALIAS: gettext_lazy("People are shown by an alias, a short code that stays the same."),
    People.COUNTS: gettext_lazy("People are counted; nobody is listed one by one."),
}


def sentences_of(policy: Policy) -> list[str]:
    """A policy in words, a sentence per member that says something."""
    said = [str(SHOWN_AS[policy.people])]
    if policy.smallest_group > 1:
        fewer = _("A count of fewer than %(count)d people is not told.")
        said.append(fewer % {"count": policy.smallest_group})
    if policy.round_seconds:
        minutes = policy.round_seconds // 60
        steps = ngettext(
            "Time in a state is shown in steps of %(count)d minute.",
            "Time in a state is shown in steps of %(count)d minutes.",
            minutes,
        )
        said.append(steps % {"count": minutes})
    if not policy.ranking:
        said.append(_("Nobody is ranked, and no figure compares people."))
    return said


@dataclass(frozen=True)
class Stored:
    """`kept`: for how long, in words."""

    what: str
    about: str
    kept: str


def stored(site: Site) -> list[Stored]:
    """Everything that is kept of people, and of nothing else that could be named."""
    return [Stored(_(what), _(about), kept(site)) for what, about, kept in _STORED]


def days(seconds: float) -> str:
    count = max(1, round(seconds / DAY_SECONDS))
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


Kept = Callable[[Site], str]


def _setting(name: str) -> Kept:
    return lambda site: days(float(getattr(settings, name)))


def _until_deleted(site: Site) -> str:
    return _("Until an administrator deletes or merges it")


def _two_days(site: Site) -> str:
    return days(2 * DAY_SECONDS)


def _named_clock(site: Site) -> str:
    """Of pictures of boards: they end with the clock of samples at the latest."""
    named = days_of(site) * DAY_SECONDS
    return _for(min(named, settings.WALLBOARD_HISTORY_RETENTION_SECONDS))


def _named_states(site: Site) -> str:
    kept = keeps_stretches(site.own_policy())
    return _for(days_of(site) * DAY_SECONDS if kept else 0)


def _for(seconds: float) -> str:
    return days(seconds) if seconds else _("Not kept: the policy or the site’s clock says so")


_STORED: tuple[tuple[str, str, Kept], ...] = (
    (
        gettext_noop("The state of now"),
        gettext_noop(
            "Per person: state and since when, reason, queue of the contact, adherence as "
            "reported. Only the last word of each source."
        ),
        _setting("WALLBOARD_FORGET_UNSEEN_SECONDS"),
    ),
    (
        gettext_noop("Schedules"),
        gettext_noop("Per person: activities of the past twelve and the coming thirty-six hours."),
        _two_days,
    ),
    (
        gettext_noop("Figures by the minute"),
        gettext_noop(
            "Sums of queues and counts of people by state. No names, nobody's own figures."
        ),
        _setting("WALLBOARD_HISTORY_RETENTION_SECONDS"),
    ),
    (
        gettext_noop("Quarters of an hour"),
        gettext_noop(
            "Contacts of queues, and how long how many people were in which state. No names, "
            "nobody's own figures."
        ),
        _setting("WALLBOARD_INTERVAL_RETENTION_SECONDS"),
    ),
    (
        gettext_noop("Past boards without names"),
        gettext_noop("Every board minute by minute, as it is where people are counted only."),
        _setting("WALLBOARD_HISTORY_RETENTION_SECONDS"),
    ),
    (
        gettext_noop("Past boards with people"),
        gettext_noop(
            "Every board minute by minute, as supervisors and viewers saw it: people by name, "
            "initials or alias, as the policy has it."
        ),
        _named_clock,
    ),
    (
        gettext_noop("States of people"),
        gettext_noop(
            "Per person: state, reason, from when until when, while she is logged on. Only where "
            "the policy shows people by name or initials."
        ),
        _named_states,
    ),
    (
        gettext_noop("The directory"),
        gettext_noop("Per person: name, teams, and the numbers under which the systems know her."),
        _until_deleted,
    ),
    (
        gettext_noop("The access log"),
        gettext_noop("Who was shown people by name or initials, on which board or page, and when."),
        _setting("WALLBOARD_ACCESS_LOG_RETENTION_SECONDS"),
    ),
    (
        gettext_noop("Users of Wallboard"),
        gettext_noop("User name, role and teams; what administrators changed."),
        _until_deleted,
    ),
)


@dataclass(frozen=True)
class Stricter:
    """A board or screen that shows less than the site allows."""

    name: str
    says: list[str]


def stricter_boards(site: Site, boards: Iterable[Board], scrubs: Scrubs) -> list[Stricter]:
    return _stricter(site, ((scrubs(one.name, one), one.own_policy()) for one in boards))


def stricter_displays(site: Site, scrubs: Scrubs) -> list[Stricter]:
    shown = Display.objects.filter(site=site, revoked_at=None)
    return _stricter(site, ((scrubs(one.name, site), one.own_policy()) for one in shown))


def _stricter(site: Site, named: Iterable[tuple[str, Policy]]) -> list[Stricter]:
    own = site.own_policy()
    found = ((name, stricter_of((own, policy))) for name, policy in named)
    return [Stricter(name, sentences_of(policy)) for name, policy in found if policy != own]


def for_viewers(site: Site) -> list[str]:
    return sentences_of(stricter_of((site.own_policy(), Policy(people=People(site.viewers_see)))))


@dataclass(frozen=True)
class Seer:
    """Somebody who may look. `teams`: empty where the whole site is meant."""

    name: str
    role: str
    teams: list[str]
    limited: bool


def members_of(site: Site) -> list[Seer]:
    rows = Membership.objects.filter(site=site, user__is_active=True)
    rows = rows.select_related("user").prefetch_related("teams").order_by("user__username")
    return [
        Seer(
            row.user.get_username(),
            Role(row.role).label.partition(":")[0],
            [team.name for team in row.teams.all()],
            row.limited,
        )
        for row in rows
    ]


def superusers() -> list[str]:
    users = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return sorted(user.get_username() for user in users)
