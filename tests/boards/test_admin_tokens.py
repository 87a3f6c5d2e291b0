"""API tokens in the admin: made by administrators, for their own sites, shown once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from wallboard.boards import tokens
from wallboard.boards.models import ApiToken

ADD = "admin:boards_apitoken_add"


@pytest.fixture
def form(site):
    return {"name": "Report", "sites": [site.pk], "scopes": ["figures", "sites"]}


def token_for(*sites):
    token = ApiToken(name="Report", scopes=["figures"])
    text = token.new_secret()
    token.save()
    token.sites.set(sites)
    return token, text


def test_the_text_of_a_token_is_shown_once(client, teammate, form):
    client.force_login(teammate)
    page = client.post(reverse(ADD), form)
    (text,) = re.findall(r"wb_[0-9a-f]{16}_[\w-]{43}", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    token = tokens.token_of(text)
    assert token is not None
    assert (token.name, token.created_by, token.scopes) == ("Report", teammate, form["scopes"])
    later = client.get(reverse("admin:boards_apitoken_change", args=[token.pk])).content.decode()
    assert text.split("_", 2)[2] not in later
    assert token.secret_hash not in later


def test_a_stranger_can_neither_see_nor_make_nor_revoke_it(client, stranger, site, form):
    token, _ = token_for(site)
    client.force_login(stranger)
    assert "Report" not in client.get(reverse("admin:boards_apitoken_changelist")).content.decode()
    refused = client.post(reverse(ADD), form)
    assert "errorlist" in refused.content.decode()
    assert client.post(reverse("admin:apitoken-revoke", args=[token.pk])).status_code == 403
    token.refresh_from_db()
    assert token.revoked_at is None
    assert ApiToken.objects.count() == 1


def test_a_token_that_also_opens_another_site_is_the_superusers(
    client, owner, teammate, site, other_site
):
    token, _ = token_for(site, other_site)
    change = reverse("admin:boards_apitoken_change", args=[token.pk])
    for user, status in ((teammate, 302), (owner, 200)):
        client.force_login(user)
        assert client.get(change).status_code == status


def test_revoking_ends_it_at_once_and_tells_open_streams(client, teammate, site, told):
    token, text = token_for(site)
    client.force_login(teammate)
    with told() as heard:
        client.post(reverse("admin:apitoken-revoke", args=[token.pk]))
    assert tokens.token_of(text) is None
    assert ("access", str(site.pk)) in heard


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_token_opens_at_least_one_known_scope(client, teammate, form, scopes):
    client.force_login(teammate)
    assert "errorlist" in client.post(reverse(ADD), {**form, "scopes": scopes}).content.decode()
    assert not ApiToken.objects.exists()
