"""A sign-in service as OpenID Connect Core and RFC 7636 describe one, on loopback over real HTTP.

Authorization code with PKCE, tokens signed by RS256. `fault` makes it lie about one thing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "wallboard", "s3cret-of:the-client"
Claims = dict[str, Any]


def _unsigned(claims: Claims, key: RSAKey) -> str:
    def part(value: Mapping[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'kid': 'k1'})}.{part(claims)}."


def _by_public_key(claims: Claims, key: RSAKey) -> str:
    """The classic confusion: the public key taken for a shared secret."""
    shared = OctKey.import_key(key.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, shared)


def _by_another_key(claims: Claims, key: RSAKey) -> str:
    other = RSAKey.generate_key(2048, {"kid": "k1"})
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, other)


CHANGED: Mapping[str, Claims] = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "issuer": {"iss": "http://127.0.0.1:1/other"},
    "audience": {"aud": "somebody-else"},
    "expired": {"exp": int(time.time()) - 3600},
    "no subject": {"sub": None},
}
SIGNED: Mapping[str, Callable[[Claims, RSAKey], str]] = {
    "signature": _by_another_key,
    "unsigned": _unsigned,
    "public key as secret": _by_public_key,
}
FAULTS = (*CHANGED, *SIGNED, "no id token", "error at the token", "nonsense at the token")


class SignInService:
    """`person` holds the claims of whoever signs in there; `asked` what it was asked for."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
        self.person: Claims = {"sub": "u-1", "preferred_username": "anna"}
        self.fault = ""
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                service.answer(self, urlsplit(self.path).path, _query(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                service.answer(self, urlsplit(self.path).path, dict(parse_qsl(body)))

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/realms/office"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def answer(self, handler: Any, path: str, given: dict[str, str]) -> None:
        where = path.removeprefix("/realms/office")
        if where == "/authorize":
            self._authorize(handler, given)
            return
        status, body = {
            "/.well-known/openid-configuration": self._configuration,
            "/token": lambda: self._token(handler, given),
            "/keys": lambda: (200, {"keys": [self.key.as_dict(private=False)]}),
        }.get(where, lambda: (404, {}))()
        _reply(handler, status, json.dumps(body) if isinstance(body, dict) else body)

    def _configuration(self) -> tuple[int, Any]:
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _authorize(self, handler: Any, given: dict[str, str]) -> None:
        """The person is known and agrees at once."""
        self.asked.append(given)
        fits = (
            given.get("client_id") == CLIENT
            and given.get("response_type") == "code"
            and "openid" in given.get("scope", "").split()
            and given.get("code_challenge_method") == "S256"
            and given.get("code_challenge")
            and given.get("state")
        )
        if not fits:
            _reply(handler, 400, "{}")
            return
        code = secrets.token_urlsafe(16)
        self.codes[code] = given
        back = urlencode({"code": code, "state": given["state"]})
        if self.fault == "declined":
            back = urlencode({"error": "access_denied", "state": given["state"]})
        _reply(handler, 302, "", Location=f"{given['redirect_uri']}?{back}")

    def _token(self, handler: Any, given: dict[str, str]) -> tuple[int, Any]:
        if self.fault == "error at the token":
            return 500, "broken"
        if self.fault == "nonsense at the token":
            return 200, "<html>not JSON</html>"
        asked = self.codes.pop(given.get("code", ""), None)
        verifier = given.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        if asked is None or challenge.decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if given.get("redirect_uri") != asked["redirect_uri"] or not _is_client(handler):
            return 401, {"error": "invalid_client"}
        token = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer"}
        if self.fault != "no id token":
            token["id_token"] = self._id_token(asked)
        return 200, token

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            **self.person,
            **CHANGED.get(self.fault, {}),
        }
        told = {name: value for name, value in claims.items() if value is not None}
        sign = SIGNED.get(self.fault, _signed)
        return sign(told, self.key)


def _signed(claims: Claims, key: RSAKey) -> str:
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)


def _is_client(handler: Any) -> bool:
    scheme, _, text = handler.headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return False
    return base64.b64decode(text).decode() == f"{CLIENT}:{SECRET}"


def _query(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def _reply(handler: Any, status: int, body: str, **headers: str) -> None:
    content = body.encode()
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", **headers}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
