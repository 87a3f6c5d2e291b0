"""The one sign-in service, by OpenID Connect: authorization code, PKCE, state and nonce.

Authlib speaks the protocol; here it is told what to insist on. What goes wrong is one of a few
sentences for the person, and a line in the log for the administrator.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth, OAuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from requests import RequestException

log = structlog.get_logger(__name__)
ANSWER_SECONDS = 5.0
LEEWAY_SECONDS = 60
REMEMBERED_SECONDS = 3600.0  # its addresses and keys; an unknown key is asked for at once
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_known: tuple[float, tuple[str, ...], DjangoOAuth2App] | None = None
_lock = threading.Lock()


class SignInRefused(Exception):
    """Ends a single sign-on; its text is a sentence for the person."""


def is_configured() -> bool:
    return bool(settings.WALLBOARD_SSO_ISSUER and settings.WALLBOARD_SSO_CLIENT_ID)


def redirect_to_it(request: HttpRequest, callback: str) -> HttpResponse:
    """Sends the browser there. Raises SignInRefused."""
    try:
        reply: HttpResponse = _service().authorize_redirect(request, callback)
    except (RequestException, ValueError, RuntimeError, AuthlibBaseError) as error:
        raise _unreachable(error) from error
    return reply


def claims_of(request: HttpRequest) -> Mapping[str, Any]:
    """The claims of the ID token for which the browser brings a code. Raises SignInRefused."""
    try:
        service = _service()
        issuer = service.load_server_metadata()["issuer"]
    except (RequestException, ValueError, RuntimeError, KeyError) as error:
        raise _unreachable(error) from error
    try:
        token = service.authorize_access_token(
            request,
            leeway=LEEWAY_SECONDS,
            claims_options={
                "iss": {"essential": True, "values": [issuer]},
                "aud": {"essential": True, "values": [settings.WALLBOARD_SSO_CLIENT_ID]},
                "sub": {"essential": True},
                "exp": {"essential": True},
                "nonce": {"essential": True},
            },
        )
        return dict(token["userinfo"])
    except RequestException as error:
        raise _unreachable(error) from error
    except OAuthError as error:
        raise _declined(error) from error
    except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, RuntimeError) as error:
        log.warning("a single sign-on was not believed", reason=_told(error))
        raise SignInRefused(
            _("The answer of the sign-in service could not be trusted. Sign in again.")
        ) from error


def _service() -> DjangoOAuth2App:
    """Read anew now and then, and when settings change. Raises what reading raises."""
    global _known
    configured = (
        settings.WALLBOARD_SSO_ISSUER,
        settings.WALLBOARD_SSO_CLIENT_ID,
        settings.WALLBOARD_SSO_CLIENT_SECRET,
        " ".join(settings.WALLBOARD_SSO_SCOPES),
    )
    with _lock:
        known = _known
    if known and known[1] == configured and time.monotonic() - known[0] < REMEMBERED_SECONDS:
        return known[2]
    made = _made(*configured)
    with _lock:
        _known = (time.monotonic(), configured, made)
    return made


def _made(issuer: str, client: str, secret: str, scopes: str) -> DjangoOAuth2App:
    service = OAuth().register(
        "sso",
        client_id=client,
        client_secret=secret or None,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": scopes,
            "code_challenge_method": "S256",
            "default_timeout": ANSWER_SECONDS,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )
    told = service.load_server_metadata()
    if str(told.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise ValueError(f"it calls itself {told.get('issuer')!r}, not {issuer!r}")
    offered = told.get("id_token_signing_alg_values_supported") or ["RS256"]
    told["id_token_signing_alg_values_supported"] = [a for a in offered if a in ALGORITHMS]
    return service


def _unreachable(error: Exception) -> SignInRefused:
    log.warning("the sign-in service cannot be used", reason=_told(error))
    return SignInRefused(_("The sign-in service cannot be reached now. Try again in a moment."))


def _declined(error: OAuthError) -> SignInRefused:
    log.info("the sign-in service declined", reason=_told(error))
    if error.error == "access_denied":
        return SignInRefused(_("The sign-in was cancelled, or you were not let in there."))
    if error.error == "mismatching_state":
        return SignInRefused(_("This sign-in was not begun here, or too long ago. Sign in again."))
    return SignInRefused(_("The sign-in service declined. Sign in again, or ask an administrator."))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
