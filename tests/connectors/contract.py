"""What every connector must bear: bad input is normal.

A vendor's tests subclass `ConnectorContract` and give it a harness: a well-behaved vendor, and how
to tell its requests apart. Each test lets that vendor misbehave in one way.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from connectors.base import AccountSettings, Connector, RunContext
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    Refused,
    Throttled,
    Unreachable,
)
from tests.connectors.certificates import tls_for
from tests.connectors.faults import FAULTS, mangled
from tests.connectors.oddities import ODDITIES
from tests.connectors.runs import Runs
from tests.connectors.vendor_server import Answer, Asked, VendorServer
from wallboard.domain.observation import Batch, Kind

SHORT = 1.2  # seconds that a run gets when the vendor hangs
UNKNOWN_WORD = "Zorp-7"


class Harness(Protocol):
    """One vendor for the contract. Made anew for each test."""

    job: str  # the job that the contract runs
    secrets: tuple[str, ...]  # all that must never show: words, keys, tokens, encoded or not
    people: tuple[str, ...]  # names in the answers, which must not be logged or told

    def connector(self, context: RunContext) -> Connector: ...

    def settings(self, url: str, ca_bundle: str = "") -> AccountSettings:
        """The account whose server is at `url` (scheme, host and port)."""
        ...

    def answer(self, asked: Asked) -> Answer:
        """A well-behaved vendor."""
        ...

    def is_sign_in(self, asked: Asked) -> bool: ...

    def is_reading(self, asked: Asked) -> bool:
        """A request for the live data of `job` (not sign-in, not discovery)."""
        ...

    def rejection(self) -> Answer:
        """How the vendor rejects a login."""
        ...

    def with_state(self, asked: Asked, word: str) -> Answer:
        """The well-behaved answer, in which every agent's state is `word`."""
        ...

    def doubled(self, asked: Asked) -> Answer:
        """The well-behaved answer, in which every item is there twice."""
        ...


class ConnectorContract:
    """Subclass it as ``TestContract`` and give that a fixture `harness`."""

    @pytest.fixture
    def vendor(self, harness: Harness) -> Iterator[VendorServer]:
        with VendorServer(harness.answer) as server:
            yield server

    @pytest.fixture
    def runs(self, harness: Harness, vendor: VendorServer) -> Runs:
        return Runs(harness.connector, harness.settings(vendor.url))

    @staticmethod
    def misbehave(
        harness: Harness, vendor: VendorServer, answer: Callable[[Asked], Answer]
    ) -> None:
        vendor.answer = lambda asked: (
            answer(asked) if harness.is_reading(asked) else harness.answer(asked)
        )

    def test_a_well_behaved_vendor_is_read(self, harness: Harness, runs: Runs) -> None:
        batches = [one for one in runs.run(harness.job) if isinstance(one, Batch)]
        assert any(batch.observations for batch in batches)
        assert all(batch.account == runs.settings.id for batch in batches)
        assert runs.findings.left_out == []

    @pytest.mark.parametrize("oddity", ODDITIES)
    def test_the_same_is_read_where_an_answer(
        self, oddity: str, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        usual = _said(Runs(harness.connector, runs.settings).run(harness.job))
        odd = ODDITIES[oddity]
        vendor.answer = lambda asked: (
            odd(harness.answer(asked)) if harness.is_reading(asked) or harness.is_sign_in(asked)
            else harness.answer(asked)
        )  # fmt: skip
        assert _said(runs.run(harness.job)) == usual
        assert runs.findings.left_out == []

    def test_another_server_that_it_is_sent_to_is_told_nothing(
        self, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        with VendorServer(harness.answer) as other:
            away = Answer(307, b"", {"location": other.url})
            for is_asked in (harness.is_reading, harness.is_sign_in):
                runs.sessions.clear()
                vendor.answer = lambda asked, is_asked=is_asked: (  # type: ignore[misc]
                    away if is_asked(asked) else harness.answer(asked)
                )
                with pytest.raises(ConnectorError):
                    runs.run(harness.job)
            assert other.asked == []

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_vendor_that(
        self, fault: str, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        make, errors = FAULTS[fault]
        self.misbehave(harness, vendor, lambda _: make())
        begun = time.monotonic()
        with pytest.raises(errors) as caught:
            runs.run(harness.job, SHORT if errors == (Unreachable,) else 5.0)
        assert time.monotonic() - begun < 6.0
        if errors == (Throttled,):
            assert isinstance(caught.value, Throttled)
            assert caught.value.retry_after_seconds == 7
        sentence = str(caught.value)
        assert sentence.endswith(".") and sentence[0].isupper() and "\n" not in sentence
        assert sum(map(harness.is_sign_in, vendor.asked)) <= 3
        assert not any(facts for facts in runs.known.facts.values() if "offered" in facts)

    @pytest.mark.parametrize("fault", FAULTS)
    def test_the_connection_test_tells_in_words_of_a_vendor_that(
        self, fault: str, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        make, _ = FAULTS[fault]
        vendor.answer = lambda asked: make()
        connector = harness.connector(runs.context(SHORT))
        result = connector.test()
        connector.close()
        assert not result.ok
        assert result.message.endswith(".")
        assert not any(secret in str(result) for secret in harness.secrets)

    def test_the_connection_test_names_no_person(self, harness: Harness, runs: Runs) -> None:
        connector = harness.connector(runs.context())
        result = connector.test()
        connector.close()
        assert result.ok, result
        assert not any(name in str(result) for name in harness.people)

    def test_a_rejected_login_is_tried_once(
        self, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        vendor.answer = lambda asked: (
            harness.rejection() if harness.is_sign_in(asked) else harness.answer(asked)
        )
        with pytest.raises(CredentialsRejected):
            runs.run(harness.job)
        assert sum(map(harness.is_sign_in, vendor.asked)) == 1
        assert not any(map(harness.is_reading, vendor.asked))

    def test_a_login_that_fails_for_other_reasons_is_not_rejected(
        self, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        vendor.answer = lambda asked: (
            Answer(500) if harness.is_sign_in(asked) else harness.answer(asked)
        )
        with pytest.raises(Unreachable):
            runs.run(harness.job)

    def test_a_session_is_used_again(
        self, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        runs.run(harness.job)
        runs.run(harness.job)
        assert sum(map(harness.is_sign_in, vendor.asked)) == 1

    def test_an_unknown_word_is_unknown_and_told(
        self, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        self.misbehave(harness, vendor, lambda asked: harness.with_state(asked, UNKNOWN_WORD))
        agents = runs.observed(harness.job, Kind.AGENT)
        assert agents
        assert {one.values["state"].raw for one in agents.values()} == {"unknown"}
        assert any(word == UNKNOWN_WORD for _, word in runs.findings.words)

    def test_duplicates_are_one(self, harness: Harness, vendor: VendorServer, runs: Runs) -> None:
        self.misbehave(harness, vendor, harness.doubled)
        batches = [one for one in runs.run(harness.job) if isinstance(one, Batch)]
        for batch in batches:
            ids = [(one.kind, one.external_id) for one in batch.observations]
            assert len(ids) == len(set(ids))

    def test_an_answer_of_wrong_types_is_no_answer(
        self, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        def of_wrong_types(asked: Asked) -> Answer:
            return Answer.of(mangled(json.loads(harness.answer(asked).body)))

        self.misbehave(harness, vendor, of_wrong_types)
        with pytest.raises(Malformed):
            runs.run(harness.job)
        assert runs.findings.left_out

    def test_no_content_is_not_a_figure(
        self, harness: Harness, vendor: VendorServer, runs: Runs
    ) -> None:
        self.misbehave(harness, vendor, lambda _: Answer(204))
        try:
            results = runs.run(harness.job)
        except ConnectorError:
            return
        for batch in results:
            assert isinstance(batch, Batch)
            assert not [one for one in batch.observations if one.kind is not Kind.SOURCE]

    def test_https_is_never_left_for_http(self, harness: Harness, tmp_path: Path) -> None:
        tls, authority = tls_for(tmp_path)
        with VendorServer(harness.answer, tls) as vendor:
            away = vendor.url.replace("https:", "http:")
            self.misbehave(harness, vendor, lambda _: Answer(307, b"", {"location": away}))
            runs = Runs(harness.connector, harness.settings(vendor.url, authority))
            with pytest.raises(Refused):
                runs.run(harness.job)

    def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
        self, harness: Harness, tmp_path: Path
    ) -> None:
        tls, _ = tls_for(tmp_path)
        with VendorServer(harness.answer, tls) as vendor:
            runs = Runs(harness.connector, harness.settings(vendor.url))
            with pytest.raises(Unreachable, match="certificate"):
                runs.run(harness.job)
            assert vendor.asked == []

    def test_nothing_tells_a_secret_or_a_name(
        self,
        harness: Harness,
        vendor: VendorServer,
        runs: Runs,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        told: list[str] = [repr(runs.context()), repr(runs.settings)]
        answers = [make for make, errors in FAULTS.values() if errors != (Unreachable,)]
        for make in [None, *answers]:
            if make is not None:
                self.misbehave(harness, vendor, lambda _, make=make: make())  # type: ignore[misc]
            connector = harness.connector(runs.context())
            told.append(repr(connector) + repr(vars(connector)))
            try:
                list(connector.run(harness.job))
            except ConnectorError as error:
                told += [str(error), error.hint, "".join(traceback.format_exception(error))]
            connector.close()
        told += [record.getMessage() for record in caplog.records]
        told += [str(vars(runs.findings))]
        whole = "\n".join(told)
        leaked = [word for word in (*harness.secrets, *harness.people) if word in whole]
        assert leaked == []
        assert "vendor request" in whole

    def test_signing_out_forgets_the_session(self, harness: Harness, runs: Runs) -> None:
        runs.run(harness.job)
        assert runs.sessions.stored
        connector = harness.connector(runs.context())
        connector.sign_out()
        connector.close()
        assert runs.sessions.stored == {}


def _said(results: Iterable[object]) -> dict[tuple[Kind, str], dict[str, Any]]:
    """Without instants that follow from when we asked."""
    return {
        (one.kind, one.external_id): {
            name: value.raw for name, value in one.values.items() if not name.endswith("_since")
        }
        for batch in results
        if isinstance(batch, Batch)
        for one in batch.observations
    }
