from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wallboard.boards.models import Account
from wallboard.boards.secrets import Undecryptable, cipher


class Command(BaseCommand):
    help = "Encrypt all stored secrets under the first key of WALLBOARD_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = []
        done = 0
        for account in Account.objects.exclude(secrets_encrypted=""):
            try:
                token = cipher().rotate(account.secrets_encrypted.encode("ascii"))
            except Undecryptable:
                unreadable.append(account.name)
                continue
            # Not by save(): nothing that boards or connectors see has changed.
            Account.objects.filter(pk=account.pk).update(secrets_encrypted=token.decode("ascii"))
            done += 1
        self.stdout.write(f"{done} account(s) now use the first key.")
        if unreadable:
            raise CommandError(
                f"No key fits the secrets of: {', '.join(unreadable)}. Keep the old keys, or enter "
                "these secrets anew."
            )
