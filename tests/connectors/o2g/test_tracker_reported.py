"""What O2G reports beside its agents' events: RTI, monitored pilots, the system."""

from __future__ import annotations

from tests.connectors.o2g.telling import ACD, ALL, LOGIN, OTHER, T0, Told, call, fixture
from wallboard.domain.observation import Kind, Qualifier


def test_rti_tells_changes_of_single_attributes() -> None:
    events = fixture("rti")
    told = Told(ALL).tell(events[0])
    said = told.queue("queue:62001")
    assert (said["contacts_waiting"], said["expected_wait_seconds"]) == (3, 60)
    assert said["longest_wait_since"] == T0 + 10 - 42
    told.tell(events[1])
    said = told.queue("queue:62001")
    assert (said["contacts_waiting"], said["longest_wait_since"]) == (2, T0 + 10 - 42)
    told.tell(events[2])
    assert told.queue("queue:62001")["contacts_waiting"] == 0
    assert "longest_wait_since" not in told.queue("queue:62001")


def test_which_attribute_is_the_longest_wait_can_be_chosen() -> None:
    told = Told(ALL, longest_wait="longestWaitingTimeInList").tell(fixture("rti")[0])
    assert told.queue("queue:62001")["longest_wait_since"] == T0 + 10 - 300


def test_a_pilots_own_service_level_is_as_reported() -> None:
    told = Told(ALL).tell(fixture("rti")[3])
    level = told.values(Kind.QUEUE, "pilot:60141")["service_level"]
    assert (level.raw, level.qualifier) == (0.835, Qualifier.AS_REPORTED)
    assert level.parameters == {"by": "OXE"}
    assert told.queue()["open"] == "open"


def test_idle_and_not_free_means_available() -> None:
    told = Told(ALL).tell(fixture("rti")[4])
    said = told.queue("group:61001")
    assert (said["staffed"], said["available"], said["paused"]) == (9, 4, 2)
    assert (said["contacts_waiting"], said["wrap_up"]) == (2, 1)


def test_rti_knows_since_when_a_state_lasts_that_a_snapshot_found() -> None:
    told = Told(ALL).tell(fixture("agent_states")[0])
    told.tracker.people.learn_user(LOGIN, fixture("user"))
    told.tell(fixture("rti")[5])
    since = told.values(Kind.AGENT, LOGIN)["state_since"]
    assert (since.raw, since.qualifier) == (1_772_958_600.0, Qualifier.EXACT)  # 09:30 at the site
    assert told.values(Kind.AGENT, LOGIN)["handled"].qualifier is Qualifier.AS_REPORTED
    assert told.agent()["withdrawn_seconds"] == 600


def test_unknown_words_of_rti_are_told() -> None:
    told = Told(ALL).tell(
        {"eventName": "OnAgentRtiChanged", "number": "1", "phoneState": "Juggling"},
        {"eventName": "OnPilotRtiChanged", "number": "2", "state": "Ajar"},
    )
    assert set(told.findings.words) == {
        ("phone state (RTI)", "Juggling"),
        ("pilot state (RTI)", "Ajar"),
    }
    assert told.queue("pilot:2")["open"] == "unknown"


def test_a_server_without_rti_and_pilots_never_knows_who_waits() -> None:
    told = Told().tell(*fixture("acd_call"))
    never = told.queue()["never"].split()
    assert "contacts_waiting" in never
    assert "answered" not in never
    assert "contacts_waiting" not in Told(ALL).tell(*fixture("acd_call")).queue()["never"].split()


def queued(ref: str, number: int, queue: str = "62001") -> dict[str, object]:
    return {"eventName": "OnPilotCallQueued", "pilot": "60141", "queue": queue, "callRef": ref,
            "numberOfQueued": number}  # fmt: skip


def removed(ref: str) -> dict[str, object]:
    return {"eventName": "OnPilotCallRemoved", "pilot": "60141", "callRef": ref}


def waiting(told: Told) -> tuple[object, object]:
    return tuple(told.queue(row)["contacts_waiting"] for row in ("pilot:60141", "queue:62001"))


def test_calls_whose_end_was_lost_leave_when_the_queue_is_told_to_be_shorter() -> None:
    told = Told(ALL).tell(queued("x", 1), queued("y", 2), queued("z", 3))
    assert waiting(told) == (3, 3)
    told.tell(queued("w", 1), seconds=3600.0)
    assert waiting(told) == (1, 1)
    assert told.queue()["longest_wait_since"] == told.at
    told.tell(queued("v", 0))  # it waits itself, whatever is told
    assert waiting(told) == (1, 1)


def test_a_call_that_is_told_again_shortens_no_queue() -> None:
    told = Told(ALL).tell(queued("x", 1), queued("y", 2), queued("x", 1))
    assert waiting(told) == (2, 2)
    assert told.queue()["longest_wait_since"] == T0 + 10


def test_a_call_that_goes_on_to_another_queue_leaves_the_first() -> None:
    told = Told(ALL).tell(queued("x", 1), queued("x", 1, "62002"))
    assert waiting(told) == (1, 0)
    assert told.queue("queue:62002")["contacts_waiting"] == 1
    told.tell(removed("x"))
    assert waiting(told) == (0, 0)
    assert told.queue("queue:62002")["contacts_waiting"] == 0


def test_calls_of_before_leave_their_queue_too_and_each_of_them_once() -> None:
    told = Told(ALL).tell(queued("n", 4))
    told.tell(removed("s1"), removed("s1"))
    assert waiting(told) == (1, 3)
    told.tell(removed("s2"), removed("s3"), removed("n"), removed("n"))
    assert waiting(told) == (0, 0)
    waits = [told.values(Kind.QUEUE, row)["contacts_waiting"].qualifier
             for row in ("pilot:60141", "queue:62001")]  # fmt: skip
    assert waits == [Qualifier.EXACT] * 2


def test_where_nobody_waits_there_is_no_longest_wait() -> None:
    told = Told(ALL).tell(queued("x", 1))
    told.tell({"eventName": "OnPilotRtiChanged", "number": "60141", "nbOfWaitingCalls": 0})
    assert told.queue()["contacts_waiting"] == 0
    assert "longest_wait_since" not in told.queue()


def test_calls_that_came_before_we_looked_are_counted_by_the_queue() -> None:
    events = fixture("pilot_calls")
    told = Told(ALL).tell(*events[:3])
    pilot, queue = told.queue(), told.queue("queue:62001")
    assert (pilot["contacts_waiting"], queue["contacts_waiting"]) == (2, 4)
    waiting = told.values(Kind.QUEUE, "pilot:60141")["contacts_waiting"]
    assert waiting.qualifier is Qualifier.AT_LEAST
    assert told.queue()["longest_wait_since"] == T0 + 20
    told.tell(*events[3:])
    assert told.queue()["contacts_waiting"] == 1
    assert told.queue()["longest_wait_since"] == T0 + 30


def test_after_lost_events_nobody_knows_who_waits_until_somebody_is_queued() -> None:
    told = Told(ALL).tell(*fixture("pilot_calls")[:3])
    told.tracker.missed(told.at)
    told.keep()
    assert "contacts_waiting" not in told.queue()


def test_a_link_that_is_down_makes_its_node_late_and_no_other() -> None:
    told = Told().tell(fixture("agent_states")[0], *fixture("acd_call")[:4])
    told.tracker.people.learn_user(LOGIN, fixture("user"))
    told.tracker.read_nodes(fixture("status")["pbxs"], told.at)
    told.keep()
    assert "late_since" not in told.agent()
    assert told.tracker.nodes.notes["link 2"]
    told.tell(fixture("system_events")[0])
    assert told.agent()["late_since"] == told.at
    told.tell(fixture("system_events")[0])
    assert told.agent()["late_since"] == told.at - 10
    told.tell(fixture("system_events")[1])
    assert "late_since" not in told.agent()


def counts(told: Told) -> Qualifier:
    return told.values(Kind.QUEUE, "pilot:60141")["answered"].qualifier


def link(state: str, node: str = "1") -> dict[str, str]:
    return {"eventName": f"OnCtiLink{state}", "nodeId": node}


def test_what_was_counted_over_a_dead_link_is_at_least() -> None:
    told = Told().tell(*fixture("acd_call"))
    assert counts(told) is Qualifier.EXACT
    told.tell(link("Down"))
    assert counts(told) is Qualifier.AT_LEAST
    told.tracker.turn(told.at)
    told.keep()
    assert counts(told) is Qualifier.AT_LEAST  # it is still down
    told.tell(link("Up"), seconds=3600.0)
    assert counts(told) is Qualifier.AT_LEAST
    assert told.values(Kind.SOURCE, "node:1")["counted_since"].raw == told.at
    told.tracker.turn(told.at + 60)
    told.keep()
    assert counts(told) is Qualifier.EXACT
    told.tell(link("Up"))
    assert counts(told) is Qualifier.EXACT


def test_a_link_that_comes_back_had_been_down_whether_that_was_told_or_not() -> None:
    told = Told().tell(*fixture("acd_call"), link("Up"))
    assert counts(told) is Qualifier.AT_LEAST


def test_a_link_that_is_found_down_is_a_gap_and_one_that_is_found_up_is_none() -> None:
    told = Told().tell(*fixture("acd_call"))
    told.tracker.read_nodes([{"nodeId": "1", "ctiLinkState": "CONNECTED_MAIN"}], told.at)
    told.keep()
    assert counts(told) is Qualifier.EXACT
    told.tracker.read_nodes([{"nodeId": "1", "ctiLinkState": "DISCONNECTED"}], told.at)
    told.keep()
    assert counts(told) is Qualifier.AT_LEAST


def handled(told: Told, login: str) -> Qualifier:
    return told.values(Kind.AGENT, login)["handled"].qualifier


def of_three_nodes() -> Told:
    """Agents of node 1, of node 2, and of one that was not told."""
    told = Told()
    up = [{"nodeId": node, "ctiLinkState": "CONNECTED_MAIN"} for node in (1, 2)]
    told.tracker.read_nodes(up, told.at)
    for login, node in ((LOGIN, "1"), (OTHER, "2"), ("oxe19143", "")):
        told.tracker.people.learn_user(login, {"nodeId": node})
        told.tell({**fixture("acd_call")[0], "loginName": login})
    return told.tell(call(OTHER, "a", "ACTIVE", ACD))


def qualifiers(told: Told) -> list[Qualifier]:
    return [counts(told), *(handled(told, login) for login in (LOGIN, OTHER, "oxe19143"))]


EXACT, AT_LEAST = Qualifier.EXACT, Qualifier.AT_LEAST


def test_a_dead_link_is_a_gap_of_its_nodes_people_and_of_all_that_may_be_of_it() -> None:
    told = of_three_nodes()
    assert qualifiers(told) == [EXACT] * 4
    told.tell(link("Down"))
    # Which nodes' people answer a pilot's contacts, no document tells.
    assert qualifiers(told) == [AT_LEAST, AT_LEAST, EXACT, AT_LEAST]
    told.tell(link("Up"))
    assert qualifiers(told) == [AT_LEAST, AT_LEAST, EXACT, AT_LEAST]
    told.tracker.turn(told.at + 60)
    told.keep()
    assert qualifiers(told) == [EXACT] * 4


def test_over_midnight_a_dead_link_of_any_node_leaves_pilots_at_least() -> None:
    told = of_three_nodes().tell(link("Down"))
    told.tracker.turn(told.at + 60)
    told.tell(call(OTHER, "b", "ACTIVE", ACD))  # the last who answered is of the other node
    assert qualifiers(told) == [AT_LEAST, AT_LEAST, EXACT, AT_LEAST]


def test_a_node_whose_link_nothing_was_told_of_may_be_any() -> None:
    told = of_three_nodes()
    told.tracker.people.learn_user(OTHER, {"nodeId": "02"})
    told.tell(link("Down"))
    assert qualifiers(told) == [AT_LEAST] * 4


def test_a_link_of_no_named_node_is_a_gap_of_everybody() -> None:
    told = of_three_nodes().tell(link("Down", ""), link("Up", ""))
    assert qualifiers(told) == [AT_LEAST] * 4


def test_a_licence_that_expires_is_told_in_words() -> None:
    told = Told().tell(*fixture("system_events"))
    assert told.tracker.nodes.notes["licence"] == (
        "The licence of O2G expires in 12 days. License file expires soon"
    )
    told.tell({"eventName": "OnLicenseExpiration", "message": "", "nbDays": -3})
    assert told.tracker.nodes.notes["licence"] == "The licence of O2G expired 3 days ago."


def test_until_the_snapshots_are_in_the_channel_says_that_all_is_late() -> None:
    told = Told().tell(fixture("agent_states")[0])
    told.tracker.begin_snapshot(told.at + 5)
    told.keep()
    assert told.values(Kind.SOURCE, "channel")["late_since"].raw == told.at + 5
    told.tracker.end_snapshot(told.at + 5, [LOGIN])
    told.keep()
    assert "late_since" not in told.values(Kind.SOURCE, "channel")
