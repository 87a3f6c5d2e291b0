"""Sinch bears what every connector must bear, with a session and with a key on every request."""

from __future__ import annotations

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.sinch.harness import SinchHarness


class TestContract(ConnectorContract):
    @pytest.fixture
    def harness(self) -> SinchHarness:
        return SinchHarness("session")


class TestContractOfTheGateway(ConnectorContract):
    @pytest.fixture
    def harness(self) -> SinchHarness:
        return SinchHarness("gateway")
