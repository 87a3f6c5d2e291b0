"""What can go wrong with a vendor, classed by what the caller does about it.

    ConnectorError
     ├── CredentialsRejected   stop until an administrator changes something; never retried
     ├── Throttled             wait as long as the vendor says (`retry_after_seconds`)
     ├── Unreachable           back off with jitter, up to 60 s: refused, timed out, 5xx, TLS
     ├── Malformed             keep the last facts, count, tell: what it said was unreadable
     └── Refused               we do not do this: a foreign redirect, https to http, a bad setting,
                               a missing right or licence

`str(error)` is one plain sentence for the person who can act. It never holds a secret, a person's
name, a body or a query string.
"""

from __future__ import annotations


class ConnectorError(Exception):
    """Base of all; `code` is the counter's label, `hint` what the administrator can do."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class CredentialsRejected(ConnectorError):
    code = "credentials_rejected"


class Throttled(ConnectorError):
    code = "throttled"

    def __init__(self, message: str, *, retry_after_seconds: float, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after_seconds = retry_after_seconds


class Unreachable(ConnectorError):
    code = "unreachable"


class Malformed(ConnectorError):
    code = "malformed"


class Refused(ConnectorError):
    code = "refused"
