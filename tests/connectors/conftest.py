"""Connectors are tested against real sockets; their stores are in memory."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.connectors.contract")
