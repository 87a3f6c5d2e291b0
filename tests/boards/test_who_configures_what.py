"""Who reaches which page of the administration: one table of its models, walked by everybody.

A model that is new in the admin fails here until it has a row. What a row's page shows of whose
site, and that nobody smuggles anything into another's, is in test_admin_sites.py.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from wallboard.boards.admin.scoping import Scoped
from wallboard.boards.models import Membership, Role, Site, Team

ADMINISTRATORS, SUPERUSERS = "administrators", "superusers"
MODELS: Mapping[str, str] = {
    "auth.user": SUPERUSERS,
    "auth.group": SUPERUSERS,
    "boards.account": ADMINISTRATORS,
    "boards.agent": ADMINISTRATORS,
    "boards.agentalias": ADMINISTRATORS,
    "boards.apitoken": ADMINISTRATORS,
    "boards.board": ADMINISTRATORS,
    "boards.display": ADMINISTRATORS,
    "boards.notice": ADMINISTRATORS,
    "boards.queue": ADMINISTRATORS,
    "boards.queuealias": ADMINISTRATORS,
    "boards.site": ADMINISTRATORS,
    "boards.sourceorder": ADMINISTRATORS,
    "boards.team": ADMINISTRATORS,
    "boards.virtualqueue": ADMINISTRATORS,
    "history.namedclock": ADMINISTRATORS,
    "users.claimrule": SUPERUSERS,
    "users.identity": SUPERUSERS,
    "usersessions.usersession": SUPERUSERS,
}
REGISTERED = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
# Who is let into the admin at all is staff; the others are led to the sign-in.
STAFF = ("administrator", "supervisor of the staff", "team administrator", "stranger", "owner")
ALLOWED = {
    ADMINISTRATORS: {"administrator", "stranger", "owner"},  # each of the sites of their own
    SUPERUSERS: {"owner"},
}


@pytest.fixture
def cast(db, site, other_site) -> dict[str, Client]:
    team = Team.objects.create(site=site, name="Nord")
    members = {
        "administrator": (site, Role.ADMINISTRATOR, ()),
        "team administrator": (site, Role.ADMINISTRATOR, (team,)),
        "supervisor": (site, Role.SUPERVISOR, ()),
        "supervisor of the staff": (site, Role.SUPERVISOR, ()),
        "team supervisor": (site, Role.SUPERVISOR, (team,)),
        "viewer": (site, Role.VIEWER, ()),
        "administrator who is not staff": (site, Role.ADMINISTRATOR, ()),
        "stranger": (other_site, Role.ADMINISTRATOR, ()),
    }
    users = get_user_model().objects
    cast = {"nobody": Client()}
    for name, (of, role, teams) in members.items():
        user = users.create_user(name, is_staff=name in STAFF)
        Membership.objects.create(user=user, site=of, role=role).teams.set(teams)
        cast[name] = _signed_in(user)
    cast["owner"] = _signed_in(users.create_superuser("owner"))
    return cast


def _signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_model_of_the_admin_has_a_row():
    assert set(REGISTERED) <= set(MODELS), "who may configure it? Give it a row in MODELS."


def test_what_is_for_administrators_is_scoped_to_their_sites():
    for label, page in REGISTERED.items():
        if MODELS[label] == ADMINISTRATORS:
            scoped = isinstance(page, Scoped) or hasattr(page, "_may")
            assert scoped, f"{page} would show rows of every site"
            for inline in page.inlines:
                assert issubclass(inline, Scoped) or hasattr(inline, "_may"), inline


@pytest.mark.parametrize("label", sorted(REGISTERED))
def test_everybody_reaches_what_the_table_says(label, cast):
    app, model = label.split(".")
    found = {}
    for page in ("changelist", "add"):
        address = reverse(f"admin:{app}_{model}_{page}")
        names = STAFF if page == "add" else cast
        found[page] = {name: cast[name].get(address).status_code for name in names}
    allowed = ALLOWED[MODELS[label]]
    for name, status in found["changelist"].items():
        expected = 302 if name not in STAFF else 200 if name in allowed else 403
        assert status == expected, (label, name)
    for name, status in found["add"].items():
        if name not in allowed:
            assert status == 403, (label, name)


def test_the_sites_own_page_and_its_policy_are_for_its_administrators(cast, site):
    address = reverse("admin:boards_site_change", args=[site.pk])
    form = {"name": site.name, "slug": site.slug, "timezone": site.timezone}
    form |= {"people": "counts", "language": getattr(site, "language", "en")}
    form |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    for name, client in cast.items():
        Site.objects.filter(pk=site.pk).update(people="names")
        client.post(address, form)
        changed = Site.objects.get(pk=site.pk).people == "counts"
        assert changed == (name in {"administrator", "owner"}), name
