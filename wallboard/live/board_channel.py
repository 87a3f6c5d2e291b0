"""One board as all its viewers see it: projected once, compared, encoded once, handed to each.

There is one per (board, policy). A change touches the widgets that show it; what is touched is
projected and sent at once when the board was idle, else at the end of the gap between two frames.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog

from wallboard.domain.board import BoardSpec, SiteSpec
from wallboard.domain.facts import EntityKey, SourceKey, Version
from wallboard.domain.observation import Kind
from wallboard.domain.policy import Policy
from wallboard.live import protocol
from wallboard.live.counters import Counts
from wallboard.live.limits import Limits
from wallboard.live.protocol import Event
from wallboard.live.viewer import Viewer
from wallboard.projections.alerts_shown import alerts_shown
from wallboard.projections.curves import Curve
from wallboard.projections.layout import layout_of, sources_shown
from wallboard.projections.patches import diff, diff_rows
from wallboard.projections.registry import Bound, bind
from wallboard.projections.scene import Scene
from wallboard.projections.source_health import source_rows
from wallboard.state.alerts import Rows

log = structlog.get_logger(__name__)


class BoardChannel:
    """`scene`, `version` and `alerts` are asked whenever a frame is made."""

    def __init__(
        self,
        board: BoardSpec,
        scene: Callable[[], Scene],
        version: Callable[[], Version | None],
        alerts: Callable[[], Rows],
        limits: Limits,
        counts: Counts,
        policy: Policy,
    ) -> None:
        self.board = board
        self.policy = policy
        self.frame = 0
        self.viewers: set[Viewer] = set()
        self.views: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, Any] = {}
        self.alerts: dict[str, Any] = {}
        self._scene = scene
        self._version = version
        self._alerts_of_site = alerts
        self._limits = limits
        self._counts = counts
        self._site: SiteSpec | None = None
        self._loop = asyncio.get_running_loop()
        self._widgets: dict[str, Bound] = {}
        self._layout: dict[str, Any] = {}
        self._of_entity: dict[EntityKey, set[str]] = {}
        self._of_source: dict[tuple[str, Kind], set[str]] = {}
        self._of_all_sources: set[str] = set()
        self._of_curve: dict[Curve, set[str]] = {}
        self._shown_sources: frozenset[str] = frozenset()
        self._due: dict[str, float] = {}
        self._pending: set[str] = set()
        self._pending_sources = False
        self._pending_alerts = False
        self._pending_snapshot = False
        self._timer: asyncio.TimerHandle | None = None
        self._framed_at = float("-inf")
        self._encoded: tuple[int, int, Event] | None = None

    @property
    def lists_people(self) -> bool:
        return any(bound.type.lists_people for bound in self._widgets.values())

    # -- what is shown ------------------------------------------------------------------------

    def configure(self, board: BoardSpec, site: SiteSpec) -> None:
        """Index what the widgets depend on; the next frame is a snapshot."""
        self.board = board
        self._site = site
        self._widgets = {widget.id: bind(widget) for widget in board.widgets}
        self._of_entity, self._of_source, self._of_all_sources = {}, {}, set()
        self._of_curve = {}
        for id_, bound in self._widgets.items():
            for entity in bound.entities_of(site):
                self._of_entity.setdefault(entity, set()).add(id_)
                self._of_source.setdefault((entity.account, entity.kind), set()).add(id_)
            if bound.type.all_sources:
                self._of_all_sources.add(id_)
            for curve in bound.curves:
                self._of_curve.setdefault(curve, set()).add(id_)
        depended_on = {account for account, _ in self._of_source}
        self._shown_sources = sources_shown(site, depended_on, bool(self._of_all_sources))
        self._layout = layout_of(board, site, self._widgets, self._shown_sources, self.policy)
        self.touch_all()

    def reconfigure(self, board: BoardSpec, site: SiteSpec) -> None:
        """Read again: nothing happens when nothing is otherwise."""
        if board != self.board or site is not self._site:
            self.configure(board, site)

    def touch_all(self) -> None:
        """Everything may be otherwise: the next frame is a snapshot."""
        self._pending_snapshot = True
        self._schedule()

    def touch_entities(self, entities: Iterable[EntityKey]) -> None:
        touched: set[str] = set()
        for entity in entities:
            touched |= self._of_entity.get(entity, set())
            if entity.kind is Kind.SOURCE:
                self._pending_sources = True
                touched |= self._of_all_sources
        self._touch(touched)

    def touch_sources(self, keys: Iterable[SourceKey]) -> None:
        """These are now trusted otherwise."""
        touched = set(self._of_all_sources)
        for key in keys:
            touched |= self._of_source.get((key.account, key.kind), set())
        self._pending_sources = True
        self._touch(touched)

    def touch_alerts(self) -> None:
        self._pending_alerts = True
        self._schedule()

    @property
    def curves(self) -> Iterable[Curve]:
        """Those that its widgets draw."""
        return self._of_curve

    def touch_curves(self, curves: Iterable[Curve]) -> None:
        """These have other points."""
        self._touch({id_ for curve in curves for id_ in self._of_curve.get(curve, ())})

    def touch_due(self, now_at: float) -> None:
        """What changes by the clock alone."""
        self._touch({id_ for id_, at in self._due.items() if at <= now_at})

    def _touch(self, widgets: set[str]) -> None:
        self._pending |= widgets
        if self._pending or self._pending_sources:
            self._schedule()

    # -- viewers ------------------------------------------------------------------------------

    def attach(self, viewer: Viewer) -> None:
        """One snapshot, then whatever follows. While nobody looked, nothing was projected."""
        if not self.viewers:
            self.flush()
        self.viewers.add(viewer)
        viewer.offer(self.frame, self.snapshot())
        self._counts.sent(1)

    def take_over(self, viewer: Viewer, frame: int) -> None:
        """A viewer of another picture of this board, whose newest frame is given. Frames must not
        go back, so all who look at this one get a snapshot with a number beyond both."""
        if frame > self.frame:
            self.frame = frame
        self._pending_snapshot = True
        self.flush()
        self.viewers.add(viewer)
        viewer.turn_to(self.frame, self.snapshot())
        self._counts.sent(1)

    def detach(self, viewer: Viewer) -> None:
        self.viewers.discard(viewer)
        if not self.viewers and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def acknowledge(self, viewer: Viewer, frame: int) -> None:
        if viewer.acknowledge(frame):
            viewer.offer(self.frame, self.snapshot())
            self._counts.sent(1)

    def heartbeat(self, server_at: float) -> None:
        text = protocol.heartbeat(server_at, self.frame)
        self._counts.encoded("heartbeat", text)
        event = protocol.event(text)
        for viewer in self.viewers:
            viewer.say(event)

    # -- frames -------------------------------------------------------------------------------

    def _schedule(self) -> None:
        if self._timer is not None or not self.viewers:
            return
        due_at = self._framed_at + self._limits.frame_gap_seconds
        if self._loop.time() >= due_at:
            self.flush()
        else:
            self._timer = self._loop.call_at(due_at, self.flush)

    def flush(self) -> None:
        """Project what was touched; send one frame if anything is otherwise than before."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        scene = self._scene()
        if self._pending_snapshot:
            self._pending_snapshot = False
            self._flush_snapshot(scene)
        else:
            self._flush_delta(scene)

    def _flush_snapshot(self, scene: Scene) -> None:
        self._pending, self._pending_sources, self._pending_alerts = set(), False, False
        self._due = {}
        self.views = {id_: self._project(id_, scene) for id_ in self._widgets}
        self.sources = source_rows(scene, self._shown_sources)
        self.alerts = self._alerts_shown()
        self._next_frame()
        self._hand_out(self.snapshot())

    def _flush_delta(self, scene: Scene) -> None:
        pending, self._pending = self._pending, set()
        patches: dict[str, Any] = {}
        for id_ in sorted(pending & self._widgets.keys()):
            view = self._project(id_, scene)
            patch = diff(self.views.get(id_, {}), view)
            if patch:
                patches[id_] = patch
                self.views[id_] = view
        sources, alerts = self._changed_sources(scene), self._changed_alerts()
        if not patches and not sources and not alerts:
            return
        self._next_frame()
        text = protocol.delta(
            frame=self.frame,
            version=self._version(),
            server_at=scene.now_at,
            patches=patches,
            sources=sources,
            alerts=alerts,
        )
        self._counts.encoded("delta", text)
        self._hand_out(protocol.event(text))

    def _changed_sources(self, scene: Scene) -> Mapping[str, Any]:
        if not self._pending_sources:
            return {}
        self._pending_sources = False
        rows = source_rows(scene, self._shown_sources)
        changed = diff_rows(self.sources, rows)
        self.sources = rows
        return changed

    def _alerts_shown(self) -> dict[str, Any]:
        if self._site is None:
            return {}
        return alerts_shown(self.board, self._site, self.policy, self._alerts_of_site())

    def _changed_alerts(self) -> Mapping[str, Any]:
        if not self._pending_alerts:
            return {}
        self._pending_alerts = False
        rows = self._alerts_shown()
        changed = diff_rows(self.alerts, rows)
        self.alerts = rows
        return changed

    def _project(self, id_: str, scene: Scene) -> dict[str, Any]:
        """A widget that cannot be projected keeps its picture, and takes no other one with it."""
        self._counts.projected(1)
        try:
            view = self._widgets[id_].view(scene)
        except Exception:
            log.exception("a widget could not be projected", widget=id_, board=self.board.id)
            self._counts.failed()
            return self.views.get(id_, {})
        if view.next_change_at is None:
            self._due.pop(id_, None)
        else:
            self._due[id_] = view.next_change_at
        return view.content

    def _next_frame(self) -> None:
        self.frame += 1
        self._framed_at = self._loop.time()
        self._encoded = None

    def _hand_out(self, event: Event) -> None:
        """The same object to each viewer."""
        viewers = tuple(self.viewers)
        for viewer in viewers:
            if not viewer.offer(self.frame, event):
                self._counts.holding_back()
        self._counts.sent(len(viewers))

    def snapshot(self) -> Event:
        """Encoded once for all who join within one second; later its instant would be old."""
        now_at = self._scene().now_at
        if self._encoded is not None and self._encoded[:2] == (self.frame, int(now_at)):
            return self._encoded[2]
        text = protocol.snapshot(
            frame=self.frame,
            version=self._version(),
            server_at=now_at,
            board=self._layout,
            views=self.views,
            sources=self.sources,
            alerts=self.alerts,
        )
        self._counts.encoded("snapshot", text)
        event = protocol.event(text)
        self._encoded = (self.frame, int(now_at), event)
        return event
