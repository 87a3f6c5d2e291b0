"""Which tests run beside which: one whole product at a time, beside everything that needs none.

A product is eight processes. Two of them on two cores are late with polls that tests wait for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from bootstrap.commands import ROOT

WITH_PRODUCT = "mark.e2e"  # in the text of the file


class OneProductAtATime(LoadFileScheduling):  # type: ignore[misc]  # of no known type
    """File by file, and all files whose tests start the product as if they were one."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "products" if _starts_product(file) else file


@cache
def _starts_product(file: str) -> bool:
    return WITH_PRODUCT in (ROOT / file).read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)  # a run without xdist knows no such hook
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Of `--dist loadfile`; other ways stay as they are."""
    return OneProductAtATime(config, log) if config.getvalue("dist") == "loadfile" else None
