"""Acknowledging from the floor: whoever stands before the wall holds a token of one alert.

It is in the QR that the wall shows, behind the "#" of its address, so that no server and no log
sees it on the way; it is good for one alert and for a few minutes. Off unless the site allows it.
"""

from __future__ import annotations

from django.core import signing

from wallboard.alerts.models import Alert, floor_acknowledges

SALT = "wallboard.alerts.floor"
TOKEN_SECONDS = 900  # a screen shows a new one every five minutes


def token_of(alert: Alert) -> str:
    """ "" where the site does not allow it."""
    if not floor_acknowledges(alert.site_id):
        return ""
    return signing.TimestampSigner(salt=SALT).sign(alert.public_id).removeprefix(alert.public_id)


def permits(alert: Alert, token: str) -> bool:
    if not token or len(token) > 200 or not floor_acknowledges(alert.site_id):
        return False
    signer = signing.TimestampSigner(salt=SALT)
    try:
        return signer.unsign(f"{alert.public_id}{token}", max_age=TOKEN_SECONDS) == alert.public_id
    except signing.BadSignature:
        return False
