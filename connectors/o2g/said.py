"""What was handed over last, so that only differences are written and ended fields taken back."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.domain.observation import Kind, Observation, Value


class Said:
    def __init__(self) -> None:
        self._last: dict[tuple[Kind, str], Mapping[str, Value]] = {}

    def again(
        self, kind: Kind, external_id: str, values: Mapping[str, Value], at: float
    ) -> Observation | None:
        """The difference to what was said before; None when there is none."""
        key = (kind, external_id)
        before = self._last.get(key, {})
        changed = {name: value for name, value in values.items() if before.get(name) != value}
        gone = tuple(name for name in before if name not in values)
        if not changed and not gone:
            return None
        if values:
            self._last[key] = values
        else:
            self._last.pop(key, None)
        return Observation(kind, external_id, changed, at, at, gone)

    def forget(self) -> None:
        """The next time everything is said in full."""
        self._last.clear()
