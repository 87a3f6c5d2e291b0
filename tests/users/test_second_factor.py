"""A second factor: set up, asked for, guessed at, lost; also at the administration's door."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as in_force
from django.core.cache import cache
from django.urls import reverse

from tests.pages.conftest import PASSWORD
from tests.users.conftest import come_in, signed_in_as, whoever_is_in
from wallboard.users import second_factor
from wallboard.users.models import Identity

pytestmark = pytest.mark.django_db
MINE = "/you/second-factor/"


@pytest.fixture(autouse=True)
def _forgotten():
    cache.clear()


def code_of(secret: str, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def secret_shown(page: str) -> str:
    (found,) = re.findall(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    return str(found)


def codes_shown(page: str) -> list[str]:
    return re.findall(r"<li><code>(\d{8})</code>", page)


@pytest.fixture
def protected(cast):
    """The teammate with a second factor: her secret and her recovery codes."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    return secret, second_factor.turn_on(cast.teammate, secret)


def password(client, name="teammate", where="/login/", **more):
    return client.post(where, {"username": name, "password": PASSWORD, **more})


def test_set_up_on_ones_own_page_and_asked_for_from_then_on(cast, client):
    password(client)
    secret = secret_shown(client.get(MINE).content.decode())
    turned_on = client.post(MINE, {"code": code_of(secret), "password": PASSWORD})
    assert len(codes_shown(turned_on.content.decode())) == 10
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    client.post(reverse("logout"))
    cache.clear()  # the code was used a moment ago
    asked = password(client, next="/health/")
    assert asked["Location"] == "/login/code/"
    assert signed_in_as(client) is None
    let_in = client.post("/login/code/", {"code": code_of(secret)})
    assert let_in["Location"] == "/health/"
    assert signed_in_as(client) == cast.teammate.pk


@pytest.mark.parametrize(
    "given", [{"code": "000000"}, {}, {"code": "right", "password": "wrong"}, {"code": "right"}]
)
def test_it_is_not_turned_on_without_both_code_and_password(cast, client, given):
    password(client)
    secret = secret_shown(client.get(MINE).content.decode())
    if given.get("code") == "right":
        given = {**given, "code": code_of(secret)}
    else:
        given = {**given, "password": PASSWORD}
    page = client.post(MINE, given).content.decode()
    assert 'role="alert"' in page
    assert secret_shown(page) == secret
    assert not second_factor.is_on(cast.teammate)


@pytest.mark.parametrize("door", ["/login/", "/admin/login/"])
def test_a_password_alone_opens_neither_door(cast, client, protected, door):
    cast.teammate.is_staff = True
    cast.teammate.save()
    assert password(client, where=door)["Location"] == "/login/code/"
    for inside in ("/boards/", "/you/", "/admin/", MINE):
        assert "/login/" in client.get(inside)["Location"]
    assert signed_in_as(client) is None


def test_a_wrong_code_counts_towards_the_lock_out(cast, client, protected):
    password(client)
    for _ in range(in_force.AXES_FAILURE_LIMIT):
        reply = client.post("/login/code/", {"code": "000000"})
        cache.clear()  # allauth's own bound, of five guesses in five minutes, comes first
    assert reply.status_code == 429
    secret, codes = protected
    assert client.post("/login/code/", {"code": code_of(secret)}).status_code == 429
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 429
    assert signed_in_as(client) is None
    assert password(client).status_code == 429


def test_guesses_are_bounded_wherever_they_come_from(cast, client, protected):
    password(client)
    for _ in range(5):
        client.post("/login/code/", {"code": "000000"})
    late = client.post("/login/code/", {"code": code_of(protected[0])})
    assert signed_in_as(client) is None
    assert 'role="alert"' in late.content.decode()


def test_a_code_and_a_recovery_code_each_open_once(cast, client, protected):
    secret, codes = protected
    for code, opens in ((codes[0], True), (codes[0], False), (code_of(secret), True),
                        (code_of(secret), False)):  # fmt: skip
        client.logout()
        password(client)
        client.post("/login/code/", {"code": code})
        assert (signed_in_as(client) is not None) == opens
    assert second_factor.codes_left(cast.teammate) == 9


def test_a_code_of_yesterday_opens_nothing(cast, client, protected):
    password(client)
    client.post("/login/code/", {"code": code_of(protected[0], steps=-2880)})
    assert signed_in_as(client) is None


def test_the_step_of_the_code_cannot_be_entered_or_passed_by_itself(cast, client, protected):
    assert client.get("/login/code/")["Location"] == "/login/"
    assert client.post("/login/second-factor/", {"done": "yes"})["Location"] == "/login/"
    password(client)
    assert client.get("/login/second-factor/")["Location"] == "/login/"


def test_other_codes_and_turning_it_off_ask_for_the_password(cast, client, protected):
    _, codes = protected
    client.force_login(cast.teammate, "django.contrib.auth.backends.ModelBackend")
    for wanted in ("codes", "off"):
        assert "not your password" in client.post(MINE, {wanted: "yes"}).content.decode()
    assert second_factor.is_on(cast.teammate)
    others = codes_shown(client.post(MINE, {"codes": "yes", "password": PASSWORD}).content.decode())
    assert not set(others) & set(codes)
    client.post(MINE, {"off": "yes", "password": PASSWORD})
    assert not Authenticator.objects.exists()


def test_where_it_is_wanted_nobody_is_in_before_it_is_set_up(cast, client, settings):
    settings.WALLBOARD_REQUIRE_SECOND_FACTOR = True
    assert password(client, next="/health/")["Location"] == "/login/second-factor/"
    secret = secret_shown(client.get("/login/second-factor/").content.decode())
    client.post("/login/second-factor/", {"done": "yes"})
    assert signed_in_as(client) is None
    page = client.post("/login/second-factor/", {"code": code_of(secret)}).content.decode()
    assert len(codes_shown(page)) == 10
    assert signed_in_as(client) is None
    assert client.post("/login/second-factor/", {"done": "yes"})["Location"] == "/health/"
    assert signed_in_as(client) == cast.teammate.pk


def test_one_that_was_set_up_elsewhere_meanwhile_is_not_replaced(cast, client, settings):
    settings.WALLBOARD_REQUIRE_SECOND_FACTOR = True
    password(client)
    secret = secret_shown(client.get("/login/second-factor/").content.decode())
    second_factor.turn_on(cast.teammate, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    for given in ({"code": code_of(secret)}, {"done": "yes"}):
        assert client.post("/login/second-factor/", given)["Location"] == "/login/"
    assert signed_in_as(client) is None


def test_who_comes_by_single_sign_on_is_not_asked_for_one_here(cast, service, client, settings):
    settings.WALLBOARD_REQUIRE_SECOND_FACTOR = True
    come_in(client)
    user = whoever_is_in(client)
    assert Identity.objects.get().user == user
    assert client.get(MINE)["Location"] == "/you/"


def test_an_administrator_takes_away_a_lost_one_and_nobody_else_does(cast, client, protected):
    chosen = {"action": "take_second_factor", "_selected_action": [cast.teammate.pk]}
    client.force_login(cast.stranger, "django.contrib.auth.backends.ModelBackend")
    client.post("/admin/auth/user/", chosen)
    assert second_factor.is_on(cast.teammate)
    client.force_login(cast.owner, "django.contrib.auth.backends.ModelBackend")
    client.post("/admin/auth/user/", chosen)
    assert not second_factor.is_on(cast.teammate)
    client.logout()
    password(client)
    assert signed_in_as(client) == cast.teammate.pk


def test_who_is_no_staff_is_told_so_at_the_administrations_door(cast, client):
    client.force_login(cast.teammate, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    "path", ["accounts/", "signup/", "accounts/signup/", "accounts/email/", "password/reset/",
             "accounts/password/reset/", "2fa/", "sessions/", "login/signup/", "accounts/login/"],
)  # fmt: skip
def test_pages_of_the_library_that_nobody_asked_for_are_not_there(cast, client, path):
    assert client.get(f"/{path}").status_code == 404
