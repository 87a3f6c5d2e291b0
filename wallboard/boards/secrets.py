"""Encryption at rest (Fernet: AES-128-CBC with HMAC-SHA-256) under rotating keys.

The first key of `settings.WALLBOARD_ENCRYPTION_KEYS` encrypts, all of them decrypt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from wallboard import log


class Undecryptable(Exception):
    """What is stored was encrypted under a key that is not configured any more."""

    def __init__(self) -> None:
        super().__init__(
            "The stored secrets cannot be read: their encryption key is not among "
            "WALLBOARD_ENCRYPTION_KEYS. Add the old key again, or enter the secrets anew."
        )


class Cipher:
    """Encrypts bytes to URL-safe text bytes and back. `repr` shows no key."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def __repr__(self) -> str:
        return "<Cipher>"

    def encrypt(self, plain: bytes) -> bytes:
        return self._fernet.encrypt(plain)

    def decrypt(self, token: bytes) -> bytes:
        """Raises Undecryptable when no key fits or the token was tampered with."""
        try:
            return self._fernet.decrypt(token)
        except InvalidToken:
            raise Undecryptable() from None

    def rotate(self, token: bytes) -> bytes:
        """The same content under the first key."""
        return self.encrypt(self.decrypt(token))


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> Cipher:
    return Cipher(keys)


def cipher() -> Cipher:
    """The cipher of the configured keys. Raises ValueError when a key is not 32 bytes."""
    return _cipher(tuple(settings.WALLBOARD_ENCRYPTION_KEYS))


def new_key() -> str:
    return Fernet.generate_key().decode("ascii")


def encrypt_mapping(values: Mapping[str, str]) -> str:
    """Empty values are left out; an empty mapping is empty text."""
    kept = {key: value for key, value in values.items() if value}
    if not kept:
        return ""
    plain = json.dumps(kept, ensure_ascii=False, sort_keys=True).encode("utf-8")
    return cipher().encrypt(plain).decode("ascii")


def decrypt_mapping(token: str) -> dict[str, str]:
    """The reverse; every value that it returns is blanked in this process's log from now on."""
    if not token:
        return {}
    values: dict[str, str] = json.loads(cipher().decrypt(token.encode("ascii")))
    for value in values.values():
        log.remember_secret(value)
    return values
