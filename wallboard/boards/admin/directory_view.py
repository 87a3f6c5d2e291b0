"""What a directory would change, looked at before it is applied. The worker lists and keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext

from wallboard.boards import errands
from wallboard.boards.admin.looks import DIRECTORY, looked
from wallboard.boards.models import Account
from wallboard.words.sentences import in_words

if TYPE_CHECKING:
    from wallboard.boards.admin.accounts import AccountAdmin

LOOK_SECONDS = 6.0
# A large directory takes minutes: the worker goes on, and the page looks again.
PREVIEW_SECONDS = 20.0
APPLY_SECONDS = 60.0

# Section → heading, and what it means.
HEADINGS: Mapping[str, tuple[str, str]] = {
    "added": (_("New"), ""),
    "back": (_("Back"), "They were gone, and are listed again."),
    "renamed": (_("Renamed"), "A name that was edited here stays as edited."),
    "handed": ("Given to somebody else", "The id stays, the person is another one."),
    "gone": (_("Gone"), "They leave the boards and come back when they are listed again."),
    "merged": ("Become one", "Their keys say that they are the same."),
    "split": ("Become separate", "Their keys no longer say that they are the same."),
    "keys": ("Other keys", "Numbers, logins or addresses by which systems are matched."),
    "groups": ("Other groups", "They become teams; teams that were chosen here stay."),
}
CHANGED = "The directory has changed since: this is what it would change now. Nothing was applied."
TOO_OLD = "That preview is too old: preview the directory again. Nothing was applied."


def directory(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    """GET shows the preview that is kept; POST makes one, or applies what was shown."""
    if request.method != "POST":
        return _show(page, request, account)
    work = _apply if request.POST.get("do") == "apply" else _preview
    try:
        work(page, request, account)
    except errands.Unanswered as error:
        page.message_user(request, str(error), messages.ERROR)
    return HttpResponseRedirect(request.path)


def _preview(page: AccountAdmin, request: HttpRequest, account: Account) -> None:
    try:
        errands.ask("connectors.preview_directory", str(account.pk), seconds=PREVIEW_SECONDS)
    except errands.Unanswered:
        if _kept(account)["state"] != "listing":
            raise


def _apply(page: AccountAdmin, request: HttpRequest, account: Account) -> None:
    digest = request.POST.get("digest", "")
    task = "connectors.apply_directory"
    done = errands.ask(task, str(account.pk), digest, seconds=APPLY_SECONDS)
    if done["state"] == "applied":
        words = ngettext(
            "Applied its directory: {n} change.",
            "Applied its directory: {n} changes.",
            done["changes"],
        )
        page.log_change(request, account, words.format(n=done["changes"]))
        page.message_user(request, words.format(n=done["changes"]))
    else:
        words = CHANGED if done["state"] == "changed" else TOO_OLD
        page.message_user(request, words, messages.WARNING)


def _kept(account: Account) -> dict[str, Any]:
    found: dict[str, Any] = errands.ask(
        "connectors.directory_preview", str(account.pk), seconds=LOOK_SECONDS
    )
    return found


def _show(page: AccountAdmin, request: HttpRequest, account: Account) -> HttpResponseBase:
    problem = ""
    try:
        preview = _kept(account)
    except errands.Unanswered as error:
        preview, problem = {"state": "unknown"}, str(error)
    if preview.get("sections"):
        looked(request, [account.site], DIRECTORY)
    context = {
        **page.admin_site.each_context(request),
        "title": in_words(f"Directory: {account}"),
        "opts": page.opts,
        "account": account,
        "problem": problem,
        "preview": preview,
        "sections": [
            {
                "heading": HEADINGS[section["key"]][0],
                "meaning": HEADINGS[section["key"]][1],
                "more": section["count"] - len(section["rows"]),
                **section,
            }
            for section in preview.get("sections", ())
        ],
    }
    return TemplateResponse(request, "admin/boards/account/directory.html", context)
