from __future__ import annotations

import getpass
import secrets
import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wallboard.boards import first_start


class Command(BaseCommand):
    help = "Set a new password: asked for on a terminal, else generated and printed once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", default="", help="Else the administrator.")
        parser.add_argument("--generate", action="store_true", help="Do not ask, make one.")

    def handle(self, *args: Any, **options: Any) -> None:
        users: Any = get_user_model()._default_manager
        name = options["username"] or first_start.administrator()
        user = users.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user “{name}”." if name else "There is no user yet.")
        asks = sys.stdin.isatty() and not options["generate"]
        password = _asked_for(user) if asks else secrets.token_urlsafe(12)
        user.set_password(password)
        user.save(update_fields=["password"])
        self.stdout.write(f"The password of {name} is set.")
        if not asks:
            self.stdout.write(f"Password: {password}")


def _asked_for(user: Any) -> str:
    password = getpass.getpass("New password: ")
    if password != getpass.getpass("Again: "):
        raise CommandError("The two differ; nothing was changed.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return password
