"""Which user a person of the sign-in service is. She is known by issuer and subject, and by nothing
else: whoever can choose a name or an e-mail address there must not become somebody here."""

from __future__ import annotations

import re
from typing import Any

import structlog
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wallboard.users import claims as gifts
from wallboard.users.claims import Claims
from wallboard.users.models import Identity
from wallboard.users.provider import SignInRefused

log = structlog.get_logger(__name__)
LONGEST_NAME = 140  # of 150: room for a number behind it


def user_of(claims: Claims) -> User:
    """Who that is, made when she comes for the first time, with what her claims give now.

    Raises SignInRefused where she was deactivated.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    identity = _identity(issuer, subject, claims)
    if not identity.user.is_active:
        raise SignInRefused(_("Your account here was deactivated. Ask an administrator."))
    gifts.apply(identity, claims)
    Identity.objects.filter(pk=identity.pk).update(last_login_at=timezone.now())
    return identity.user


def _identity(issuer: str, subject: str, claims: Claims) -> Identity:
    known = Identity.objects.select_related("user").filter(issuer=issuer, subject=subject)
    found = known.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Identity.objects.create(user=_new(claims), issuer=issuer, subject=subject)
    except IntegrityError:  # she came twice at once
        return known.get()


def _new(claims: Claims) -> User:
    user = User(
        username=_free_name(claims),
        first_name=_text(claims.get("given_name"))[:150],
        last_name=_text(claims.get("family_name"))[:150],
        email=_text(claims.get("email"))[:254],
    )
    user.set_unusable_password()
    user.save()
    log.info("a user came by single sign-on for the first time", user=user.pk)
    return user


def _free_name(claims: Claims) -> str:
    wanted = _text(claims.get("preferred_username")) or _text(claims.get("email"))
    plain = re.sub(r"[^\w.@+-]", "", wanted)[:LONGEST_NAME] or "user"
    taken = set(User.objects.filter(username__istartswith=plain).values_list("username", flat=True))
    lowered = {name.lower() for name in taken}
    number = 1
    while (plain if number == 1 else f"{plain}-{number}").lower() in lowered:
        number += 1
    return plain if number == 1 else f"{plain}-{number}"


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
