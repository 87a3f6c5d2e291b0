from __future__ import annotations

import pytest
from django.core.checks import run_checks

from wallboard.boards.problems import problems_of
from wallboard.boards.secrets import new_key


def ids(account):
    return [problem.id for problem in problems_of(account)]


def test_a_sound_account_has_no_problem(trio):
    assert ids(trio) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"vendor": "unheard-of"}, "wallboard.E101"),
        ({"base_url": "http://trio.test/te/api"}, "wallboard.W102"),
        ({"base_url": "https://api:geheim@trio.test/te/api"}, "wallboard.E103"),
        ({"base_url": "https://trio.test/te/api?key=geheim"}, "wallboard.E103"),
        ({"ca_bundle": "-----BEGIN CERTIFICATE-----\nAAAA\n"}, "wallboard.E104"),
        ({"cadences": {"state": 1}}, "wallboard.E105"),
        ({"cadences": {"state": "often"}}, "wallboard.E105"),
        ({"cadences": {"no such job": 60}}, "wallboard.E105"),
        ({"secrets_encrypted": ""}, "wallboard.E106"),
    ],
)
def test_each_mistake_is_found_and_told(trio, change, expected):
    for field, value in change.items():
        setattr(trio, field, value)
    assert expected in ids(trio)
    assert not any("geheim" in str(problem) for problem in problems_of(trio))


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://127.0.0.1:8101/te/api"},
        {"base_url": "http://x.test", "simulation": True},
    ],
)
def test_plain_http_on_the_loopback_or_to_the_simulator_is_fine(trio, change):
    for field, value in change.items():
        setattr(trio, field, value)
    assert ids(trio) == []


def test_a_lost_key_is_a_problem_of_the_account(trio, settings):
    settings.WALLBOARD_ENCRYPTION_KEYS = (new_key(),)
    assert ids(trio) == ["wallboard.E106"]


def test_checking_the_database_finds_the_problems_of_all_accounts(trio, calabrio):
    found = {message.id for message in run_checks(databases=["default"])}
    assert "wallboard.E106" in found  # Calabrio has no password yet
    assert "wallboard.E106" not in {message.id for message in run_checks()}
