"""The minute rows, from real facts in a real Valkey to rows in the database."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from wallboard.boards.models import Account, Board, Queue, QueueAlias, Site, Widget
from wallboard.domain.observation import Batch, Kind, Observation, Qualifier, Value
from wallboard.history import sampling, tasks
from wallboard.history.models import FigureMinute
from wallboard.projections.figure_value import NEVER, Figure, Remark, Status
from wallboard.state.store import FactStore

NOW = 1_760_000_000.0  # 2025-10-09 08:53:20 UTC
MINUTE = datetime.fromtimestamp(NOW, UTC).replace(second=0)


@pytest.fixture
def site(db):
    return Site.objects.create(name="S", slug="s")


@pytest.fixture
def account(site):
    return Account.objects.create(
        site=site, vendor="trio", name="Trio", base_url="https://trio.test/te/api"
    )


@pytest.fixture
def queue(account):
    queue = Queue.objects.create(site=account.site, name="Växel")
    QueueAlias.objects.create(queue=queue, account=account, external_id="11")
    return queue


def show(site, slug, *metrics, **options):
    board = Board.objects.create(site=site, slug=slug, name=slug)
    for metric in metrics:
        Widget.objects.create(board=board, type="figure", options={"metric": metric, **options})
    return board


@pytest.fixture
def tell(account, queue, redis_client):
    """Apply what a poll would have said of the queue."""

    def tell(at=NOW, **values):
        raws = {name: Value(raw) for name, raw in values.items()}
        seen = Observation(Kind.QUEUE, "11", raws, at, at)
        batch = Batch(str(account.pk), "state", frozenset({Kind.QUEUE}), (seen,), at)
        FactStore(redis_client).apply(str(account.site_id), batch)

    return tell


def rows():
    return {(r.scope, r.metric): (r.value, r.trust) for r in FigureMinute.objects.all()}


def test_every_figure_that_a_board_shows_gets_a_row_for_the_minute(site, queue, tell):
    show(site, "a", "contacts_waiting", "longest_wait_since")
    tell(contacts_waiting=7, longest_wait_since=NOW - 90)
    assert sampling.sample(NOW + 1) == 2
    assert rows() == {
        ("site", "contacts_waiting"): (7.0, "fresh"),
        ("site", "longest_wait_since"): (91.0, "fresh"),  # an instant is kept as its age
    }
    assert {row.minute for row in FigureMinute.objects.all()} == {MINUTE}


def test_a_figure_on_two_boards_is_one_row_and_one_of_a_queue_is_another(site, queue, tell):
    show(site, "a", "contacts_waiting")
    show(site, "b", "contacts_waiting")
    show(site, "c", "contacts_waiting", queues=[str(queue.pk)])
    tell(contacts_waiting=7)
    sampling.sample(NOW)
    assert set(rows()) == {
        ("site", "contacts_waiting"),
        (f"queues:{queue.pk}", "contacts_waiting"),
    }


def test_the_same_minute_twice_changes_nothing_and_the_next_is_added(site, tell):
    show(site, "a", "contacts_waiting")
    tell(contacts_waiting=7)
    sampling.sample(NOW)
    tell(contacts_waiting=9)
    sampling.sample(NOW + 5)
    assert rows() == {("site", "contacts_waiting"): (7.0, "fresh")}
    tell(NOW + 60, contacts_waiting=9)
    sampling.sample(NOW + 60)
    assert [r.value for r in FigureMinute.objects.order_by("minute")] == [7.0, 9.0]


def test_a_lost_figure_is_kept_as_nothing_and_says_so(site, tell):
    show(site, "a", "contacts_waiting")
    tell(contacts_waiting=7)
    sampling.sample(NOW + 300)
    assert rows() == {("site", "contacts_waiting"): (None, "lost")}


def test_after_an_emptied_store_a_figure_is_unknown_not_zero(site, queue, redis_client):
    show(site, "a", "contacts_waiting")
    sampling.sample(NOW)
    assert rows() == {("site", "contacts_waiting"): (None, "unknown")}


def test_an_archived_board_and_a_site_without_boards_give_no_rows(site, tell):
    board = show(site, "a", "contacts_waiting")
    board.archived = True
    board.save()
    Site.objects.create(name="Empty", slug="empty")
    tell(contacts_waiting=7)
    assert sampling.sample(NOW) == 0


def test_words_and_the_impossible_have_no_number():
    assert sampling.number_of("open", Figure("open"), NOW) is None
    assert sampling.number_of("contacts_waiting", NEVER, NOW) is None
    assert sampling.number_of("contacts_waiting", Figure(float("nan")), NOW) is None
    assert sampling.number_of("longest_wait_since", Figure(NOW + 5), NOW) == 0.0
    assert sampling.number_of("saturated", Figure(True), NOW) == 1.0


def test_what_is_of_a_part_is_no_point_of_a_curve():
    day = {"window": "day"}
    assert sampling.is_whole(Figure(7))
    assert sampling.is_whole(Figure(7, Status.LATE)), "its last word, all of it"
    assert sampling.is_whole(Figure(20, qualifier=Qualifier.AT_LEAST)), "a cap"
    assert not sampling.is_whole(Figure(7, Status.LATE, parts=(2, 3)))
    assert not sampling.is_whole(Figure(0.84, qualifier=Qualifier.ROUGHLY, parameters=day))
    assert not sampling.is_whole(Figure(7, qualifier=Qualifier.AT_LEAST, parameters=day))


@pytest.mark.parametrize("remark", [Remark.NONE, Remark.OTHER_SOURCE, Remark.OTHER_LETTER])
def test_a_source_that_has_said_nothing_yet_makes_a_gap_as_a_silent_one_does(remark):
    assert not sampling.is_whole(Figure(7, parts=(1, 2), remark=remark))


@pytest.mark.parametrize("remark", [Remark.QUEUES, Remark.MIXED_WINDOWS, Remark.REPORTED_APART])
def test_what_is_always_left_out_leaves_a_curve(remark):
    """Else one queue that never tells would take the curve of a whole site away."""
    assert sampling.is_whole(Figure(7, parts=(2, 3), remark=remark))


def test_after_an_emptied_store_a_sum_without_one_of_its_sources_is_a_gap(site, queue, tell):
    other = Account.objects.create(
        site=site, vendor="trio", name="Other Trio", base_url="https://other.test/te/api"
    )
    asleep = Queue.objects.create(site=site, name="Faktura")
    QueueAlias.objects.create(queue=asleep, account=other, external_id="b1")
    show(site, "a", "contacts_waiting", "service_level", letter="SL-A")
    tell(contacts_waiting=7, answered=10, abandoned=0, answered_in_threshold=8)
    sampling.sample(NOW + 1)
    assert {value for value, _trust in rows().values()} == {None}


def test_without_redis_a_minute_has_no_rows_and_the_task_goes_on(site, settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    show(site, "a", "contacts_waiting")
    assert tasks.sample_minute() == 0
    assert not FigureMinute.objects.exists()


def test_the_task_samples_now(site, tell):
    show(site, "a", "contacts_waiting")
    tell(time.time(), contacts_waiting=7)
    assert tasks.sample_minute() == 1


def test_rows_past_their_time_go_in_small_batches(site, settings):
    settings.WALLBOARD_HISTORY_RETENTION_SECONDS = 86_400.0
    now = timezone.now()
    for age in range(48):
        FigureMinute.objects.create(
            site=site, metric="m", scope="site", minute=now - timedelta(hours=age), trust="fresh"
        )
    assert sampling.prune(86_400.0, batch=10, batches=1) == 10
    assert tasks.prune() == 14
    assert FigureMinute.objects.count() == 24
    oldest = FigureMinute.objects.order_by("minute").first()
    assert oldest is not None
    assert oldest.minute >= now - timedelta(hours=24)
