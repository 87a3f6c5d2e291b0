"""Waits that `./run test` shortens and `./run soak` takes at full length."""

from __future__ import annotations

import os

import pytest


def is_soak() -> bool:
    return os.environ.get("WALLBOARD_SOAK") == "1"


def seconds(short: float, full: float) -> float:
    """How long to go on: `short` in a test run, `full` in a soak."""
    return full if is_soak() else short


def timeout(short: float, full: float) -> pytest.MarkDecorator:
    """The mark that bounds such a test."""
    return pytest.mark.timeout(seconds(short, full))
