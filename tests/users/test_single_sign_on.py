"""Single sign-on against a real service over HTTP: who comes in, and everything that is refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.users.conftest import RETURN, come_in, signed_in_as, visit, whoever_is_in
from tests.users.sign_in_service import FAULTS, SignInService
from wallboard import checks
from wallboard.boards.admin.sites import MemberForm
from wallboard.boards.models import Membership, Team
from wallboard.users.models import ClaimRule, Identity

pytestmark = pytest.mark.django_db


def test_somebody_new_comes_in_and_is_the_same_the_next_time(service):
    service.person = {"sub": "u-7", "preferred_username": "anna", "given_name": "Anna"}
    first, second = Client(), Client()
    assert come_in(first)["Location"] == "/"
    come_in(second)
    (user,) = User.objects.all()
    assert (user.username, user.first_name) == ("anna", "Anna")
    assert not user.has_usable_password()
    assert signed_in_as(first) == signed_in_as(second) == user.pk


def test_the_service_is_asked_with_pkce_state_and_nonce(service):
    visit(Client())
    (asked,) = service.asked
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_lies_lets_nobody_in_and_says_so_in_a_sentence(service, fault):
    service.fault = fault
    client = Client()
    reply = come_in(client)
    assert reply.status_code == 403
    assert "You are not signed in" in reply.content.decode()
    assert signed_in_as(client) is None
    assert not User.objects.exists()


def test_a_state_of_another_browser_lets_nobody_in(service):
    address = visit(Client())
    other = Client()
    visit(other)
    reply = other.get(address)
    assert reply.status_code == 403
    assert "not begun here" in reply.content.decode()
    assert signed_in_as(other) is None


def test_a_way_back_is_gone_once(service):
    client = Client()
    address = visit(client)
    client.get(address)
    client.logout()
    assert client.get(address).status_code == 403
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?error=access_denied", "?code=&state="]
)
def test_coming_back_without_having_left_is_refused(service, query):
    assert Client().get(RETURN + query).status_code == 403


def test_who_declines_there_is_told_so(service):
    service.fault = "declined"
    assert "cancelled" in come_in(Client()).content.decode()


def test_a_service_that_is_down_is_said_before_and_after(service):
    client = Client()
    address = visit(client)
    service.stop()
    for reply in (client.get(address), _afresh(Client())):
        assert reply.status_code in (403, 502)
        assert "cannot be reached" in reply.content.decode()


def _afresh(client):
    from wallboard.users import provider

    provider._known = None
    return client.get("/login/sso/")


def test_a_service_that_calls_itself_otherwise_is_not_used(service, settings):
    settings.WALLBOARD_SSO_ISSUER = service.issuer.replace("127.0.0.1", "localhost")
    assert Client().get("/login/sso/").status_code == 502


def test_nobody_is_linked_by_a_name_or_an_address(service, cast):
    cast.owner.email = "owner@example.org"
    cast.owner.save()
    service.person = {
        "sub": "evil",
        "preferred_username": "owner",
        "email": "owner@example.org",
        "email_verified": True,
    }
    client = Client()
    come_in(client)
    user = whoever_is_in(client)
    assert user != cast.owner
    assert user.username == "owner-2"
    assert not user.is_superuser


def test_an_administrator_may_give_an_account_to_an_identity(service, cast):
    Identity.objects.create(user=cast.teammate, issuer=service.issuer, subject="u-1")
    client = Client()
    come_in(client)
    assert signed_in_as(client) == cast.teammate.pk


def test_who_was_deactivated_stays_out(service, cast):
    Identity.objects.create(user=cast.teammate, issuer=service.issuer, subject="u-1")
    User.objects.filter(pk=cast.teammate.pk).update(is_active=False)
    client = Client()
    reply = come_in(client)
    assert reply.status_code == 403
    assert "deactivated" in reply.content.decode()
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/health/", "/health/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_leads_to_no_other_host(service, asked, sent):
    assert come_in(Client(), asked)["Location"] == sent


def test_the_button_is_there_only_where_there_is_a_service(service, settings, client):
    assert "Sign in with Office" in client.get("/login/").content.decode()
    settings.WALLBOARD_SSO_ISSUER = ""
    assert "/login/sso/" not in client.get("/login/").content.decode()
    assert client.get("/login/sso/").status_code == 404
    assert client.get(RETURN).status_code == 404


# -- roles by claims ------------------------------------------------------------------------------


def rule(site, value, role="viewer", *teams, claim="roles"):
    one = ClaimRule.objects.create(
        claim=claim, value=value, site=site, role=role, limited=bool(teams)
    )
    one.teams.set(teams)
    return one


def held(user):
    return {
        m.site.slug: (m.role, sorted(team.name for team in m.teams.all()), m.limited)
        for m in Membership.objects.filter(user=user)
    }


def known_as(service: SignInService, roles) -> User:
    service.person = {"sub": "u-1", "roles": roles}
    client = Client()
    come_in(client)
    return whoever_is_in(client)


def test_claims_give_roles_and_take_them_away_again(service, cast):
    nord = Team.objects.create(site=cast.site, name="Nord")
    syd = Team.objects.create(site=cast.site, name="Syd")
    rule(cast.site, "look")
    rule(cast.site, "lead-nord", "supervisor", nord)
    rule(cast.site, "lead-syd", "supervisor", syd)
    rule(cast.other_site, "admin-vasa", "administrator")
    user = known_as(service, ["look"])
    assert held(user) == {"malmo": ("viewer", [], False)}
    known_as(service, ["look", "lead-nord", "lead-syd"])
    assert held(user) == {"malmo": ("supervisor", ["Nord", "Syd"], True)}
    known_as(service, ["lead-nord", "admin-vasa"])
    assert held(user) == {
        "malmo": ("supervisor", ["Nord"], True),
        "vasa": ("administrator", [], False),
    }
    user.refresh_from_db()
    assert user.is_staff
    known_as(service, ["something else"])
    assert held(user) == {}
    user.refresh_from_db()
    assert not user.is_staff


def test_what_a_person_gave_stays_whatever_claims_say(service, cast):
    rule(cast.site, "look")
    Identity.objects.create(user=cast.teammate, issuer=service.issuer, subject="u-1")
    Membership.objects.filter(user=cast.teammate).update(role="supervisor")
    User.objects.filter(pk=cast.teammate.pk).update(is_staff=True)
    known_as(service, ["look"])
    assert held(cast.teammate) == {"malmo": ("supervisor", [], False)}
    known_as(service, [])
    assert held(cast.teammate) == {"malmo": ("supervisor", [], False)}
    assert User.objects.get(pk=cast.teammate.pk).is_staff


def test_a_rule_whose_team_was_deleted_gives_no_whole_site(service, cast):
    nord = Team.objects.create(site=cast.site, name="Nord")
    rule(cast.site, "lead", "supervisor", nord)
    nord.delete()
    assert held(known_as(service, "lead")) == {"malmo": ("supervisor", [], True)}


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("groups", {"groups": ["g"]}),
        ("role", {"role": "g"}),
        ("realm_access.roles", {"realm_access": {"roles": ["x", "g"]}}),
        ("https://example.org/roles", {"https://example.org/roles": ["g"]}),
    ],
)
def test_a_claim_may_be_a_word_a_list_or_lie_within_another(service, cast, claim, claims):
    rule(cast.site, "g", claim=claim)
    service.person = {"sub": "u-1", **claims}
    client = Client()
    come_in(client)
    assert set(held(whoever_is_in(client))) == {"malmo"}


@pytest.mark.parametrize("roles", [None, {}, {"g": 1}, [["g"]], [None], 7, "G", "g "])
def test_a_claim_of_another_shape_gives_nothing(service, cast, roles):
    rule(cast.site, "g")
    assert held(known_as(service, roles)) == {}


def test_what_a_person_changed_of_a_gift_is_a_persons_from_then_on(service, cast):
    rule(cast.site, "look")
    user = known_as(service, ["look"])
    gift = Membership.objects.get(user=user)
    untouched = MemberForm({"user": user.pk, "role": "viewer", "teams": []}, instance=gift)
    assert untouched.is_valid()
    assert untouched.save().from_claims
    changed = MemberForm({"user": user.pk, "role": "supervisor", "teams": []}, instance=gift)
    assert changed.is_valid()
    changed.save()
    known_as(service, [])
    assert held(user) == {"malmo": ("supervisor", [], False)}


# -- as configured --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "client_id", "scopes", "production", "told"),
    [
        ("", "", ("openid",), True, []),
        ("https://login.test", "wallboard", ("openid",), True, []),
        ("http://login.test", "wallboard", ("openid",), False, []),
        ("https://login.test", "", ("openid",), False, ["wallboard.E007"]),
        ("", "wallboard", ("openid",), False, ["wallboard.E007"]),
        ("https://login.test", "wallboard", ("profile",), False, ["wallboard.E007"]),
        ("http://login.test", "wallboard", ("openid",), True, ["wallboard.W008"]),
    ],
)
def test_what_is_configured_by_halves_is_told(
    settings, issuer, client_id, scopes, production, told
):
    settings.WALLBOARD_SSO_ISSUER = issuer
    settings.WALLBOARD_SSO_CLIENT_ID = client_id
    settings.WALLBOARD_SSO_SCOPES = scopes
    settings.PRODUCTION = production
    assert [message.id for message in checks.single_sign_on()] == told
