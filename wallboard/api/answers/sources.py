"""Whether the systems that the figures come from are well."""

from __future__ import annotations

from typing import Any

from wallboard.api.asked import Asked
from wallboard.api.scenes import scene_now, stamp_of
from wallboard.projections.source_health import source_rows


def sources(asked: Asked) -> dict[str, Any]:
    scene = scene_now(asked.site())
    rows = source_rows(scene, scene.site.sources)
    items = [{"id": account, **row} for account, row in rows.items()]
    return {**stamp_of(scene), "site": scene.site.id, "items": items}
