"""Told after commit, once per transaction and site: configuration, access or screens changed.

The signals send `site_id: str`; `draft_changed` also `board_id`. A bulk update (`QuerySet.update`)
tells nobody; call `configuration_changes(site_id)` after one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from threading import get_ident
from typing import Any
from weakref import WeakSet

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import Signal

from wallboard.boards import errands, virtual
from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    ApiToken,
    Board,
    Display,
    Membership,
    Notice,
    Playlist,
    PlaylistEntry,
    Queue,
    QueueAlias,
    Site,
    SourceOrder,
    SourcePlace,
    Team,
    VirtualQueue,
    Widget,
)

configuration_changed = Signal()
access_changed = Signal()
screens_changed = Signal()
draft_changed = Signal()

SiteOf = Callable[[Any], int]
_CONFIGURATION: Mapping[type[models.Model], SiteOf] = {
    Site: lambda site: site.pk,
    Account: lambda account: account.site_id,
    Queue: lambda queue: queue.site_id,
    QueueAlias: lambda alias: alias.account.site_id,
    VirtualQueue: lambda queue: queue.site_id,
    SourceOrder: lambda order: order.site_id,
    SourcePlace: lambda place: place.order.site_id,
    Agent: lambda agent: agent.site_id,
    AgentAlias: lambda alias: alias.account.site_id,
    Team: lambda team: team.site_id,
    Board: lambda board: board.site_id,
    Widget: lambda widget: widget.board.site_id,
    Notice: lambda notice: notice.site_id,
}
_ACCESS: Mapping[type[models.Model], SiteOf] = {
    Site: lambda site: site.pk,  # its policy
    Membership: lambda membership: membership.site_id,
    Display: lambda display: display.site_id,
    Board: lambda board: board.site_id,  # archived, or given to another site or team
    Team: lambda team: team.site_id,  # a member may have been limited to it
    PlaylistEntry: lambda entry: entry.playlist.site_id,
}
_SCREENS: Mapping[type[models.Model], SiteOf] = {  # what a screen of the site is to show
    Display: lambda display: display.site_id,
    Board: lambda board: board.site_id,
    Playlist: lambda playlist: playlist.site_id,
    PlaylistEntry: lambda entry: entry.playlist.site_id,
}
_OF_NO_ACCOUNT = ({"last_login"}, {"password"})  # changes of a user that change no right


class _Announcement:
    """Sent after commit by the last of its kind and site; those of a rolled-back part are gone."""

    def __init__(self, kind: str, site_id: int) -> None:
        self.subject = (kind, site_id, get_ident())
        self.number = next(_numbers)
        _pending.add(self)

    def __call__(self) -> None:
        later = (a for a in list(_pending) if a.subject == self.subject and a.number > self.number)
        if not any(later):
            kind, site_id, _ = self.subject
            _SIGNALS[kind].send_robust(sender=Site, site_id=str(site_id))


_numbers = itertools.count()
_pending: WeakSet[_Announcement] = WeakSet()
_SIGNALS = {
    "configuration": configuration_changed,
    "access": access_changed,
    "screens": screens_changed,
}


def configuration_changes(site_id: int) -> None:
    """A site is being configured in this transaction: raise its revision, tell after commit."""
    with transaction.atomic():
        Site.objects.filter(pk=site_id).update(revision=F("revision") + 1)
        transaction.on_commit(_Announcement("configuration", site_id))


def access_changes(site_ids: Iterable[int]) -> None:
    """Who may see what changes in this transaction for these sites."""
    for site_id in site_ids:
        transaction.on_commit(_Announcement("access", site_id))


def screen_changes(site_id: int) -> None:
    """What the screens of a site are to show changes in this transaction."""
    transaction.on_commit(_Announcement("screens", site_id))


def draft_changes(site_id: int, board_id: int) -> None:
    """Told after commit to those who edit the board, and to nobody else: no site is read again."""
    told = {"site_id": str(site_id), "board_id": str(board_id)}
    transaction.on_commit(lambda: draft_changed.send_robust(sender=Board, **told))


def _on_configuration(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    configuration_changes(_CONFIGURATION[sender](instance))


def _on_access(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    access_changes([_ACCESS[sender](instance)])


def _on_screens(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    screen_changes(_SCREENS[sender](instance))


def _on_links(instance: models.Model, action: str, **_: Any) -> None:
    if action.startswith("post_") and isinstance(instance, Agent | Team | Queue):
        configuration_changes(instance.site_id)


def _on_token(instance: ApiToken | Site, action: str = "post_", **_: Any) -> None:
    """Revoked, or given other scopes or sites: streams that it holds open are asked again."""
    if action.startswith("post_"):
        access_changes(Site.objects.values_list("pk", flat=True))


def _on_members_of_team(instance: Membership | Team, action: str, **_: Any) -> None:
    if action.startswith("post_"):
        access_changes([instance.site_id])


def _on_user(instance: Any, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """A user was deactivated, made superuser or deleted: superusers see every site."""
    if update_fields is None or set(update_fields) not in _OF_NO_ACCOUNT:
        access_changes(Site.objects.values_list("pk", flat=True))


def _on_session_end(**_: Any) -> None:
    """Somebody signed out: boards open in other windows of that browser close too."""
    access_changes(Site.objects.values_list("pk", flat=True))


def _on_account_gone(instance: Account, **_: Any) -> None:
    """Its facts and records in the store go too; a worker does it when the store is back."""
    site, account = str(instance.site_id), str(instance.pk)
    transaction.on_commit(lambda: errands.send("connectors.forget_account", site, account))


def connect() -> None:
    post_delete.connect(_on_account_gone, sender=Account, dispatch_uid="account-gone")
    post_delete.connect(_on_session_end, sender=Session, dispatch_uid="session-end")
    for model in _CONFIGURATION:
        for signal in (post_save, post_delete):
            signal.connect(_on_configuration, sender=model, dispatch_uid=f"configuration-{model}")
    for model in _ACCESS:
        for signal in (post_save, post_delete):
            signal.connect(_on_access, sender=model, dispatch_uid=f"access-{model}")
    for model in _SCREENS:
        for signal in (post_save, post_delete):
            signal.connect(_on_screens, sender=model, dispatch_uid=f"screens-{model}")
    post_save.connect(_on_token, sender=ApiToken, dispatch_uid="token-saved")
    post_delete.connect(_on_token, sender=ApiToken, dispatch_uid="token-deleted")
    m2m_changed.connect(_on_token, sender=ApiToken.sites.through, dispatch_uid="token-sites")
    m2m_changed.connect(_on_links, sender=Agent.teams.through, dispatch_uid="teams")
    m2m_changed.connect(
        _on_members_of_team, sender=Membership.teams.through, dispatch_uid="members-of-team"
    )
    m2m_changed.connect(virtual.guard, sender=Queue.members.through, dispatch_uid="members-guard")
    m2m_changed.connect(_on_links, sender=Queue.members.through, dispatch_uid="members")
    for signal in (post_save, post_delete):
        signal.connect(_on_user, sender=get_user_model(), dispatch_uid="user")
