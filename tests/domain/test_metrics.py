"""The registry against METRICS.md: every row, in plain words, ratios as data."""

from __future__ import annotations

from fractions import Fraction

import pytest

from wallboard.domain.metrics import (
    AGENT_METRICS,
    FORMULAS,
    METRICS,
    OF_SITE,
    QUEUE_METRICS,
    SITE_METRICS,
    Combine,
    Metric,
    Unit,
    metric_of,
)
from wallboard.domain.observation import Kind
from wallboard.domain.states import AgentState

QUEUE_KEYS = [
    "open",
    "contacts_waiting",
    "longest_wait_since",
    "expected_wait_seconds",
    "saturated",
    "offered",
    "answered",
    "handled",
    "abandoned",
    "abandoned_short",
    "answered_in_threshold",
    "abandoned_in_threshold",
    "overflowed",
    "callbacks_waiting",
    "wait_seconds",
    "talk_seconds",
    "hold_seconds",
    "wrap_up_seconds",
    "service_level",
    "abandon_rate",
    "asa_seconds",
    "aht_seconds",
    "staffed",
    "available",
    "ringing",
    "on_contact",
    "on_hold",
    "wrap_up",
    "paused",
    "busy_other",
    "backlog",
    "oldest_item_since",
]
AGENT_KEYS = [
    "state",
    "state_since",
    "reason",
    "queue",
    "group",
    "help_requested_since",
    "scheduled_activity",
    "scheduled_until",
    "next_activity",
    "in_adherence",
    "adherence",
    "conformance",
    "out_of_adherence_since",
    "handled",
    "handle_seconds",
    "withdrawn_seconds",
]
EVERY_ROW = [*QUEUE_METRICS.values(), *AGENT_METRICS.values(), *SITE_METRICS.values()]


def test_every_metric_of_the_document_has_a_row() -> None:
    assert set(QUEUE_KEYS) <= set(QUEUE_METRICS)
    assert set(AGENT_KEYS) <= set(AGENT_METRICS)
    assert set(OF_SITE) <= set(QUEUE_METRICS)
    assert {"source_health", "notices"} <= set(SITE_METRICS)
    assert set(METRICS) == set(QUEUE_METRICS) | set(AGENT_METRICS) | set(SITE_METRICS)


def test_every_agent_state_can_be_counted() -> None:
    assert {state.value for state in AgentState} <= set(QUEUE_METRICS)


@pytest.mark.parametrize("metric", EVERY_ROW, ids=lambda metric: f"{metric.kind}-{metric.key}")
def test_every_meaning_is_one_plain_sentence(metric: Metric) -> None:
    assert metric.label
    assert metric.label[0].isupper()
    assert metric.meaning.endswith(".")
    assert metric.meaning.count(".") == 1
    assert "_" not in metric.meaning


def test_metrics_combine_as_the_document_says() -> None:
    combine = {key: metric.combine for key, metric in QUEUE_METRICS.items()}
    assert combine["open"] is Combine.NONE
    assert combine["longest_wait_since"] is combine["oldest_item_since"] is Combine.MIN
    assert combine["expected_wait_seconds"] is Combine.MAX
    assert combine["saturated"] is Combine.ANY
    assert combine["contacts_waiting"] is combine["backlog"] is Combine.SUM
    assert combine["available"] is Combine.DISTINCT


def test_units_tell_durations_instants_and_shares_by_their_keys() -> None:
    for metric in EVERY_ROW:
        if metric.key.endswith("_seconds"):
            assert metric.unit is Unit.SECONDS
        if metric.key.endswith("_since"):
            assert metric.unit is Unit.INSTANT


def test_ratios_and_only_they_have_formulas_over_known_counts() -> None:
    for metric in EVERY_ROW:
        assert bool(metric.formulas) == (metric.combine is Combine.RATIO)
    for formulas in FORMULAS.values():
        for formula in formulas:
            for field in formula.fields:
                assert QUEUE_METRICS[field].combine is Combine.SUM


def test_an_abandon_rate_leaves_short_abandons_out_or_says_that_it_cannot() -> None:
    first, second = METRICS["abandon_rate"].formulas
    part = {"answered": 90, "abandoned": 15, "abandoned_short": 5}
    ratio = first.ratio([part])
    assert ratio == Fraction(1, 10)
    assert not first.remark
    assert not first.supported_by({"answered", "abandoned"})
    assert second.remark


def test_averages_are_sums_divided_once() -> None:
    (asa,) = METRICS["asa_seconds"].formulas
    assert (
        asa.ratio([{"wait_seconds": 100, "answered": 1}, {"wait_seconds": 0, "answered": 9}]) == 10
    )
    assert asa.ratio([{"wait_seconds": 0, "answered": 0}]) is None
    aht = METRICS["aht_seconds"]
    assert aht.numerator == {"talk_seconds": 1, "hold_seconds": 1, "wrap_up_seconds": 1}
    assert aht.denominator == {"handled": 1}


def test_handled_is_a_row_of_queues_and_one_of_agents() -> None:
    assert metric_of(Kind.AGENT, "handled").kind is Kind.AGENT
    assert metric_of(Kind.QUEUE, "handled") is METRICS["handled"]
    with pytest.raises(KeyError):
        metric_of(Kind.AGENT, "backlog")
