"""Calabrio ONE's open spellings: where the document is silent or contradicts itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalabrioDialect:
    """`*_time`: iso, epoch_s, epoch_ms or text_ms. `timespan_paths`: below /api/rest/."""

    name: str
    start_member: str
    details_as_list: bool
    adherence_time: str
    undefined: str
    agent_id_key: str
    timespan_paths: tuple[str, ...]
    timespan_upper_case: bool
    detail_time: str
    employee_key: str
    newest_first: bool


_SHORT = "schedule/for/timespan"
_LONG = "scheduling/schedule/for/timespan"

LETTER = CalabrioDialect(
    name="letter",
    start_member="scheduledActityStartTime",
    details_as_list=True,
    adherence_time="iso",
    undefined="null",
    agent_id_key="agentId",
    timespan_paths=(_SHORT,),
    timespan_upper_case=True,
    detail_time="text_ms",
    employee_key="employeeID",
    newest_first=False,
)
"""`letter` (default): the document to the letter, slips included: `scheduledActityStartTime`, ISO
times in UTC, timespan at `/api/rest/schedule/for/timespan/`, upper-case types in its reply, times
of schedule/activity/detail as texts of digits, undefined percentages null."""

MODERN = CalabrioDialect(
    name="modern",
    start_member="scheduledActivityStartTime",
    details_as_list=True,
    adherence_time="epoch_ms",
    undefined="absent",
    agent_id_key="id",
    timespan_paths=(_LONG,),
    timespan_upper_case=True,
    detail_time="epoch_ms",
    employee_key="employeeId",
    newest_first=False,
)
"""`modern`: the slips corrected, times in epoch ms, timespan below `scheduling/`, undefined
percentages left out."""

LEGACY = CalabrioDialect(
    name="legacy",
    start_member="scheduledActityStartTime",
    details_as_list=False,
    adherence_time="epoch_s",
    undefined="zero",
    agent_id_key="agentID",
    timespan_paths=(_SHORT, _LONG),
    timespan_upper_case=False,
    detail_time="text_ms",
    employee_key="employeeID",
    newest_first=True,
)
"""`legacy`: `details` is one object (the activity now, or the last begun), times in epoch seconds,
both timespan paths, lower-case types, real-time activities newest first, undefined percentages 0
(which nobody can tell from none: a hard case on purpose)."""

DIALECTS = {dialect.name: dialect for dialect in (LETTER, MODERN, LEGACY)}
