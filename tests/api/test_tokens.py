"""Which token opens what. The cast: a site's own token, one of another site, and none at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.conftest import Program
from wallboard.api.operations import OPERATIONS
from wallboard.boards import tokens
from wallboard.boards.models import ApiToken
from wallboard.boards.models.api_token import Scope


def address(operation, cast):
    return operation.path.format(site=cast.site.pk, board=cast.board.pk)


@pytest.mark.parametrize("scope", Scope.values)
def test_a_token_opens_its_scope_and_no_other(centre, make_token, scope):
    program = Program(make_token(scope))
    opened = {op.name for op in OPERATIONS if program.get(address(op, centre)).status_code == 200}
    assert opened == {op.name for op in OPERATIONS if op.scope in (scope, None)}


def test_a_token_without_the_scope_is_told_which_one_it_lacks(centre, make_token):
    reply = Program(make_token("sites")).get(f"sites/{centre.site.pk}/figures")
    assert (reply.status_code, reply["Content-Type"]) == (403, "application/problem+json")
    assert "figures" in reply.json()["detail"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_a_site_is_not_told_from_none_by_a_token_of_another(centre, make_token, operation):
    stranger = Program(make_token(sites=[centre.other_site]))
    if "{" not in operation.path:
        assert "Malmö" not in stranger.get(operation.path).content.decode()
        return
    foreign = stranger.get(address(operation, centre))
    absent = stranger.get(operation.path.format(site=10**6, board=10**6))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content


def _wrong_tokens(right):
    mark, key, secret = right.split("_", 2)
    return {
        "none": "",
        "of another secret": f"{mark}_{key}_{'x' * len(secret)}",
        "of another key": f"{mark}_{'0' * len(key)}_{secret}",
        "cut short": right[:-1],
        "only the key": f"{mark}_{key}_",
        "not a token": "hello",
        "very long": "wb_" + "a" * 100_000,
        "not ascii": "wb_å_ö",
    }


@pytest.mark.parametrize("which", list(_wrong_tokens("wb_k_s")))
def test_a_wrong_token_opens_nothing(centre, make_token, which):
    wrong = _wrong_tokens(make_token())[which]
    reply = Program(wrong.encode().decode("latin-1")).get("sites")
    assert reply.status_code == 401
    assert reply["WWW-Authenticate"].startswith("Bearer")


def test_revoked_and_expired_tokens_open_nothing(centre, make_token):
    now = timezone.now()
    expired = make_token(expires_at=now - timedelta(seconds=1))
    revoked = make_token(revoked_at=now)
    lasting = make_token(expires_at=now + timedelta(hours=1))
    found = [Program(text).get("sites").status_code for text in (expired, revoked, lasting)]
    assert found == [401, 401, 200]


def test_every_candidate_costs_one_comparison_in_constant_time(centre, make_token, monkeypatch):
    compared = []

    def fits(token, secret):
        compared.append(token.pk)
        return False

    monkeypatch.setattr(ApiToken, "fits", fits)
    for text in (make_token(), "wb_unknown_secret", "nonsense", ""):
        tokens.token_of(text)
    assert len(compared) == 4


def test_only_a_hash_of_the_secret_is_stored(make_token):
    secret = make_token().split("_", 2)[2]
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert len(secret) >= 43


def test_a_cookie_opens_nothing_and_no_other_origin_is_invited(centre, make_token):
    program = Program()
    program._client.force_login(centre.owner, "django.contrib.auth.backends.ModelBackend")
    reply = program.get("sites")
    assert reply.status_code == 401
    allowed = Program(make_token(), Origin="https://evil.example").get("sites")
    assert not [name for name in allowed.headers if name.lower().startswith("access-control")]
    assert "Cookie" not in allowed["Vary"]
    assert not allowed.cookies


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_it_is_read_only(centre, make_token, method):
    reply = Program(make_token()).send(method, "sites")
    assert (reply.status_code, reply["Allow"]) == (405, "GET, HEAD")
    assert reply["Content-Type"] == "application/problem+json"


def test_use_is_noted_without_a_write_each_time(centre, make_token):
    program = Program(make_token())
    program.get("sites")
    noted = ApiToken.objects.get().last_used_at
    program.get("sites")
    assert noted is not None
    assert ApiToken.objects.get().last_used_at == noted


def test_who_asks_too_often_is_told_when_to_ask_again(centre, make_token, settings):
    settings.WALLBOARD_API_RATE = 2
    busy, other = Program(make_token()), Program(make_token())
    assert [busy.get("sites").status_code for _ in range(2)] == [200, 200]
    # The minute may have turned in between.
    reply = next(r for r in (busy.get("sites") for _ in range(4)) if r.status_code == 429)
    assert 1 <= int(reply["Retry-After"]) <= 60
    assert other.get("sites").status_code == 200


def test_without_redis_it_says_so(cast, make_token, settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    reply = Program(make_token()).get("sites")
    assert (reply.status_code, reply["Content-Type"]) == (503, "application/problem+json")
