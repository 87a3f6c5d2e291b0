"""The second factor of a local account: codes by time from an app, and codes on paper."""

from __future__ import annotations

from typing import Any, cast

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest

log = structlog.get_logger(__name__)


def is_on(user: Any) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def codes_left(user: Any) -> int:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def fits(secret: str, code: str) -> bool:
    """Whether an app that was given this secret shows this code now."""
    return bool(validate_totp_code(secret, code))


@transaction.atomic
def turn_on(user: Any, secret: str) -> list[str]:
    """Returns the recovery codes, the only time that they are seen."""
    _forget(user)
    TOTP.activate(user, secret)
    log.info("a second factor was turned on", user=user.pk)
    return _codes(user)


@transaction.atomic
def turn_off(user: Any) -> None:
    _forget(user)
    log.info("a second factor was turned off", user=user.pk)


@transaction.atomic
def fresh_codes(user: Any) -> list[str]:
    """Other recovery codes; those from before open nothing any more."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    return _codes(user)


def _codes(user: Any) -> list[str]:
    return cast("list[str]", RecoveryCodes.activate(user).generate_codes())


def _forget(user: Any) -> None:
    Authenticator.objects.filter(user=user).delete()


def is_locked_out(request: HttpRequest, user: Any) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def count_failure(request: HttpRequest, user: Any) -> None:
    """A wrong code counts as a wrong password does, towards the same lock-out."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
