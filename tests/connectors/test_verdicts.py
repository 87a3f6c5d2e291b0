from __future__ import annotations

import pytest

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    Refused,
    Throttled,
    Unreachable,
)
from connectors.verdicts import Circumstances, verdict_of, verdict_of_defect


def circumstances(failures: int = 0, cadence: float = 5.0, chance: float = 0.5) -> Circumstances:
    return Circumstances(failures, cadence, chance)


@pytest.mark.parametrize(
    ("error", "state", "hold"),
    [
        (CredentialsRejected("no"), "rejected", None),
        (Throttled("slow down", retry_after_seconds=17), "throttled", 17.0),
        (Throttled("slow down", retry_after_seconds=0), "throttled", 5.0),
        (Throttled("slow down", retry_after_seconds=1e9), "throttled", 3600.0),
        (Unreachable("gone"), "failing", 5.0),
        (Malformed("gibberish"), "failing", 5.0),
        (Refused("not we"), "refused", 60.0),
    ],
)
def test_each_class_of_error_has_its_own_consequence(
    error: ConnectorError, state: str, hold: float | None
) -> None:
    verdict = verdict_of(error, circumstances())
    assert (verdict.state, verdict.hold_seconds) == (state, hold)
    assert verdict.message == str(error)
    assert verdict.code == error.code


def test_back_off_grows_to_a_minute_and_no_further() -> None:
    holds = [verdict_of(Unreachable("x"), circumstances(n)).hold_seconds for n in range(8)]
    assert holds == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0, 60.0, 60.0]


def test_back_off_has_jitter() -> None:
    early = verdict_of(Unreachable("x"), circumstances(2, chance=0.0)).hold_seconds
    late = verdict_of(Unreachable("x"), circumstances(2, chance=0.999)).hold_seconds
    assert early == pytest.approx(15.0)
    assert late == pytest.approx(25.0, abs=0.1)


def test_an_hourly_job_that_cannot_reach_its_vendor_tries_again_within_a_minute() -> None:
    hold = verdict_of(Unreachable("x"), circumstances(0, cadence=3600.0)).hold_seconds
    assert hold == 60.0


def test_a_subclass_is_judged_by_its_base() -> None:
    class CertificateUnknown(Unreachable):
        code = "certificate"

    assert verdict_of(CertificateUnknown("x"), circumstances()).state == "failing"


def test_a_defect_of_ours_tells_its_class_and_nothing_of_its_text() -> None:
    verdict = verdict_of_defect(ValueError("password=hunter2"), circumstances())
    assert "ValueError" in verdict.message
    assert "hunter2" not in verdict.message + verdict.hint
