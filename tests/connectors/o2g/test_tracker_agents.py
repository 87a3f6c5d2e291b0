"""One agent: from what was told of her to the one state."""

from __future__ import annotations

import pytest

from tests.connectors.o2g.telling import LOGIN, T0, Told, call, fixture
from wallboard.domain.observation import Kind, Qualifier


def test_each_main_and_sub_state_is_one_of_ours() -> None:
    assert Told().states(fixture("agent_states")) == [
        "available", "paused", "paused", "paused", "busy_other", "wrap_up", "wrap_up", "wrap_up",
        "wrap_up", "wrap_up", "wrap_up", "wrap_up", "logged_out", "unknown", "unknown", "unknown",
    ]  # fmt: skip


def test_each_kind_of_pause_keeps_its_own_reason() -> None:
    told = Told()
    reasons = []
    for event in fixture("agent_states")[:5]:
        told.tell(event)
        reasons.append(told.agent().get("reason"))
    assert reasons == [None, "Withdrawn", "Pause", "Out of group", None]


def test_a_withdrawal_has_its_reasons_text_as_soon_as_the_group_has_told_it() -> None:
    told = Told().tell(fixture("agent_withdrawn"))
    assert told.agent()["reason"] == "Withdrawn (3)"
    assert told.tracker.people.groups() == {"61001": LOGIN}
    told.tracker.people.learn_reasons("61001", {1: "Lunch", 3: "Möte"})
    told.keep()
    assert told.agent()["reason"] == "Möte"


@pytest.mark.parametrize("flag", [True, "True", 1, "1"])
def test_a_flag_is_one_however_it_is_written(flag: object) -> None:
    state = {"mainState": "LOG_ON", "withdrawn": flag}
    told = Told().tell({"eventName": "OnAgentStateChanged", "loginName": LOGIN, "state": state})
    assert told.agent()["state"] == "paused"
    queue = {"pilotNumber": "60141", "queueData": {"waitingTime": 30, "saturated": flag}}
    assert told.tell(call(LOGIN, "a", "DIALING", queue)).queue()["saturated"] is True


def test_the_clients_spelling_of_withdrawn_is_read_too() -> None:
    assert Told().tell(fixture("agent_withdrawn_client_spelling")).agent()["state"] == "paused"


def test_busy_without_a_call_says_that_its_kind_is_not_known() -> None:
    told = Told().tell(fixture("agent_states")[4])
    state = told.values(Kind.AGENT, LOGIN)["state"]
    assert (state.raw, state.parameters) == ("busy_other", {"remark": "kind of call not known"})


def test_an_acd_call_refines_the_state_at_every_step() -> None:
    assert Told().states(fixture("acd_call")) == [
        "available", "ringing", "ringing", "on_contact", "on_hold", "on_contact", "busy_other",
        "busy_other", "wrap_up", "available",
    ]  # fmt: skip


def test_legs_alone_tell_the_state_of_a_call() -> None:
    states = Told().states(fixture("acd_call_legs_only"))
    assert states == ["available", "ringing", "on_contact"]


def test_a_contact_names_its_queue_while_it_lasts() -> None:
    told = Told().tell(*fixture("acd_call")[:4])
    assert told.agent()["queue"] == "pilot:60141"
    told.tell(*fixture("acd_call")[4:])
    assert "queue" not in told.agent()


def test_a_private_call_of_an_agent_is_busy_otherwise_and_of_somebody_logged_off_nothing() -> None:
    ready = fixture("agent_states")[0]
    off = fixture("agent_states")[12]
    created, modified = fixture("capture_private_call")[3:5]
    told = Told().tell(ready, created)
    assert told.agent()["state"] == "ringing"
    told.tell(modified)
    assert told.agent()["state"] == "busy_other"
    told.tell(off)
    assert told.agent()["state"] == "logged_out"


def test_somebody_with_a_phone_who_is_no_agent_is_not_on_the_board() -> None:
    told = Told().tell(*fixture("capture_private_call"))
    assert told.agent() == {}
    assert told.findings.left_out == []
    assert not told.findings.words


def test_acd_active_beats_held_beats_ringing_beats_any_other_call() -> None:
    acd = fixture("acd_call")[3]["callData"]["acdCallData"]
    busy = {**fixture("agent_states")[0]}

    def call(ref: str, state: str, is_acd: bool) -> dict[str, object]:
        data = {"state": state, "acdCallData": acd if is_acd else None}
        return {"eventName": "OnCallCreated", "loginName": LOGIN, "callRef": ref, "callData": data}

    told = Told()
    order = [
        (call("a", "ACTIVE", False), "busy_other"),
        (call("b", "RINGING_INCOMING", False), "ringing"),
        (call("c", "HELD", True), "on_hold"),
        (call("d", "ACTIVE", True), "on_contact"),
        (call("e", "RINGING_INCOMING", True), "on_contact"),
        (call("f", "HELD", False), "on_contact"),
    ]
    told.tell(busy)
    assert told.states([event for event, _ in order]) == [state for _, state in order]


def test_an_unknown_word_is_unknown_and_told() -> None:
    told = Told()
    states = told.states(fixture("unknown_words")[:2])
    told.tell(*fixture("unknown_words")[2:])
    assert states == ["unknown", "unknown"]
    assert set(told.findings.words) == {
        ("agent sub state", "DANCING"),
        ("agent main state", "LOG_SIDEWAYS"),
        ("media state", "WOBBLING"),
        ("event", "OnSomethingNew"),
    }


def test_misshapen_events_are_left_out_and_told_and_change_nothing() -> None:
    events = fixture("misshapen")
    told = Told().tell(events[0])
    before = told.agent()
    told.tell(*events[1:])
    assert told.agent() == before
    assert len(told.findings.left_out) == len(events) - 1


def test_a_state_seen_to_begin_is_exact_and_one_that_was_found_is_at_least() -> None:
    told = Told()
    told.tracker.begin_snapshot(T0)
    told.tell(fixture("agent_states")[0])
    since = told.values(Kind.AGENT, LOGIN)["state_since"]
    assert (since.raw, since.qualifier) == (T0 + 10, Qualifier.AT_LEAST)
    told.tracker.end_snapshot(T0, [LOGIN])
    told.tell(fixture("agent_states")[1])
    since = told.values(Kind.AGENT, LOGIN)["state_since"]
    assert (since.raw, since.qualifier) == (T0 + 20, Qualifier.EXACT)
    told.tell(fixture("agent_states")[2])
    assert told.values(Kind.AGENT, LOGIN)["state_since"].raw == T0 + 20


def test_help_is_asked_by_the_agent_on_both_copies_and_cancelled_by_either() -> None:
    for by_number in (False, True):
        told = Told()
        if by_number:
            people = told.tracker.people
            people.learn_user(LOGIN, fixture("user"))
            people.learn_config(LOGIN, fixture("agent_config"))
            people.learn_user("oxe1000", {"companyPhone": "1000"})
            people.learn_config("oxe1000", fixture("supervisor_config"))
        events = fixture("supervisor_help")
        told.tell(*events[:4])
        if by_number:
            assert told.agent()["help_requested_since"] == T0 + 30
            assert "help_requested_since" not in told.agent("oxe1000")
        assert told.agent().get("help_requested_since") is not None
        told.tell(events[4] if by_number else events[5], *([] if by_number else [events[4]]))
        assert "help_requested_since" not in told.agent()
        assert "help_requested_since" not in told.agent("oxe1000")


def test_help_ends_when_the_agent_logs_off() -> None:
    told = Told().tell(fixture("supervisor_help")[0], fixture("supervisor_help")[3])
    assert told.agent()["help_requested_since"]
    told.tell(fixture("agent_states")[12])
    assert "help_requested_since" not in told.agent()


def test_names_numbers_groups_and_skills_come_from_the_directory_calls() -> None:
    told = Told().tell(fixture("agent_states")[0])
    told.tracker.people.learn_user(LOGIN, fixture("user"))
    told.tracker.people.learn_config(LOGIN, fixture("agent_config"))
    told.keep()
    said = told.agent()
    assert (said["name"], said["number"], said["node"]) == ("Åsa Öberg", "19141", "1")
    assert (said["groups"], said["skills"], said["supervisor"]) == ("61001, 61002", "600:3", False)
    told.tell(fixture("skills")[0])
    assert told.agent()["skills"] == "600:3"
    told.tell(fixture("skills")[1])
    assert told.agent()["skills"] == "600:2"
    told.tell({"eventName": "OnUserInfoChanged", "loginName": LOGIN,
               "user": {**fixture("user"), "lastName": "Åberg"}})  # fmt: skip
    assert told.agent()["name"] == "Åsa Åberg"
