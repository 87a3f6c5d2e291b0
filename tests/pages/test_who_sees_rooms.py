"""Who gets what of what somebody made first: alerts, rules, notices, images, histories, playlists.

Of each address the exact answer for everybody of the cast. What is posted is undone before the next
one posts it, so that nobody's answer depends on who asked before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.pages.test_images import file
from tests.pages.world import EDITORS, MEMBERS, OF_THE_BOARD, SIGNED_IN, SUPERVISORS, World
from wallboard.alerts.models import Alert, Kind, Recipient, Rule
from wallboard.boards import revisions
from wallboard.boards.models import (
    Agent,
    Board,
    Image,
    Notice,
    Playlist,
    PlaylistEntry,
    Team,
)
from wallboard.boards.models.revision import Deed
from wallboard.boards.pictures import picture_of
from wallboard.history.models import AgentStretch
from wallboard.reports.models import DailyReport

pytestmark = [pytest.mark.usefixtures("redis_client")]

GET, POST = "get", "post"
OF_THE_SITE = frozenset({"administrator", "owner"})
ADMINISTRATORS = OF_THE_SITE | {"stranger"}
"""Of whatever: the stranger is one elsewhere."""
SUPERVISORS_HERE = SUPERVISORS - {"stranger"}
OF_THE_WHOLE = frozenset({"viewer", "supervisor", "administrator", "owner"})


@dataclass(frozen=True)
class Ask:
    """`gets`: status → who gets it; all others get `rest`, who is not signed in `nobody`, by
    default the way to the sign-in. `address` may name a member of `things`."""

    address: str
    gets: Mapping[int, frozenset[str]]
    rest: int = 404
    nobody: int = 302
    method: str = GET
    form: Mapping[str, str] = field(default_factory=dict)


def _posted(
    address: str,
    gets: frozenset[str],
    also: Mapping[int, frozenset[str]] = MappingProxyType({}),
    **form: str,
) -> Ask:
    return Ask(address, {302: gets, **also}, method=POST, form=form)


ROOMS: Mapping[str, tuple[Ask, ...]] = {
    # -- alerts: of Nord's rule; a rule of the site itself is in the lists below
    "alerts/": (Ask("/alerts/", {200: SIGNED_IN}),),
    "alerts/rules/": (Ask("/alerts/rules/", {200: SUPERVISORS}, rest=403),),
    "alerts/rules/new/<int:site>/": (Ask("/alerts/rules/new/{site}/", {200: SUPERVISORS_HERE}),),
    "alerts/rules/<int:rule>/": (Ask("/alerts/rules/{rule}/", {200: EDITORS}),),
    "alerts/rules/<int:rule>/delete": (_posted("/alerts/rules/{rule}/delete", EDITORS),),
    "alerts/recipients/": (Ask("/alerts/recipients/", {200: ADMINISTRATORS}),),
    "alerts/recipients/new/<int:site>/": (
        Ask("/alerts/recipients/new/{site}/", {200: OF_THE_SITE}),
    ),
    "alerts/recipients/<int:recipient>/": (
        Ask("/alerts/recipients/{recipient}/", {200: OF_THE_SITE}),
    ),
    "alerts/recipients/<int:recipient>/delete": (
        _posted("/alerts/recipients/{recipient}/delete", OF_THE_SITE),
    ),
    "alerts/sites/<int:site>/": (_posted("/alerts/sites/{site}/", OF_THE_SITE, floor="on"),),
    "alerts/<str:public_id>/": (
        Ask("/alerts/{alert}/", {200: OF_THE_BOARD}),
        Ask("/alerts/{alert_of_site}/", {200: MEMBERS}),
        _posted("/alerts/{alert}/", EDITORS, also={403: OF_THE_BOARD - EDITORS}, word="I come"),
        _posted(
            "/alerts/{alert_of_site}/", SUPERVISORS_HERE, also={403: MEMBERS - SUPERVISORS_HERE}
        ),
    ),
    "alerts/<str:public_id>/qr.svg": (
        Ask("/alerts/{alert}/qr.svg", {200: OF_THE_BOARD}, nobody=404),
    ),
    # -- the life of a board
    "design/new/": (
        Ask("/design/new/", {200: SUPERVISORS}),
        _posted(
            "/design/new/",
            EDITORS - {"team supervisor"},
            also={400: frozenset({"team supervisor", "supervisor of another team", "stranger"})},
            name="Ours",
            place="site-{site}",
            start="empty-desk",
        ),
    ),
    "design/<int:board>/copy": (_posted("/design/{board}/copy", EDITORS),),
    "design/<int:board>/rename": (_posted("/design/{board}/rename", EDITORS, name="Another"),),
    "design/<int:board>/archive": (_posted("/design/{board}/archive", EDITORS),),
    "design/<int:board>/take-out": (_posted("/design/{archived}/take-out", EDITORS),),
    "design/<int:board>/delete": (
        _posted("/design/{archived}/delete", EDITORS),
        _posted("/design/{board}/delete", frozenset()),  # only out of the archive
    ),
    "design/<int:board>/history/": (Ask("/design/{board}/history/", {200: EDITORS}),),
    "design/<int:board>/history/<int:number>/": (
        Ask("/design/{board}/history/{revision}/", {200: EDITORS}),
    ),
    "design/<int:board>/history/<int:number>/restore": (
        _posted("/design/{board}/history/{revision}/restore", EDITORS),
    ),
    # -- playlists
    "displays/playlists/new/": (Ask("/displays/playlists/new/", {200: SUPERVISORS}, rest=403),),
    "displays/playlists/<int:playlist>/": (
        Ask("/displays/playlists/{playlist}/", {200: EDITORS}),
        _posted("/displays/playlists/{playlist}/", EDITORS, do="delete"),
    ),
    # -- days gone by: of a site as a whole; who has one alone is led there
    "history/": (
        Ask(
            "/history/",
            {
                200: SIGNED_IN - OF_THE_WHOLE - {"stranger"} | {"owner"},
                302: OF_THE_WHOLE - {"owner"} | {"stranger"},
            },
        ),
    ),
    "history/<slug:site>/": (Ask("/history/{slug}/", {200: OF_THE_WHOLE}),),
    "history/<slug:site>/export.<str:form>": (
        Ask("/history/{slug}/export.csv", {200: OF_THE_WHOLE}),
        Ask("/history/{slug}/export.json?of=all", {200: OF_THE_WHOLE}),
    ),
    # People in their states: of all for who supervises the site, else of the teams' own people.
    "history/<slug:site>/people/": (Ask("/history/{slug}/people/", {200: SUPERVISORS_HERE}),),
    "history/<slug:site>/reports/": (Ask("/history/{slug}/reports/", {200: OF_THE_SITE}),),
    "history/<slug:site>/reports/new/": (Ask("/history/{slug}/reports/new/", {200: OF_THE_SITE}),),
    "history/<slug:site>/reports/<int:report>/": (
        Ask("/history/{slug}/reports/{report}/", {200: OF_THE_SITE}),
    ),
    "history/<slug:site>/reports/<int:report>/delete": (
        _posted("/history/{slug}/reports/{report}/delete", OF_THE_SITE),
    ),
    "history/<slug:site>/reports/<int:report>/send": (
        _posted("/history/{slug}/reports/{report}/send", OF_THE_SITE),
    ),
    # -- notices and images: of the site
    "notices/": (
        Ask("/notices/", {200: SIGNED_IN}),
        _posted(  # to the stranger's form, this site is no choice
            "/notices/",
            SUPERVISORS_HERE,
            also={200: frozenset({"stranger"})},
            site="{site}",
            text="Fire drill",
            level="info",
        ),
    ),
    "notices/<int:notice>/end": (_posted("/notices/{notice}/end", SUPERVISORS_HERE),),
    "images/": (Ask("/images/", {200: SUPERVISORS}),),
    "images/<int:image>/remove": (_posted("/images/{image}/remove", SUPERVISORS_HERE),),
    "images/<str:digest>": (Ask("/images/{digest}", {200: MEMBERS}, nobody=404),),
    # -- one's own; of another's session, nothing happens and nothing is told
    "you/": (Ask("/you/", {200: SIGNED_IN}),),
    # Nobody of the cast has a password here, so there is none to change, and no second factor.
    "you/password/": (Ask("/you/password/", {302: SIGNED_IN}),),
    "you/second-factor/": (Ask("/you/second-factor/", {302: SIGNED_IN}),),
    "you/sessions/<int:pk>/end/": (_posted("/you/sessions/1/end/", SIGNED_IN),),
    "you/sessions/end-others/": (_posted("/you/sessions/end-others/", SIGNED_IN),),
}
ASKED = [(route, ask) for route, asked in ROOMS.items() for ask in asked]


@pytest.fixture
def things(world: World) -> dict[str, Any]:
    """What addresses and forms name, all of Nord or of its site."""
    site, nord, now = world.site, world.board.team, timezone.now()
    board = Board.objects.create(
        site=site, slug="gone", name="Nord's old board", team=nord, archived=True
    )
    revision = revisions.record(world.board, None, Deed.PUBLISHED)
    rule = Rule.objects.create(
        site=site, team=nord, name="Nord waits", metric="contacts_waiting", warn=5
    )
    raised = {"metric": "contacts_waiting", "level": "warn", "worst": "warn", "raised_at": now}
    alerts = [
        Alert.objects.create(site=site, name=name, team=team, rule=of, level_at=now, **raised)
        for name, team, of in (("Nord waits", nord, rule), ("Malmö waits", None, None))
    ]
    recipient = Recipient(site=site, kind=Kind.EMAIL, name="Anna")
    recipient.keep_secrets("anna@example.org")
    recipient.save()
    playlist = Playlist.objects.create(site=site, name="Nord's day")
    PlaylistEntry.objects.create(playlist=playlist, board=world.board)
    anna = Agent.objects.create(site=site, name="Anna Björk")
    anna.teams.add(*Team.objects.filter(site=site, name="Nord"))
    at = int(now.timestamp())
    AgentStretch.objects.create(site=site, agent=anna, state="paused", from_at=at - 60)
    picture = picture_of(file())
    image = Image.objects.create(
        site=site,
        name="Malmö's logo",
        digest=picture.digest,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        content=picture.content,
    )
    return {
        "site": site.pk,
        "slug": site.slug,
        "board": world.board.pk,
        "archived": board.pk,
        "revision": revision.number,
        "rule": rule.pk,
        "alert": alerts[0].public_id,
        "alert_of_site": alerts[1].public_id,
        "recipient": recipient.pk,
        "report": DailyReport.objects.create(site=site, recipient=recipient).pk,
        "playlist": playlist.pk,
        "notice": Notice.objects.create(site=site, text="Malmö's lift is broken").pk,
        "image": image.pk,
        "digest": image.digest,
    }


@pytest.mark.parametrize(("route", "ask"), ASKED, ids=[f"{a.method} {a.address}" for _, a in ASKED])
def test_everybody_gets_what_the_table_says(
    world: World, things: dict[str, Any], route: str, ask: Ask
) -> None:
    address = ask.address.format(**things)
    form = {name: value.format(**things) for name, value in ask.form.items()}
    expected = dict.fromkeys(world.cast, ask.rest) | {"nobody": ask.nobody}
    for status, names in ask.gets.items():
        expected |= dict.fromkeys(names, status)
    found = {}
    for name, client in world.cast.items():
        undo = transaction.savepoint()
        reply = getattr(client, ask.method)(address, form)
        transaction.savepoint_rollback(undo)
        found[name] = reply.status_code
        if name == "nobody" and reply.status_code == 302:
            assert reply["Location"].startswith("/login/"), "to the sign-in and nowhere else"
    assert found == expected


NAMED: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("/alerts/", "Nord waits", OF_THE_BOARD),
    ("/alerts/", "Malmö waits", MEMBERS),
    ("/alerts/rules/", "Nord waits", EDITORS),
    ("/alerts/recipients/", "Anna", OF_THE_SITE),
    ("/notices/", "Malmö&#x27;s lift is broken", MEMBERS),
    ("/images/", "Malmö&#x27;s logo", SUPERVISORS_HERE),
    ("/displays/", "Nord&#x27;s day", EDITORS),
    ("/boards/", "Nord&#x27;s old board", EDITORS),
    # Who has one site is led to it; who supervises teams of one is offered their people.
    ("/history/", "Malmö", frozenset({"owner", "team supervisor", "supervisor of another team"})),
    ("/history/malmo/people/", "Anna Björk", EDITORS),
)


@pytest.mark.parametrize(("address", "words", "seen_by"), NAMED)
def test_a_list_holds_what_is_its_readers_and_nothing_else(
    world: World, things: dict[str, Any], address: str, words: str, seen_by: frozenset[str]
) -> None:
    found = {
        name for name, client in world.cast.items() if words in client.get(address).content.decode()
    }
    assert found == seen_by
