"""A site with two teams, and everybody who can stand in any relation to what is Nord's."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.test import Client

from wallboard.boards.models import Board, Display, Membership, Role, Site, Team, Widget

OF_THE_BOARD = frozenset(
    {"viewer", "team viewer", "team supervisor", "supervisor", "administrator", "owner"}
)
"""Who sees a board of the team Nord."""
EDITORS = OF_THE_BOARD - {"viewer", "team viewer"}
MEMBERS = OF_THE_BOARD | {"viewer of another team", "supervisor of another team"}
SIGNED_IN = MEMBERS | {"stranger"}
SUPERVISORS = EDITORS | {"supervisor of another team", "stranger"}
"""Of whatever: the stranger is one elsewhere."""
EVERYBODY = SIGNED_IN | {"nobody"}


@dataclass
class World:
    site: Site
    board: Board
    widget: Widget
    display: Display
    secret: str = field(repr=False)  # of the display
    cast: dict[str, Client] = field(default_factory=dict)


def make_world() -> World:
    """Nord's board, widget and screen; members of every role, of the whole site and of teams."""
    site = Site.objects.create(name="Malmö", slug="malmo")
    far = Site.objects.create(name="Vasa", slug="vasa")
    nord, syd = (Team.objects.create(site=site, name=name) for name in ("Nord", "Syd"))
    board = Board.objects.create(site=site, slug="nord", name="Nord's board", team=nord)
    widget = Widget.objects.create(
        board=board, type="figure", width=3, options={"metric": "contacts_waiting"}
    )
    display = Display(site=site, board=board, name="Nord's screen")
    secret = display.new_secret()
    display.save()
    world = World(site, board, widget, display, secret)
    members = {
        "viewer": (site, Role.VIEWER, ()),
        "team viewer": (site, Role.VIEWER, (nord,)),
        "viewer of another team": (site, Role.VIEWER, (syd,)),
        "team supervisor": (site, Role.SUPERVISOR, (nord,)),
        "supervisor of another team": (site, Role.SUPERVISOR, (syd,)),
        "supervisor": (site, Role.SUPERVISOR, ()),
        "administrator": (site, Role.ADMINISTRATOR, ()),
        "stranger": (far, Role.ADMINISTRATOR, ()),
    }
    for name, (of, role, teams) in members.items():
        user = User.objects.create_user(name, is_staff=role == Role.ADMINISTRATOR)
        Membership.objects.create(user=user, site=of, role=role).teams.set(teams)
        world.cast[name] = signed_in(user)
    world.cast["owner"] = signed_in(User.objects.create_superuser("owner"))
    world.cast["nobody"] = Client()
    return world


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
