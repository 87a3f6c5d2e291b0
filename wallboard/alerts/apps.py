from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "wallboard.alerts"
    label = "alerts"
    verbose_name = "Alerts"

    def ready(self) -> None:
        from wallboard.alerts import signals

        signals.connect()
