"""An address as a QR code, drawn as SVG."""

from __future__ import annotations

import io

import segno

QUIET_MODULES = 2  # the white around it; the page adds some


def svg(address: str) -> bytes:
    """Black on white, without a size of its own: the page gives it one."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", border=QUIET_MODULES, light="#fff", omitsize=True)
    return out.getvalue()
