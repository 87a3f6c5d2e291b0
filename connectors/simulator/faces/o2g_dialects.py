"""O2G's open spellings: where the documents are silent, and what its own clients disagree about."""

from dataclasses import dataclass

SERVICES = (
    "subscriptions", "telephony", "users", "directory", "maintenance", "routing", "eventSummary",
    "acdAgent", "acdPilotMonitoring", "acdRealTime",
)  # fmt: skip
"""In the order of a session's answer; the last two only where they are offered."""

_PATHS = {
    "subscriptions": "/subscriptions", "telephony": "/telephony", "users": "/users",
    "directory": "/directory", "maintenance": "/system", "routing": "/routing",
    "eventSummary": "/eventSummary", "acdAgent": "/acd/agent",
    "acdPilotMonitoring": "/acd/pilot/monitoring", "acdRealTime": "/acd/rti",
}  # fmt: skip
_NEWER_PATHS = {
    **_PATHS,
    "telephony": "/telephony/basicCall", "maintenance": "/system/status",
    "acdPilotMonitoring": "/acd/monitoring/pilots", "acdRealTime": "/acd/realtime",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class O2gDialect:
    """`acd_always`: acdCallData in each event of a call, else in the first only. `sparse`: nothing
    optional is sent. `defaults`: false and null are written out. `name_case`: lower or mixed."""

    name: str
    acd_always: bool
    sparse: bool
    defaults: bool
    group_as_number: bool
    name_case: str
    slash: bool
    version: tuple[str, str]
    newer: bool
    paths: dict[str, str]

    def path_of(self, service: str) -> str:
        return self.paths[service] if self.slash else self.paths[service].lstrip("/")

    def name_of(self, service: str) -> str:
        return service.lower() if self.name_case == "lower" else service[0].upper() + service[1:]


CAPTURE = O2gDialect(
    name="capture", acd_always=True, sparse=False, defaults=False, group_as_number=False,
    name_case="lower", slash=True, version=("2.7", "005.001"), newer=False, paths=_PATHS,
)  # fmt: skip
"""`capture` (default): as a real server's captures show it."""

SPARSE = O2gDialect(
    name="sparse", acd_always=False, sparse=True, defaults=False, group_as_number=True,
    name_case="mixed", slash=False, version=("2.2", "001.004"), newer=False, paths=_PATHS,
)  # fmt: skip
"""`sparse`: the least that the cardinalities of the document allow."""

NEWER = O2gDialect(
    name="newer", acd_always=True, sparse=False, defaults=True, group_as_number=False,
    name_case="mixed", slash=True, version=("2.7", "005.001"), newer=True, paths=_NEWER_PATHS,
)  # fmt: skip
"""`newer`: members and events that only newer clients know; false and null written out."""

DIALECTS = {dialect.name: dialect for dialect in (CAPTURE, SPARSE, NEWER)}
