"""What the house knows of a vendor without speaking to it: jobs, settings, what it can supply.

The rows live in the vendor folders and are gathered by `connectors/registry.py`. Boards and the
admin reach them through the setting `WALLBOARD_VENDORS` (a dotted name), so that no room to the
left imports a connector (docs/decisions/0001-vendor-catalogue-by-setting.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wallboard.domain.observation import Kind


class Origin(StrEnum):
    """How a job comes to know what it says, the best first: who is told at once is believed before
    who asks now and then, and that before a schedule's second-hand view of the same thing."""

    EVENTS = "events"
    POLLED = "polled"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of an account beyond its address and secrets, shown as a form field."""

    key: str
    label: str
    default: str | int | float | bool
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secret:
    """One write-only secret of an account."""

    key: str
    label: str
    help: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """Something a connector does on its own cadence, under its own lease.

    `needs` is the key of an option: the job is on only where the account says yes to it.
    `supplies` is what the account can supply only while this job is on. A `stream` is not polled
    but read without end (`connectors/streams.py`); its cadence is what it confirms at least, the
    keepalive of its channel. `origin`, where it differs from what a stream or a poll is by itself,
    says before whom this job is believed (`projections/standing.py`).
    """

    name: str
    label: str
    cadence_seconds: float
    minimum_seconds: float
    kinds: frozenset[Kind]
    timeout_seconds: float = 20.0  # total; the lease lives 2 s longer
    on_by_default: bool = True
    needs: str = ""
    supplies: Mapping[Kind, frozenset[str]] = field(default_factory=dict, hash=False)
    stream: bool = False
    origin: Origin | None = None

    @property
    def comes_by(self) -> Origin:
        return self.origin or (Origin.EVENTS if self.stream else Origin.POLLED)


@dataclass(frozen=True, slots=True)
class VendorSpec:
    """One row of the registry: all that admin, runner and docs need to know of a vendor."""

    vendor: str
    label: str
    jobs: tuple[Job, ...]
    secrets: tuple[Secret, ...]
    options: tuple[Option, ...]
    # A metric that is neither here nor with a job that is on is *never*, not unknown.
    supplies: Mapping[Kind, frozenset[str]]
    address_help: str
    default_mapping: Mapping[str, Any] = field(default_factory=dict)

    def job(self, name: str) -> Job:
        return next(job for job in self.jobs if job.name == name)

    def is_on(self, job: Job, switches: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
        """By an account's switches (job → on or off) and options; both lack what is default."""
        if not switches.get(job.name, job.on_by_default):
            return False
        if not job.needs:
            return True
        default = next(option.default for option in self.options if option.key == job.needs)
        return bool(options.get(job.needs, default))

    def supplied_by(self, jobs_on: Collection[str]) -> dict[Kind, frozenset[str]]:
        """Kind → all fields that an account can supply while these jobs are on."""
        found = dict(self.supplies)
        for job in self.jobs:
            if job.name in jobs_on:
                for kind, fields in job.supplies.items():
                    found[kind] = found.get(kind, frozenset()) | fields
        return found
