from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from wallboard.boards.secrets import Undecryptable, cipher


def _holders() -> Iterator[Any]:
    """Whatever keeps secrets, of whatever room: accounts, recipients of alerts."""
    for model in apps.get_models():
        fields = {field.name for field in model._meta.concrete_fields}
        if "secrets_encrypted" in fields:
            yield from model._default_manager.exclude(secrets_encrypted="")


class Command(BaseCommand):
    help = "Encrypt all stored secrets under the first key of WALLBOARD_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = []
        done = 0
        for holder in _holders():
            try:
                token = cipher().rotate(holder.secrets_encrypted.encode("ascii"))
            except Undecryptable:
                unreadable.append(str(holder))
                continue
            # Not by save(): nothing that boards or connectors see has changed.
            rows = type(holder)._default_manager.filter(pk=holder.pk)
            rows.update(secrets_encrypted=token.decode("ascii"))
            done += 1
        self.stdout.write(f"{done} account(s) and recipient(s) now use the first key.")
        if unreadable:
            raise CommandError(
                f"No key fits the secrets of: {', '.join(unreadable)}. Keep the old keys, or enter "
                "these secrets anew."
            )
