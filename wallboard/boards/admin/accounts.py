from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wallboard.boards import errands, polling, vendors
from wallboard.boards.admin import account_views
from wallboard.boards.admin.account_form import AccountForm, NewAccountForm, fieldsets_of, form_for
from wallboard.boards.admin.looks import MentionsPeople
from wallboard.boards.models import Account, JobState
from wallboard.boards.problems import problems_of
from wallboard.domain.vendor import VendorSpec
from wallboard.words.sentences import in_words

RETRIED_AFTER = frozenset({"base_url", "ca_bundle", "options"})
NEW = "Now enter the credentials, test the connection, and take away “paused”."


def _spec(account: Account | None) -> VendorSpec | None:
    return vendors.catalogue().get(account.vendor) if account else None


def _state_since(job: str, row: JobState) -> str:
    words = gettext("{job}: {state} since {at} UTC")
    at = date_format(row.since, "SHORT_DATETIME_FORMAT")
    return words.format(job=job, state=row.get_state_display(), at=at)


@admin.register(Account)
class AccountAdmin(MentionsPeople):
    list_display = ("name", "vendor", "site", "state", "simulation")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter), "vendor")
    list_select_related = ("site",)
    search_fields = ("name", "base_url")
    change_form_template = "admin/boards/account/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("site", "vendor", "health") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("site", "vendor", "name", "base_url")})]
        return fieldsets_of(_spec(obj))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        options["form"] = form_for(_spec(obj)) if obj else NewAccountForm
        return super().get_form(request, obj, change, **options)

    @admin.display(description=_("state"))
    def state(self, account: Account) -> str:
        if account.trouble:
            return in_words(f"stopped: {account.trouble}")
        return gettext("paused") if account.paused else gettext("on")

    @admin.display(description=_("health"))
    def health(self, account: Account) -> SafeString:
        """What is wrong as configured, and how each job does; told by words alone."""
        lines = [(in_words(p.message), in_words(p.hint)) for p in problems_of(account)]
        lines += [
            (_state_since(job, row), in_words(row.message))
            for job, row in sorted(polling.job_states(str(account.pk)).items())
        ]
        if not lines:
            return SafeString(gettext("Nothing to report."))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {}</li>", lines))

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        if not change:
            obj.paused = True  # without credentials each poll would be a rejected sign-in
            super().save_model(request, obj, form, change)
            self.message_user(request, NEW, messages.INFO)
            return
        before = Account.objects.get(pk=obj.pk)
        if self._deserves_another_try(before, obj, form):
            obj.acquit()
            errands.send("connectors.sign_out", str(obj.pk))
        elif obj.paused and not before.paused:
            errands.send("connectors.sign_out", str(obj.pk))
        super().save_model(request, obj, form, change)
        for problem in problems_of(obj):
            words = f"{in_words(problem.message)} {in_words(problem.hint)}"
            self.message_user(request, words, messages.WARNING)

    @staticmethod
    def _deserves_another_try(before: Account, after: Account, form: AccountForm) -> bool:
        changed = any(getattr(before, name) != getattr(after, name) for name in RETRIED_AFTER)
        return changed or getattr(form, "entered_credentials", False)

    def response_add(
        self, request: HttpRequest, obj: Account, post_url_continue: str | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:boards_account_change", args=[obj.pk]))

    def get_urls(self) -> list[Any]:
        own = [
            path(
                f"<uuid:pk>/{view.path}/",
                self.admin_site.admin_view(view.bound_to(self)),
                name=f"account-{view.path}",
            )
            for view in account_views.VIEWS
        ]
        return [*own, *super().get_urls()]
