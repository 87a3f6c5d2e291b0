"""Queues, agents and teams, and which vendor's id is whose."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wallboard.boards import who_is_who
from wallboard.boards.admin.looks import NamesPeople
from wallboard.boards.admin.scoping import ScopedAdmin, ScopedTabular
from wallboard.boards.models import Agent, AgentAlias, Queue, QueueAlias, Team

EDITED = frozenset({"name", "group"})


class _KeepsEdits:
    """What a person renamed, no import renames."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if EDITED & set(form.changed_data) and "edited_by_hand" not in form.changed_data:
            obj.edited_by_hand = True
        super().save_model(request, obj, form, change)  # type: ignore[misc]


class _AliasRows(ScopedTabular[Any]):
    site_path = "account__site"
    fields = ("account", "external_id", "listed_name", "decided_by_hand", "gone_at")
    readonly_fields = ("listed_name", "gone_at")
    show_change_link = True


class QueueAliases(_AliasRows):
    model = QueueAlias


class AgentAliases(_AliasRows):
    model = AgentAlias


@admin.register(Queue)
class QueueAdmin(_KeepsEdits, ScopedAdmin[Queue]):
    list_display = ("name", "group", "site", "hidden", "edited_by_hand")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter), "hidden")
    list_select_related = ("site",)
    search_fields = ("name", "group", "aliases__external_id")
    fields = ("site", "name", "group", "hidden", "edited_by_hand")
    inlines = (QueueAliases,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Queue]:
        return super().get_queryset(request).filter(virtual=False)


@admin.register(Agent)
class AgentAdmin(_KeepsEdits, NamesPeople):
    list_display = ("name", "site", "hidden", "edited_by_hand")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter), "hidden")
    list_select_related = ("site",)
    search_fields = ("name", "aliases__external_id")
    fields = ("site", "name", "teams", "hidden", "edited_by_hand")
    inlines = (AgentAliases,)
    actions = ("are_one",)

    @admin.action(description=_("The selected are one person"), permissions=["change"])
    def are_one(self, request: HttpRequest, rows: QuerySet[Agent]) -> None:
        agents = list(rows.order_by("pk"))
        if len({agent.site_id for agent in agents}) != 1 or len(agents) < 2:
            self.message_user(
                request, "Select two or more people of one site.", level=messages.ERROR
            )
            return
        who_is_who.merge(agents, request.user)
        self.message_user(request, f"They are one person now: {agents[0].name}.")


class _AliasAdmin(ScopedAdmin[Any]):
    """Moving an alias here is a decision by hand: no import undoes it."""

    site_path = "account__site"
    owner: str
    list_select_related = ("account__site",)
    list_filter = (("account", admin.RelatedOnlyFieldListFilter), "decided_by_hand")
    readonly_fields = ("account", "external_id", "listed_name", "keys", "last_listed_at", "gone_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if self.owner in form.changed_data:
            obj.decided_by_hand = True
        super().save_model(request, obj, form, change)


@admin.register(QueueAlias)
class QueueAliasAdmin(_AliasAdmin):
    owner = "queue"
    list_display = ("external_id", "listed_name", "account", "queue", "decided_by_hand", "gone_at")
    search_fields = ("external_id", "listed_name", "queue__name")
    autocomplete_fields = ("queue",)


@admin.register(AgentAlias)
class AgentAliasAdmin(_AliasAdmin, NamesPeople):
    owner = "agent"
    list_display = ("external_id", "listed_name", "account", "agent", "decided_by_hand", "gone_at")
    search_fields = ("external_id", "listed_name", "agent__name")
    autocomplete_fields = ("agent",)
    actions = ("set_apart",)

    @admin.action(description=_("Make each a person of its own"), permissions=["change"])
    def set_apart(self, request: HttpRequest, rows: QuerySet[AgentAlias]) -> None:
        done = sum(who_is_who.set_apart(alias, request.user) for alias in rows)
        self.message_user(request, f"{done} set apart.")


@admin.register(Team)
class TeamAdmin(ScopedAdmin[Team]):
    list_display = ("name", "site")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name",)
