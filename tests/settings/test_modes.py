"""The settings of both modes, each read by a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from wallboard.settings import example, stores
from wallboard.settings.variables import AROUND, ROOT, VARIABLES, known_names

KEY = "kLwE4mEJ1xkUqf4kCjvq3mCkRyJ8Vt0gqN4pHkqXb3o="
PRODUCTION = {
    "WALLBOARD_MODE": "production",
    "WALLBOARD_SECRET_KEY": "x7-" * 30 + "abcdefghijklm",
    "WALLBOARD_ENCRYPTION_KEYS": KEY,
    "DATABASE_URL": "postgresql://wb:p%40ss@db.test:5433/wallboard?sslmode=require",
    "REDIS_URL": "redis://:pw@redis.test:6379/0",
    "WALLBOARD_HOSTS": "board.example.org",
}
SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def run(arguments, tmp_path, **variables):
    inherited = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "wallboard.settings"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=inherited | {"WALLBOARD_STATE_DIR": str(tmp_path / "var")} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def settings_of(tmp_path, *names, **variables):
    done = run(["-c", SHOW, *names], tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_embedded_mode_needs_nothing_and_keeps_its_keys(tmp_path):
    names = ("SECRET_KEY", "WALLBOARD_ENCRYPTION_KEYS", "DATABASES", "ALLOWED_HOSTS", "DEBUG")
    first = settings_of(tmp_path, *names)
    assert first == settings_of(tmp_path, *names)
    assert len(first["SECRET_KEY"]) >= 50
    assert first["DATABASES"]["default"]["NAME"] == str(tmp_path / "var" / "wallboard.sqlite3")
    assert first["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "127.0.0.1" in first["ALLOWED_HOSTS"]
    assert first["DEBUG"] is False
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_production_reads_its_stores_and_closes_what_can_be_closed(tmp_path):
    names = ["DATABASES", "WALLBOARD_REDIS_URL", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    names += ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"]
    found = settings_of(tmp_path, *names, **PRODUCTION)
    database = found["DATABASES"]["default"]
    assert database["ENGINE"] == stores.POSTGRESQL
    assert (database["PASSWORD"], database["PORT"]) == ("p@ss", "5433")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert found["WALLBOARD_REDIS_URL"] == PRODUCTION["REDIS_URL"]
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"] and found["SECURE_HSTS_SECONDS"] > 0
    assert found["ALLOWED_HOSTS"] == ["board.example.org"]
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("missing", [name for name in PRODUCTION if name != "WALLBOARD_MODE"])
def test_production_does_not_start_half_set_and_says_what_is_missing(missing, tmp_path):
    rest = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = run(["manage.py", "check"], tmp_path, **rest)
    assert done.returncode != 0
    assert f"{missing} must be set" in done.stderr.replace("WALLBOARD_REDIS_URL", "REDIS_URL")


def test_a_variable_that_is_not_understood_stops_the_start_with_a_sentence(tmp_path):
    done = run(["manage.py", "check"], tmp_path, WALLBOARD_SESSION_AGE="long")
    assert done.returncode != 0
    assert "WALLBOARD_SESSION_AGE ('long') is not a duration" in done.stderr


def test_the_deploy_check_is_clean_with_the_settings_of_production(tmp_path):
    done = run(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], tmp_path, **PRODUCTION
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_a_misspelt_variable_is_pointed_out(tmp_path):
    done = run(["manage.py", "check"], tmp_path, WALLBOARD_SESION_AGE="1h")
    assert "wallboard.W002" in done.stderr
    assert "Did you mean WALLBOARD_SESSION_AGE?" in done.stderr


def test_a_bad_encryption_key_and_sqlite_in_production_are_pointed_out(tmp_path):
    changes = {"WALLBOARD_ENCRYPTION_KEYS": "short", "DATABASE_URL": "sqlite:////srv/db.sqlite3"}
    done = run(["manage.py", "check"], tmp_path, **(PRODUCTION | changes))
    assert "wallboard.E001" in done.stderr
    assert "wallboard.E004" in done.stderr


def test_the_example_lists_every_variable_and_is_up_to_date():
    shown = (ROOT / ".env.example").read_text(encoding="utf-8")
    for variable in (*VARIABLES, *AROUND):
        assert f"#{variable.name}=" in shown
    assert shown == example.example(), "Run: python -m wallboard.settings.example > .env.example"


def test_every_variable_that_the_code_reads_is_in_the_table():
    """A WALLBOARD_ name that is read from the environment and not declared would go unnoticed."""
    declared = known_names()
    for folder in ("wallboard", "bootstrap", "connectors"):
        for file in (ROOT / folder).rglob("*.py"):
            for line in file.read_text(encoding="utf-8").splitlines():
                if "environ" in line and '"WALLBOARD_' in line:
                    name = line.split('"WALLBOARD_', 1)[1].split('"', 1)[0]
                    assert f"WALLBOARD_{name}" in declared, f"{file}: WALLBOARD_{name}"


def test_two_processes_that_start_at_once_get_one_key(tmp_path):
    made = iter(("first", "second"))
    file = tmp_path / "a" / "key"
    assert stores.kept(file, lambda: next(made)) == "first"
    assert stores.kept(file, lambda: next(made)) == "first"
    assert [entry.name for entry in file.parent.iterdir()] == ["key"]
