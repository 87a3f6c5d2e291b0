"""Virtual queues, and which source is believed for a figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wallboard.boards import virtual
from wallboard.boards.admin.scoping import ScopedAdmin, ScopedTabular
from wallboard.boards.models import Queue, Site, SourceOrder, SourcePlace, VirtualQueue
from wallboard.domain.metric import Metric
from wallboard.domain.metrics import AGENT_METRICS, QUEUE_METRICS
from wallboard.domain.observation import Kind
from wallboard.words.sentences import in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    _QueueForm = forms.ModelForm[VirtualQueue]
    _OrderForm = forms.ModelForm[SourceOrder]
else:
    _QueueForm = _OrderForm = forms.ModelForm


class VirtualQueueForm(_QueueForm):
    class Meta:
        model = VirtualQueue
        fields = ("site", "name", "members", "hidden")
        help_texts = {
            "members": _(
                "Their counts are added up, and ratios are rebuilt from the counts. Two "
                "systems that know the same queue are no reason for a virtual one: give the queue "
                "both aliases, else its contacts count twice."
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        site = self.instance.site if self.instance.pk else cleaned.get("site")
        if isinstance(site, Site):
            for said in virtual.problems(site.pk, cleaned.get("members", ())):
                self.add_error("members", said)
        return cleaned


@admin.register(VirtualQueue)
class VirtualQueueAdmin(ScopedAdmin[VirtualQueue]):
    form = VirtualQueueForm
    list_display = ("name", "site", "of", "hidden")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter), "hidden")
    list_select_related = ("site",)
    search_fields = ("name",)
    fields = ("site", "name", "members", "hidden")

    def get_queryset(self, request: HttpRequest) -> QuerySet[VirtualQueue]:
        return super().get_queryset(request).prefetch_related("members")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **options)
        if field is not None and db_field.name == "members":
            field.queryset = _can_be_members(field.queryset, request)
        return field

    @admin.display(description=_("members"))
    def of(self, queue: VirtualQueue) -> str:
        return ", ".join(str(member) for member in queue.members.all())


def _can_be_members(queues: QuerySet[Queue], request: HttpRequest) -> QuerySet[Queue]:
    """Of the queue's own site where it is known already, which the address of the page tells."""
    queues = queues.filter(virtual=False)
    match = request.resolver_match
    pk = str(match.kwargs.get("object_id") or "") if match else ""
    if not pk.isdigit():
        return queues
    return queues.filter(site__in=VirtualQueue.objects.filter(pk=int(pk)).values("site"))


# What goes with the state, and what is worked out of the schedule, has no order of its own.
_FOLLOW = {
    "state_since", "reason", "queue", "in_adherence", "scheduled_activity", "scheduled_until",
    "next_activity", "next_activity_at",
}  # fmt: skip


def figures() -> list[tuple[StrOrPromise, list[tuple[str, StrOrPromise]]]]:
    """The figures that sources can disagree about, grouped for a choice."""
    return [
        (_("Queues"), [("queue.name", _("Name")), *_rows(Kind.QUEUE, QUEUE_METRICS.values())]),
        (
            _("People"),
            [
                ("agent.name", _("Name")),
                ("agent.schedule", _("Schedule")),
                *_rows(Kind.AGENT, AGENT_METRICS.values()),
            ],
        ),
    ]


def _rows(kind: Kind, metrics: Iterable[Metric]) -> list[tuple[str, StrOrPromise]]:
    return [
        (f"{kind}.{metric.key}", in_words(metric.label))
        for metric in metrics
        if metric.key not in _FOLLOW
    ]


def _label(figure: str) -> str:
    noun = {Kind.QUEUE.value: _("queue"), Kind.AGENT.value: _("person")}
    labels = {key: label for _, rows in figures() for key, label in rows}
    return f"{labels.get(figure, figure)} ({noun.get(figure.partition('.')[0], '?')})"


class SourceOrderForm(_OrderForm):
    figure = forms.ChoiceField()

    class Meta:
        model = SourceOrder
        fields = ("site", "figure")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["figure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = figures()


class Places(ScopedTabular[SourcePlace]):
    model = SourcePlace
    site_path = "order__site"
    fields = ("position", "account")
    verbose_name_plural = _("accounts, the first believed first")
    extra = 2


@admin.register(SourceOrder)
class SourceOrderAdmin(ScopedAdmin[SourceOrder]):
    """Without a row here: event sources before polled ones before schedules, then by rank."""

    form = SourceOrderForm
    list_display = ("shown", "site", "accounts")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("site",)
    fields = ("site", "figure")
    inlines = (Places,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceOrder]:
        return super().get_queryset(request).prefetch_related("places__account")

    @admin.display(description=_("figure"), ordering="figure")
    def shown(self, order: SourceOrder) -> str:
        return _label(order.figure)

    @admin.display(description=_("believed in this order"))
    def accounts(self, order: SourceOrder) -> str:
        return ", ".join(str(place.account) for place in order.places.all())
