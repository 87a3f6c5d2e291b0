from __future__ import annotations

from typing import Any

import structlog
from django.apps import AppConfig

log = structlog.get_logger(__name__)


class LiveConfig(AppConfig):
    name = "wallboard.live"
    label = "live"
    verbose_name = "Live boards"

    def ready(self) -> None:
        from wallboard.boards import signals

        signals.configuration_changed.connect(
            _tell_configuration, dispatch_uid="live-configuration"
        )
        signals.access_changed.connect(_tell_access, dispatch_uid="live-access")
        signals.draft_changed.connect(_tell_draft, dispatch_uid="live-draft")


def _tell_configuration(site_id: str, **_: Any) -> None:
    _tell("configuration", site_id)


def _tell_access(site_id: str, **_: Any) -> None:
    _tell("access", site_id)


def _tell_draft(site_id: str, board_id: str, **_: Any) -> None:
    _tell("draft", site_id, board_id)


def _tell(kind: Any, site_id: str, subject: str = "") -> None:
    """Without Redis nobody is told; hubs compare for themselves every half minute."""
    from wallboard.state.control import Control, publish
    from wallboard.state.redis import StateUnavailable

    try:
        publish(Control(kind, site=str(site_id), subject=str(subject)))
    except StateUnavailable as error:
        log.warning("open boards could not be told of a change", kind=kind, reason=str(error))
