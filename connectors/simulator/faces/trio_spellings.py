"""How each Trio dialect spells each source; a source without a row is spelled without underscores.

The `*_OWN` tables give the members for a resource's own id and name.
"""

LOWER_WORDS = {
    "longest_wait": "longestwaitingtime", "expected_wait": "estimatedwaitingtime",
    "closed_reason": "closedreason", "queue_length": "queuelength",
    "agents_staffed": "agentsloggedon", "agents_available": "agentsidle",
    "agents_ringing": "agentsalerting", "agents_on_contact": "agentsincall",
    "agents_on_hold": "agentsheld", "agents_wrap_up": "agentsclerical",
    "agents_paused": "agentsabsent", "agents_busy_other": "agentsothercall",
    "offered": "callsoffered", "answered": "callsanswered", "abandoned": "callsabandoned",
    "abandoned_short": "callsabandonedshort", "answered_in_threshold": "callsansweredwithin",
    "abandoned_in_threshold": "callsabandonedwithin", "handled": "callshandled",
    "wait_sum": "totalwaitingtime", "talk_sum": "totaltalktime", "hold_sum": "totalholdtime",
    "wrap_sum": "totalclericaltime", "time_in_state": "timeinstate", "state": "agentstate",
    "reason": "absencereason", "service_id": "serviceid", "service": "servicename",
    "group_id": "groupid", "group": "groupname", "first_name": "firstname",
    "last_name": "lastname", "call_state": "callstate", "waited": "waitingtime",
    "arrived": "arrivaltime", "case_class": "caseclass", "case_type": "casetype",
    "agent_id": "agentid", "handle_sum": "totalhandletime", "customer": "cust",
}  # fmt: skip
LOWER_OWN = {
    "cc": ("ccid", "ccname"), "agent": ("agentid", ""), "agent_state": ("agentid", "agentname"),
    "agent_group": ("agentgroupid", "agentgroupname"), "service": ("serviceid", "servicename"),
    "service_state": ("serviceid", "servicename"),
    "service_group": ("servicegroupid", "servicegroupname"),
}  # fmt: skip

PASCAL_WORDS = {
    "longest_wait": "LongestWaitTime", "expected_wait": "ExpectedWaitTime",
    "closed_reason": "ClosedReason", "queue_length": "QueueLength", "open": "Open",
    "agents_staffed": "AgentsLoggedIn", "agents_available": "AgentsFree",
    "agents_ringing": "AgentsRinging", "agents_on_contact": "AgentsTalking",
    "agents_on_hold": "AgentsOnHold", "agents_wrap_up": "AgentsWrapUp",
    "agents_paused": "AgentsPaused", "agents_busy_other": "AgentsPrivate",
    "offered": "Offered", "answered": "Answered", "abandoned": "Abandoned",
    "abandoned_short": "ShortAbandoned", "answered_in_threshold": "AnsweredInTime",
    "abandoned_in_threshold": "AbandonedInTime", "handled": "Handled",
    "wait_sum": "WaitTimeSum", "talk_sum": "TalkTimeSum", "hold_sum": "HoldTimeSum",
    "wrap_sum": "WrapUpTimeSum", "time_in_state": "TimeInState", "state": "State",
    "reason": "PauseReason", "service_id": "ServiceId", "service": "ServiceName",
    "group_id": "GroupId", "group": "GroupName", "first_name": "FirstName",
    "last_name": "LastName", "call_state": "State", "waited": "WaitTime",
    "arrived": "Arrived", "case_class": "CaseClass", "case_type": "CaseType",
    "agent_id": "AgentId", "handle_sum": "HandleTimeSum", "customer": "CustomerId",
    "jobno": "JobNo", "age": "Age", "header": "Header", "vid": "Vid", "caller": "Caller",
    "media": "Media", "description": "Description", "signature": "Signature",
    "extension": "Extension",
}  # fmt: skip
PASCAL_OWN = {
    "cc": ("Id", "Name"), "agent": ("AgentId", ""), "agent_state": ("AgentId", "AgentName"),
    "agent_group": ("Id", "Name"), "service": ("ServiceId", "ServiceName"),
    "service_state": ("ServiceId", "ServiceName"), "service_group": ("Id", "Name"),
}  # fmt: skip

ODD_WORDS = {
    "longest_wait": "oldest", "expected_wait": "eta", "closed_reason": "why", "queue_length": "inq",
    "open": "isopen", "agents_staffed": "crew", "agents_available": "ready",
    "agents_ringing": "ding", "agents_on_contact": "talkers", "agents_on_hold": "parked",
    "agents_wrap_up": "acw", "agents_paused": "nr", "agents_busy_other": "misc",
    "offered": "in_today", "answered": "taken", "abandoned": "lost", "abandoned_short": "lost_s",
    "answered_in_threshold": "taken_sla", "abandoned_in_threshold": "lost_sla",
    "handled": "done", "wait_sum": "w_ms", "talk_sum": "t_ms", "hold_sum": "h_ms",
    "wrap_sum": "acw_ms", "time_in_state": "since_ms", "state": "st", "reason": "cause",
    "service_id": "sid", "service": "stitle", "group_id": "gid", "group": "gtitle",
    "first_name": "fn", "last_name": "sn", "call_state": "phase", "waited": "wait_ms",
    "arrived": "came", "case_class": "cls", "case_type": "typ", "agent_id": "aid",
    "handle_sum": "busy_ms", "jobno": "job", "age": "age_ms", "customer": "cust",
    "media": "chan", "signature": "sig", "extension": "ext", "caller": "ani", "header": "subj",
}  # fmt: skip
ODD_OWN = {
    "cc": ("ccid", "title"), "agent": ("aid", ""), "agent_state": ("aid", "who"),
    "agent_group": ("gid", "title"), "service": ("sid", "title"),
    "service_state": ("sid", "title"), "service_group": ("gid", "title"),
}  # fmt: skip
