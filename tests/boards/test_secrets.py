from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from wallboard.boards import secrets
from wallboard.boards.models import Account

WORDS = ("key-Å-1", "hemlig-Ö-77")


def test_what_is_stored_holds_no_secret(trio):
    row = str(Account.objects.values().get())
    assert not any(word in row for word in WORDS)
    assert Account.objects.get().secrets["password"] == "hemlig-Ö-77"


def test_no_repr_shows_a_secret(trio):
    shown = f"{trio!r} {trio} {secrets.cipher()!r} {vars(trio)}"
    assert not any(word in shown for word in WORDS)


def test_empty_values_are_not_kept(trio):
    trio.keep_secrets({"password": "", "username": ""})
    assert trio.secrets_encrypted == ""
    assert trio.secrets == {}


def test_a_new_key_in_front_reads_the_old_and_rotation_lets_the_old_one_go(trio, settings, capsys):
    old, new = settings.WALLBOARD_ENCRYPTION_KEYS[0], secrets.new_key()
    settings.WALLBOARD_ENCRYPTION_KEYS = (new, old)
    assert Account.objects.get().secrets["username"] == "api"
    call_command("rotate_secrets")
    settings.WALLBOARD_ENCRYPTION_KEYS = (new,)
    assert Account.objects.get().secrets["username"] == "api"
    settings.WALLBOARD_ENCRYPTION_KEYS = (old,)
    with pytest.raises(secrets.Undecryptable):
        Account.objects.get().secrets  # noqa: B018


def test_rotation_names_the_accounts_that_no_key_fits(trio, settings):
    settings.WALLBOARD_ENCRYPTION_KEYS = (secrets.new_key(),)
    with pytest.raises(CommandError, match="Växel"):
        call_command("rotate_secrets")


def test_what_was_tampered_with_is_not_read(trio):
    token = trio.secrets_encrypted
    trio.secrets_encrypted = token[:-8] + ("A" * 8)
    with pytest.raises(secrets.Undecryptable):
        trio.secrets  # noqa: B018


def test_a_new_key_is_printed_by_a_command(capsys):
    call_command("new_encryption_key")
    assert secrets.Cipher((capsys.readouterr().out.strip(),)).encrypt(b"x")
