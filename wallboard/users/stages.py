"""A step of signing in: where the installation wants a second factor, set one up first."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginStage
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from wallboard.users import second_factor


class EnrolStage(LoginStage):  # type: ignore[misc]
    """Nobody is signed in before it is passed. Who came by single sign-on has her factors there."""

    key = "enrol"
    urlname = "enrol"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        return (redirect("enrol") if self._is_due() else None), True

    def _is_due(self) -> bool:
        user: Any = self.login.user
        if not settings.WALLBOARD_REQUIRE_SECOND_FACTOR or second_factor.is_on(user):
            return False
        records = get_authentication_records(self.request, user)
        return any(record["method"] == "password" for record in records)
