"""Nobody's name in a text that people typed or a source told, where the policy keeps names back.

Every such field of every model is filled with somebody's name, and then every address is asked for
by everybody. A field that is new fails here until it is said to be one of them or none of them.
What stands in a field of a form is exempt, for saving it would destroy it; so is the administration
(docs/decisions/0009).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from tests.pages.test_who_sees_rooms import GET, POST, ROOMS, things  # noqa: F401
from tests.pages.test_who_sees_what import PAGES
from tests.pages.world import World
from wallboard.alerts.models import Alert, Recipient
from wallboard.api.operations import OPERATIONS
from wallboard.boards.models import (
    Account,
    ApiToken,
    Board,
    Display,
    JobState,
    Queue,
    Site,
    Viewing,
    VirtualQueue,
    Widget,
)
from wallboard.boards.models.api_token import Scope
from wallboard.displays import notices
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.history.models import Interval, IntervalScope, IntervalSources, Outage
from wallboard.history.quarters import quarter_of
from wallboard.pages.views.screens import COOKIE
from wallboard.reports.contents import letter_of
from wallboard.reports.models import DailyReport
from wallboard.state.job_records import RunReport
from wallboard.state.jobs import JobRecords
from wallboard.state.store import FactStore

pytestmark = pytest.mark.usefixtures("redis_client")

NAME, SURNAME = "Anna Björk", "Björk"
ROOM_LABELS = ("boards", "alerts", "history", "reports", "users")
TYPED: Mapping[str, tuple[str, ...]] = {
    "Account": ("name", "trouble"),
    "Alert": ("name", "acknowledged_name", "acknowledged_word"),
    "AgentStretch": ("reason",),
    "ApiToken": ("name",),
    "Board": ("name",),
    "BoardRevision": ("detail",),
    "DailyReport": ("failure",),
    "Delivery": ("failure",),
    "Display": ("name",),
    "Image": ("name",),
    "IntervalScope": ("name",),
    "IntervalSources": ("names",),
    "JobState": ("message", "hint"),
    "Notice": ("text",),
    "Outage": ("source",),
    "Playlist": ("name",),
    "Queue": ("name", "group"),
    "Recipient": ("name", "failure"),
    "Rule": ("name",),
    "Team": ("name",),
    "Viewing": ("what",),
    "VirtualQueue": ("name", "group"),
    "Widget": ("title",),
}
"""What may hold somebody's name, by model."""
NO_NAME: Mapping[str, tuple[str, ...]] = {
    "Account": ("vendor", "base_url", "ca_bundle", "secrets_encrypted"),
    "Agent": ("name", "secret"),
    "AgentAlias": ("external_id", "listed_name"),  # of the administration alone
    "AgentStretch": ("state",),
    "Alert": ("public_id", "metric", "level", "worst", "cleared_why", "told_level"),
    "ApiToken": ("key", "secret_hash"),
    "Board": ("slug",),  # of its address; never searched, as no id is
    "BoardDraft": ("mark", "base", "changed_by_name"),
    "BoardRevision": ("by_name",),  # a user's, as the two around it
    "ClaimRule": ("claim", "value"),
    "DailyReport": ("letter",),
    "Decision": ("said",),  # of the administration alone, as hand-overs
    "Delivery": ("happening", "level"),
    "Display": ("secret_hash",),
    "FigureMinute": ("metric", "scope", "trust"),
    "HandOver": ("former_name", "name"),
    "Identity": ("issuer", "subject"),
    "Image": ("digest", "media_type"),
    "IntervalScope": ("kind", "key"),
    "JobState": ("job", "code"),
    "QueueAlias": ("external_id", "listed_name"),
    "Recipient": ("shown_address", "secrets_encrypted", "language"),
    "Rule": ("metric", "letter", "days"),
    "Site": ("name", "slug", "timezone"),
    "SourceOrder": ("figure",),
    "StreamGeneration": ("job",),
    "Viewing": ("who", "people"),
    "Widget": ("type",),
}
"""What holds none, or is not searched (docs/decisions/0009)."""

FORMS = ("/draft",)  # its answer is what a form holds
INPUT = re.compile(r'<input\b[^>]*\bname="name"[^>]*>')
# Widgets know teams by their names: what the designer offers is what it writes into its form.
TEAMS = re.compile(r'"teams": \[[^]]*\]')
WIDGETS: Mapping[str, Mapping[str, Any]] = {
    "agent_grid": {},
    "figure": {"metric": "contacts_waiting"},
    "help_requests": {},
    "notices": {},
    "queue_table": {"columns": ["contacts_waiting"]},
    "source_health": {},
    "text": {"text": f"Ask {NAME}"},
}


def typed_fields(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }


def test_of_every_text_it_is_said_whether_it_may_hold_a_name() -> None:
    found = {
        model.__name__: typed_fields(model)
        for model in apps.get_models()
        if model._meta.app_label in ROOM_LABELS and typed_fields(model)
    }
    said = {name: {*TYPED.get(name, ()), *NO_NAME.get(name, ())} for name in {*TYPED, *NO_NAME}}
    assert found == said, "A new field is one that somebody's name may be in, or it is not: say so"


@pytest.fixture
def full(world: World, things: dict[str, Any], redis_client: Any) -> dict[str, Any]:  # noqa: F811
    """Somebody's name in everything that is there, and something of everything."""
    site = world.site
    site.people = site.viewers_see = "counts"
    site.save()
    account = Account.objects.create(
        site=site, vendor="trio", name="Växel", base_url="https://trio.test"
    )
    queue = Queue.objects.create(site=site, name="Q", group="G")
    queue.aliases.create(account=account, external_id="17")
    VirtualQueue.objects.create(site=site, name="V").members.add(queue)
    JobState.objects.create(account=account, job="state", state="failing", since=timezone.now())
    _make_board(world)
    _make_past(world, queue)
    _make_troubles(world)
    _make_state(site, account, redis_client)
    for model in apps.get_models():
        for row in model._default_manager.all() if model.__name__ in TYPED else ():
            for field in TYPED[model.__name__]:
                setattr(row, field, f"({row.pk}) of {NAME}")
            row.save()
    return {**things, "team": world.board.team}


def _make_board(world: World) -> None:
    for type_, options in WIDGETS.items():
        Widget.objects.create(board=world.board, type=type_, options=dict(options))
    Board.objects.create(site=world.site, slug="all", name="All", purpose="wall", people="counts")
    ours = Display(site=world.site, board=Board.objects.get(slug="all"), name="Ours")
    ours.offline_told_at = ours.last_seen_at = timezone.now() - timedelta(hours=1)
    ours.secret_hash = "0"
    ours.save()


def _make_past(world: World, queue: Queue) -> None:
    at = quarter_of(int(timezone.now().timestamp()) - 900)
    for kind, key in (("site", ""), ("group", "G"), ("queue", str(queue.pk))):
        scope = IntervalScope.objects.create(site=world.site, kind=kind, key=key)
        told = {"sources": _sources(f"{kind} told"), "filled_by": _sources(f"{kind} filled")}
        counted = {"offered": 3, "answered": 2, "contacts_covered_seconds": 600}
        Interval.objects.create(
            scope=scope, from_at=at, contacts_filled_seconds=300, **told, **counted
        )
    Outage.objects.create(site=world.site, source="s", from_at=at, to_at=at + 60)
    now = timezone.now()
    seen = {"site": world.site, "people": "names", "began_at": now, "until_at": now}
    Viewing.objects.create(who="owner", what="w", board=world.board, **seen)
    Viewing.objects.create(who=NAME, what="w", display=world.display, **seen)


def _sources(names: str) -> IntervalSources:
    return IntervalSources.objects.create(names=names)


def _make_troubles(world: World) -> None:
    Recipient.objects.update(failing_since=timezone.now())
    DailyReport.objects.update(
        failing_since=timezone.now(), scope=IntervalScope.objects.get(kind="queue")
    )
    Alert.objects.update(acknowledged_at=timezone.now())
    over = Alert.objects.filter(team=None).get()
    over.pk, over.public_id, over.cleared_at = None, "over", timezone.now()
    over.save()


def _make_state(site: Site, account: Account, client: Any) -> None:
    at = timezone.now().timestamp()
    notice = {"notice_text": Value(f"{NAME} is ill"), "notice_set": Value(True)}
    for kind, id_, fields in (
        (Kind.QUEUE, "17", {"contacts_waiting": Value(7), "name": Value(NAME)}),
        (Kind.SOURCE, "n1", notice),
    ):
        row = (Observation(kind, id_, fields, at, at),)
        batch = Batch(str(account.pk), "state", frozenset({kind}), row, at)
        FactStore(client).apply(str(site.pk), batch)
    learned = RunReport("2026-03-10", notes={"n": f"{NAME} told"})
    learned.unknown_word("reasons", NAME)
    JobRecords(client).succeeded(str(account.pk), "state", at, learned)


def shown(reply: Any) -> str:
    """What is to be read of an answer: no field in which a name is edited."""
    content = b"".join(reply.streaming_content) if reply.streaming else reply.content
    return TEAMS.sub("", INPUT.sub("", content.decode(errors="replace")))


def betrayals(name: str, address: str, reply: Any) -> list[str]:
    text = shown(reply)
    if "json" in reply.headers.get("Content-Type", ""):
        text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return [
        f"{name} {address}: {text[max(0, found.start() - 80) : found.end()]}"
        for found in re.finditer(SURNAME, text)
    ]


def addresses(world: World, full: dict[str, Any]) -> list[str]:
    pages = [row.address(world) for row in PAGES.values()]
    rooms = [
        ask.address.format(**full) for asked in ROOMS.values() for ask in asked if ask.method == GET
    ]
    scopes = IntervalScope.objects.values_list("pk", flat=True)
    days = [f"/history/{world.site.slug}/?of={pk}" for pk in scopes]
    found = [*pages, *rooms, *days, f"/history/{world.site.slug}/export.csv?of=all", "/boards/all/"]
    return [address for address in found if not address.endswith(FORMS)]


def test_no_page_tells_a_name_that_the_site_withholds(world: World, full: dict[str, Any]) -> None:
    found, reached = [], 0
    for address in addresses(world, full):
        for name, client in world.cast.items():
            reply = client.get(address)
            reached += reply.status_code == 200
            found += betrayals(name, address, reply)
    assert not found, "\n".join(found)
    assert reached > 200


def test_nothing_that_is_done_is_answered_with_a_name(world: World, full: dict[str, Any]) -> None:
    found = []
    for asked in ROOMS.values():
        for ask in asked:
            if ask.method != POST:
                continue
            address = ask.address.format(**full)
            undo = transaction.savepoint()
            form = {key: value.format(**full) for key, value in ask.form.items()}
            reply = world.cast["administrator"].post(address, form, follow=True)
            found += betrayals("administrator", address, reply)
            transaction.savepoint_rollback(undo)
    assert not found, "\n".join(found)


def test_no_viewer_reads_a_name_that_supervisors_may(world: World, full: dict[str, Any]) -> None:
    world.site.people = "names"
    world.site.save()
    found, told = [], ""
    for address in addresses(world, full):
        for name in ("viewer", "team viewer"):
            found += betrayals(name, address, world.cast[name].get(address))
        told += shown(world.cast["supervisor"].get(address))
    assert not found, "\n".join(found)
    assert SURNAME in told


def test_a_stricter_board_has_no_name_in_its_own(world: World, full: dict[str, Any]) -> None:
    world.site.people = world.site.viewers_see = "names"
    world.site.save()
    board = Board.objects.get(slug="all")
    page = shown(world.cast["supervisor"].get("/boards/"))
    assert f"({world.board.pk}) of {NAME}" in page
    assert f"({board.pk}) of …" in page and f"({board.pk}) of {NAME}" not in page.replace(
        f"({world.board.pk}) of {NAME}", ""
    )


def test_no_screen_tells_a_name(world: World, full: dict[str, Any]) -> None:
    client = Client()
    client.cookies[COOKIE] = world.secret
    for address in ("/tv", "/tv/program"):
        reply = client.get(address)
        assert reply.status_code == 200
        assert not betrayals("screen", address, reply)


def test_no_program_is_told_a_name(world: World, full: dict[str, Any]) -> None:
    token = ApiToken(name="Report", scopes=list(Scope.values))
    text = token.new_secret()
    token.save()
    token.sites.set([world.site])
    for one in OPERATIONS:
        address = "/api/v1/" + one.path.format(site=world.site.pk, board=world.board.pk)
        reply = Client().get(address, headers={"Authorization": f"Bearer {text}"})
        assert reply.status_code == 200, address
        assert not betrayals("program", address, reply)


def test_no_letter_tells_a_name(world: World, full: dict[str, Any]) -> None:
    report = DailyReport.objects.get()
    letter = letter_of(report, timezone.localdate())
    assert "of …" in letter.subject
    for part in (letter.subject, letter.text, letter.html):
        assert SURNAME not in part
    User.objects.filter(username="administrator").update(email="admin@example.org")
    assert notices.tell_administrators(world.site, list(Display.objects.all())) == 1
    (told,) = mail.outbox
    assert "of …: " in told.body and SURNAME not in told.body
