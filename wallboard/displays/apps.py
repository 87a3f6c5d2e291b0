from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class DisplaysConfig(AppConfig):
    name = "wallboard.displays"
    label = "displays"
    verbose_name = "Displays"

    def ready(self) -> None:
        from wallboard.boards import signals

        signals.screens_changed.connect(_tell_screens, dispatch_uid="displays-program")


def _tell_screens(site_id: str, **_: Any) -> None:
    from wallboard.displays.commands import PROGRAM, tell_site

    tell_site(site_id, PROGRAM)
