"""What is kept is asked for once, until something that it was made of changes."""

from __future__ import annotations

from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind
from wallboard.projections.memo import Memo

TRIO, OTHER = (EntityKey(account, Kind.QUEUE, "1") for account in ("trio", "other"))


class Work:
    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> int:
        self.done += 1
        return self.done


def test_the_same_question_about_the_same_thing_is_worked_out_once() -> None:
    memo, work = Memo(), Work()
    assert [memo.of((TRIO, OTHER), "waiting", work) for _ in range(3)] == [1, 1, 1]
    assert memo.of((TRIO, OTHER), "answered", work) == 2
    assert memo.of((OTHER,), "waiting", work) == 3


def test_a_changed_fact_of_any_alias_forgets_the_thing_and_no_other() -> None:
    memo, work = Memo(), Work()
    memo.of((TRIO, OTHER), "waiting", work)
    memo.of((TRIO,), "waiting", work)
    memo.forget([OTHER])
    assert memo.of((TRIO,), "waiting", work) == 2
    assert memo.of((TRIO, OTHER), "waiting", work) == 3
    memo.forget([TRIO])
    assert memo.of((TRIO,), "waiting", work) == 4
    assert memo.of((TRIO, OTHER), "waiting", work) == 5


def test_all_is_forgotten_at_once() -> None:
    memo, work = Memo(), Work()
    memo.of((TRIO,), "waiting", work)
    memo.clear()
    assert memo.of((TRIO,), "waiting", work) == 2


def test_what_is_nothing_is_kept_too() -> None:
    memo, work = Memo(), Work()

    def nothing() -> None:
        work()

    memo.of((TRIO,), "waiting", nothing)
    memo.of((TRIO,), "waiting", nothing)
    assert work.done == 1
