"""Single requests of the one HTTP client, for its tests."""

from __future__ import annotations

import time
from typing import Any

import pytest

from connectors.base import AccountSettings, RunContext
from connectors.errors import ConnectorError
from connectors.http import VendorHttp
from tests.connectors.runs import MemorySessions, RecordedFindings, Remembered


def context_for(url: str, ca_bundle: str = "", seconds: float = 10.0) -> RunContext:
    return RunContext(
        account=AccountSettings("1", "any", url, {}, {}, "UTC", ca_bundle=ca_bundle),
        sessions=MemorySessions(),
        findings=RecordedFindings(),
        known=Remembered(),
        deadline_at=time.time() + seconds,
    )


def failure(http: VendorHttp, url: str = "x", **options: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        http.request("GET", url, purpose="test", **options)
    return caught.value
