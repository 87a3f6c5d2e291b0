"""What a stream doubts itself is late at once; what a server cannot supply is never."""

from __future__ import annotations

from tests.projections.scenes import LOST, NOW, agent, of_agent, of_queue, queue, said, scene, site
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind
from wallboard.projections.figure_value import Status
from wallboard.projections.resolution import figure_of

QUEUE = [EntityKey("trio", Kind.QUEUE, "1")]
AGENT = [EntityKey("trio", Kind.AGENT, "7")]
SPEC = site(queue("1", "trio"), queue("2", "trio"), agent("7", "trio"))


def test_until_the_snapshots_are_in_all_that_the_stream_said_is_late() -> None:
    channel = said("trio", Kind.SOURCE, "channel", late_since=NOW - 3)
    one = scene(SPEC, of_queue("trio", "1", answered=7), of_agent("trio", "7", state="available"),
                channel)  # fmt: skip
    for field, aliases in (("answered", QUEUE), ("state", AGENT)):
        figure = figure_of(one, field, aliases)
        assert (figure.status, figure.known) == (Status.LATE, True)


def test_another_job_of_the_account_is_not_in_doubt() -> None:
    channel = said("trio", Kind.SOURCE, "channel", job="events", late_since=NOW - 3)
    one = scene(SPEC, of_queue("trio", "1", answered=7), channel)
    assert figure_of(one, "answered", QUEUE).status is Status.FRESH


def test_a_node_whose_link_is_down_makes_its_own_people_and_queues_late() -> None:
    one = scene(
        SPEC,
        of_queue("trio", "1", answered=7, late_since=NOW - 40),
        of_queue("trio", "2", answered=8),
    )
    late = figure_of(one, "answered", QUEUE)
    assert (late.status, late.value, late.since) == (Status.LATE, 7, NOW - 40)
    other = [EntityKey("trio", Kind.QUEUE, "2")]
    assert figure_of(one, "answered", other).status is Status.FRESH


def test_what_is_lost_is_not_made_better_by_a_doubt() -> None:
    channel = said("trio", Kind.SOURCE, "channel", late_since=NOW - 3)
    one = scene(SPEC, of_queue("trio", "1", answered=7), channel, ages={"trio": LOST})
    assert figure_of(one, "answered", QUEUE).status is Status.LOST


def test_what_this_server_cannot_supply_for_a_queue_is_never_and_not_unknown() -> None:
    said_of_it = of_queue("trio", "1", answered=7, never="contacts_waiting longest_wait_since")
    one = scene(SPEC, said_of_it, of_queue("trio", "2", answered=7))
    assert figure_of(one, "contacts_waiting", QUEUE).status is Status.NEVER
    assert figure_of(one, "expected_wait_seconds", QUEUE).status is Status.UNKNOWN
    other = [EntityKey("trio", Kind.QUEUE, "2")]
    assert figure_of(one, "contacts_waiting", other).status is Status.UNKNOWN
