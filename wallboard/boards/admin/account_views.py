"""The account's buttons. What needs a connector or the state is asked of a worker, by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wallboard.boards import errands
from wallboard.boards.admin.directory_view import directory
from wallboard.boards.admin.mapping_form import MappingForm
from wallboard.boards.models import Account
from wallboard.words.sentences import in_words

if TYPE_CHECKING:
    from wallboard.boards.admin.accounts import AccountAdmin

TEST_SECONDS = 25.0  # the connector's own limit is 20
LOOK_SECONDS = 6.0

Work = Callable[["AccountAdmin", HttpRequest, Account], HttpResponseBase]
NOTHING_SEEN: dict[str, Any] = {"members": [], "words": [], "notes": [], "counters": {}}


def test(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    """Sign in and read a little, with what is saved; the answer in plain words."""
    try:
        result = errands.ask("connectors.test_connection", str(account.pk), seconds=TEST_SECONDS)
    except errands.Unanswered as error:
        result = {"ok": False, "message": str(error), "hint": "", "details": []}
    return _show(page, request, account, "test_result", "Test connection", result=result)


def pause(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    account.paused = True
    account.save(update_fields=["paused"])
    errands.send("connectors.sign_out", str(account.pk))
    return _back(page, request, account, "Paused: it is not polled, its figures go.")


def resume(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    """Also after rejected credentials: an administrator says that they are worth a try."""
    account.paused = False
    account.acquit()
    account.save(update_fields=["paused", "credentials_rejected_at", "trouble"])
    return _back(page, request, account, "Resumed: it is polled within seconds.")


def refresh(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    if errands.send("connectors.refresh_directory", str(account.pk)):
        return _back(page, request, account, "Queues and agents are being listed anew.")
    return _back(page, request, account, errands.NO_BROKER, messages.ERROR)


def diagnostics(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    """A file to hand to support: no secret, no person's name."""
    try:
        found = errands.ask("connectors.diagnostics", str(account.pk), seconds=LOOK_SECONDS)
    except errands.Unanswered as error:
        return _back(page, request, account, str(error), messages.ERROR)
    body = json.dumps(found, indent=2, ensure_ascii=False)
    name = f"wallboard-{account.vendor}-{account.pk}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


def fields(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    """Members and words that the vendor sent, and what they feed."""
    seen, problem = NOTHING_SEEN, ""
    try:
        seen = errands.ask("connectors.describe_account", str(account.pk), seconds=LOOK_SECONDS)
    except errands.Unanswered as error:
        problem = str(error)
    form = MappingForm(account, seen, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        account.mapping = form.mapping()
        account.save(update_fields=["mapping"])
        errands.send("connectors.refresh_directory", str(account.pk))  # it maps names too
        page.log_change(request, account, "Changed the mapping.")
        messages.success(request, "Saved: it counts from the next poll.")
        return HttpResponseRedirect(request.path)
    return _show(page, request, account, "fields", "Fields", seen=seen, problem=problem, form=form)


def _show(
    page: AccountAdmin,
    request: HttpRequest,
    account: Account,
    template: str,
    title: str,
    **context: Any,
) -> HttpResponseBase:
    context |= page.admin_site.each_context(request)
    context |= {"title": f"{in_words(title)}: {account}", "opts": page.opts, "account": account}
    return TemplateResponse(request, f"admin/boards/account/{template}.html", context)


def _back(
    page: AccountAdmin,
    request: HttpRequest,
    account: Account,
    words: str,
    level: int = messages.SUCCESS,
) -> HttpResponseBase:
    page.message_user(request, words, level)
    return HttpResponseRedirect(reverse("admin:boards_account_change", args=[account.pk]))


@dataclass(frozen=True)
class View:
    """A row: the path below the account, what it does, which methods it takes."""

    path: str
    work: Work
    guard: Callable[[Any], Any]

    def bound_to(self, page: AccountAdmin) -> Any:
        def view(request: HttpRequest, pk: UUID) -> HttpResponseBase:
            account = page.get_queryset(request).filter(pk=pk).first()
            if account is None or not page.has_change_permission(request, account):
                raise PermissionDenied
            return self.work(page, request, account)

        return self.guard(view)


VIEWS: tuple[View, ...] = (
    View("test", test, require_POST),
    View("pause", pause, require_POST),
    View("resume", resume, require_POST),
    View("refresh", refresh, require_POST),
    View("directory", directory, lambda view: view),
    View("diagnostics", diagnostics, require_safe),
    View("fields", fields, lambda view: view),
)
