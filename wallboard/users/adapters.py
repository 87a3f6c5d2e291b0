"""What allauth asks of a house: how somebody is signed in, and how secrets are kept."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import auth
from django.http import HttpRequest

from wallboard.boards import secrets
from wallboard.clients import address_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - of a peer that has none, such as a socket file


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """After the password: a code where there is a second factor, else one must be set up where
        the installation wants it."""
        return [
            "allauth.mfa.stages.AuthenticateStage",
            "wallboard.users.stages.EnrolStage",
        ]

    def login(self, request: HttpRequest, user: Any) -> None:
        auth.login(request, user, backend=BACKEND)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or UNKNOWN_ADDRESS

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say what happened themselves."""

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """No mail server is asked for signing in."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticators are encrypted with the keys of vendors' credentials."""

    def encrypt(self, text: str) -> str:
        return secrets.cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())
