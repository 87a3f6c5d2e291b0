"""Told after commit, once per transaction and site: configuration changed, access changed.

Both signals send `site_id: str`. A bulk update (`QuerySet.update`) tells nobody; call
`configuration_changes(site_id)` after one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import Signal

from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    Board,
    Display,
    Membership,
    Queue,
    QueueAlias,
    Site,
    Team,
    Widget,
)

configuration_changed = Signal()
access_changed = Signal()

SiteOf = Callable[[Any], int]
_CONFIGURATION: Mapping[type[models.Model], SiteOf] = {
    Site: lambda site: site.pk,
    Account: lambda account: account.site_id,
    Queue: lambda queue: queue.site_id,
    QueueAlias: lambda alias: alias.account.site_id,
    Agent: lambda agent: agent.site_id,
    AgentAlias: lambda alias: alias.account.site_id,
    Team: lambda team: team.site_id,
    Board: lambda board: board.site_id,
    Widget: lambda widget: widget.board.site_id,
    Display: lambda display: display.site_id,
}
_ACCESS: Mapping[type[models.Model], SiteOf] = {
    Membership: lambda membership: membership.site_id,
    Display: lambda display: display.site_id,
    Board: lambda board: board.site_id,  # archived, or given to another site
}
_OF_NO_ACCOUNT = ({"last_login"}, {"password"})  # changes of a user that change no right


@dataclass(frozen=True)
class _Announcement:
    """Equal announcements of one transaction are sent once."""

    kind: str
    site_id: int

    def __call__(self) -> None:
        signal = access_changed if self.kind == "access" else configuration_changed
        signal.send_robust(sender=Site, site_id=str(self.site_id))


def _announce(announcement: _Announcement) -> bool:
    """Send after commit; False when this transaction already will."""
    if any(entry[1] == announcement for entry in transaction.get_connection().run_on_commit):
        return False
    transaction.on_commit(announcement)
    return True


def configuration_changes(site_id: int) -> None:
    """A site is being configured in this transaction: raise its revision, tell after commit."""
    with transaction.atomic():
        if _announce(_Announcement("configuration", site_id)):
            Site.objects.filter(pk=site_id).update(revision=F("revision") + 1)


def access_changes(site_ids: Iterable[int]) -> None:
    """Who may see what changes in this transaction for these sites."""
    for site_id in site_ids:
        _announce(_Announcement("access", site_id))


def _on_configuration(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    configuration_changes(_CONFIGURATION[sender](instance))


def _on_access(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    access_changes([_ACCESS[sender](instance)])


def _on_teams(instance: models.Model, action: str, **_: Any) -> None:
    if action.startswith("post_") and isinstance(instance, Agent | Team):
        configuration_changes(instance.site_id)


def _on_user(instance: Any, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """A user was deactivated, made superuser or deleted: superusers see every site."""
    if update_fields is None or set(update_fields) not in _OF_NO_ACCOUNT:
        access_changes(Site.objects.values_list("pk", flat=True))


def connect() -> None:
    for model in _CONFIGURATION:
        for signal in (post_save, post_delete):
            signal.connect(_on_configuration, sender=model, dispatch_uid=f"configuration-{model}")
    for model in _ACCESS:
        for signal in (post_save, post_delete):
            signal.connect(_on_access, sender=model, dispatch_uid=f"access-{model}")
    m2m_changed.connect(_on_teams, sender=Agent.teams.through, dispatch_uid="teams")
    for signal in (post_save, post_delete):
        signal.connect(_on_user, sender=get_user_model(), dispatch_uid="user")
