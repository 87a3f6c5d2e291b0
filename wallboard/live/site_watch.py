"""One watched site in memory: configuration, facts, and the age of every source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from wallboard.domain.board import SiteSpec
from wallboard.domain.facts import Delta, EntityKey, SiteFacts, SourceKey, Version
from wallboard.domain.freshness import Trust
from wallboard.domain.policy import OPEN, Policy
from wallboard.history.series import Drawn
from wallboard.live.ages import Ages
from wallboard.live.board_channel import BoardChannel
from wallboard.projections.curves import Curve, Points
from wallboard.projections.memo import Memo
from wallboard.projections.scene import Scene, doubted
from wallboard.state.alerts import NOTHING, Published
from wallboard.state.feed import Pulse

Clock = Callable[[], float]
ChannelKey = tuple[str, Policy]  # the board, and what of people is shown of it
Mark = tuple[Trust, float | None]
WAITING_DELTAS = 1000  # while facts are being loaded; beyond it they are loaded again


class SiteWatch:
    """Holds what projections need, notices what is missing, and tells its board channels.

    `needs_load`, `needs_spec`, `needs_alerts` are wishes that the hub fulfils; all start out true.
    """

    def __init__(self, site: str, wall: Clock, monotonic: Clock) -> None:
        self.site = site
        self.spec: SiteSpec | None = None
        self.channels: dict[ChannelKey, BoardChannel] = {}
        self.joining = 0
        self.needs_load: str | None = "start"  # the cause
        self.needs_spec = True
        self.needs_alerts = True
        self.alerts = NOTHING
        self.stale_boards: set[str] = set()  # drafts that were saved: read again, and only they
        self.spec_generation = 0
        self.tried = False  # a first attempt at configuration and facts is over
        self.drawn: dict[Curve, Drawn] = {}
        self.curves_minute = 0  # until which they were read
        self._wall = wall
        self._facts = SiteFacts()
        self._memo = Memo()
        self._points: dict[Curve, Points] = {}
        self._ages = Ages(wall, monotonic)
        self._marks: dict[SourceKey, Mark] = {}
        self._waiting_since: dict[str, float] = {"": wall()}
        self._held: list[Delta] | None = None
        self._ahead: Version | None = None

    @property
    def idle(self) -> bool:
        return not self.channels and not self.joining

    @property
    def version(self) -> Version | None:
        return self._facts.version

    def scene(self, policy: Policy = OPEN) -> Scene:
        assert self.spec is not None, "a watch is used once it has its configuration"
        return Scene(
            site=self.spec,
            facts=self._facts,
            trust={key: trust for key, (trust, _) in self._marks.items()},
            now_at=self._wall(),
            confirmed=self._ages.confirmed,
            waiting_since=self._waiting_since,
            policy=policy,
            curves=self._points,
            memo=self._memo,
        )

    # -- configuration ------------------------------------------------------------------------

    def wish_for_spec(self) -> None:
        self.needs_spec = True
        self.spec_generation += 1

    def configure(self, spec: SiteSpec) -> None:
        """An account that was not there before is awaited from now on. What is equal stays."""
        if spec == self.spec:
            return
        known = self.spec.sources if self.spec else spec.sources
        for account in spec.sources:
            if account not in known:
                self._waiting_since[account] = self._wall()
        self.spec = spec
        self._memo.clear()
        self._mark()

    # -- facts --------------------------------------------------------------------------------

    @property
    def loading(self) -> bool:
        return self._held is not None

    def begin_load(self) -> None:
        """From here to `loaded`, deltas are kept aside."""
        self._held = []
        self.needs_load = None

    def load_failed(self, cause: str) -> None:
        self._held = None
        self.needs_load = cause

    def loaded(self, facts: SiteFacts, pulse: Pulse) -> None:
        """Facts and pulse as one reading; then what was published meanwhile."""
        known, found = self._facts.version, facts.version
        if known is not None and (found is None or found.epoch != known.epoch):
            self._ages.forget()
            self._waiting_since = {"": self._wall()}
        if pulse.epoch_at is not None and known is None:
            self._waiting_since[""] = min(self._waiting_since[""], pulse.epoch_at)
        self._facts = facts
        self._memo.clear()
        self._ahead = None
        held, self._held = self._held or [], None
        for delta in held:
            self.receive(delta)
        self.observe(pulse)

    def receive(self, delta: Delta) -> None:
        """A published delta; touches what it changed, or wishes for a load where one is missing."""
        if self._held is not None:
            if len(self._held) < WAITING_DELTAS:
                self._held.append(delta)
            return
        known = self._facts.version
        if known is None or delta.version.epoch != known.epoch:
            self.needs_load = self.needs_load or "epoch"
        elif delta.version.number > known.number + 1:
            self.needs_load = self.needs_load or "gap"
        elif delta.version.number == known.number + 1:
            self._touch(self._facts.apply(delta))

    def observe(self, pulse: Pulse) -> None:
        """Once a second: ages, and whether a delta was lost or Redis emptied."""
        self.needs_alerts = self.needs_alerts or pulse.alerts != self.alerts.number
        self._ages.observe(pulse.confirmed)
        known, seen = self._facts.version, pulse.version
        if seen is None or known is None or seen.epoch != known.epoch:
            if seen != known:
                self.needs_load = self.needs_load or "epoch"
        elif seen.number > known.number:
            # One that is on its way now is not lost; one that was ahead a second ago is.
            if self._ahead is not None and self._ahead.number > known.number:
                self.needs_load = self.needs_load or "gap"
            self._ahead = seen
        else:
            self._ahead = None

    def _touch(self, entities: set[EntityKey]) -> None:
        self._memo.forget(entities)
        for channel in self.channels.values():
            channel.touch_entities(entities)

    # -- alerts -------------------------------------------------------------------------------

    def show(self, alerts: Published) -> None:
        """What the evaluator decided; it is the same in every process."""
        self.needs_alerts = False
        if alerts == NOTHING:  # Redis was emptied: what is raised stays, and is published again
            alerts = replace(self.alerts, number=0)
        changed = alerts.rows != self.alerts.rows
        self.alerts = alerts
        if changed:
            for channel in self.channels.values():
                channel.touch_alerts()

    # -- curves -------------------------------------------------------------------------------

    def draw(self, found: Mapping[Curve, Drawn]) -> None:
        """Curves as history has them now; touches who draws one that is otherwise."""
        changed = {
            curve for curve, drawn in found.items() if self._points.get(curve) is not drawn.points
        }
        self.drawn.update(found)
        self._points = {curve: drawn.points for curve, drawn in self.drawn.items()}
        for channel in self.channels.values():
            channel.touch_curves(changed)

    def keep_drawn(self, curves: set[Curve]) -> None:
        """Only what somebody draws."""
        if not self.drawn.keys() <= curves:
            self.drawn = {curve: self.drawn[curve] for curve in self.drawn.keys() & curves}
            self._points = {curve: drawn.points for curve, drawn in self.drawn.items()}

    # -- age ----------------------------------------------------------------------------------

    def sweep(self) -> None:
        """By our own clock: what became late or lost, and what changes by itself."""
        changed = self._mark()
        now = self._wall()
        for channel in self.channels.values():
            if changed:
                channel.touch_sources(changed)
            channel.touch_due(now)

    def _mark(self) -> set[SourceKey]:
        """Judge every source anew; return those that are judged otherwise than before."""
        if self.spec is None:
            return set()
        confirmed = self._ages.confirmed
        marks: dict[SourceKey, Mark] = {
            key: (trust, None if trust is Trust.FRESH else confirmed.get(key))
            for key, trust in doubted(self.spec, self._facts, self._ages.trust(self.spec)).items()
        }
        changed = {
            key
            for key in marks.keys() | self._marks.keys()
            if marks.get(key) != self._marks.get(key)
        }
        self._marks = marks
        if changed:
            self._memo.clear()
        return changed
