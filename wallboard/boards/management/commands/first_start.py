from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wallboard.boards import first_start
from wallboard.boards.first_start import DEMO_ACCOUNTS


class Command(BaseCommand):
    help = "Prepare a new installation; may be repeated. Prints the administrator's name."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        for vendor in DEMO_ACCOUNTS:
            parser.add_argument(f"--simulator-{vendor}", metavar="ADDRESS", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {vendor: options[f"simulator_{vendor}"] for vendor in DEMO_ACCOUNTS}
        addresses = {vendor: address for vendor, address in given.items() if address}
        if addresses:
            first_start.ensure_demo(addresses)
        else:
            first_start.pause_demo()
            first_start.ensure_own_site()
        password = first_start.ensure_administrator()
        self.stdout.write(f"Administrator: {first_start.administrator()}")
        if password:
            self.stdout.write(
                f"Password:      {password}  (shown only now; ./run password sets another)"
            )
