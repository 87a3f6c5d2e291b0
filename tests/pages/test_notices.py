"""`/notices/`: supervisors type for their sites; members read; nobody else learns anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from wallboard.boards.models import Agent, Membership, Notice, Role
from wallboard.boards.specs import site_spec

PAGE = reverse("notices")


@pytest.fixture
def supervisor(cast):
    Membership.objects.filter(user=cast.teammate).update(role=Role.SUPERVISOR)
    return cast.browser(cast.teammate)


def typed(cast, **changes):
    now = timezone.now()
    values = {"site": cast.site, "text": "Drill", "from_at": now - timedelta(minutes=1), **changes}
    return Notice.objects.create(**values)


def post(client, cast, **changes):
    fields = {"site": cast.site.pk, "text": "Fire drill", "level": "warn", **changes}
    return client.post(PAGE, fields)


def test_a_supervisor_types_one_and_it_reaches_the_boards(cast, supervisor):
    assert post(supervisor, cast).status_code == 302
    notice = Notice.objects.get()
    assert (notice.text, notice.level, notice.author) == ("Fire drill", "warn", cast.teammate)
    assert notice.until_at is None
    (spec,) = site_spec(cast.site.pk).notices
    assert (spec.text, spec.level) == ("Fire drill", "warn")


def test_names_in_its_text_are_those_of_the_policy(cast, supervisor):
    Agent.objects.create(site=cast.site, name="Anna Björk")
    notice = typed(cast, text="Björk, Anna is ill")
    assert "Björk, Anna is ill" in supervisor.get(PAGE).content.decode()
    Membership.objects.filter(user=cast.teammate).update(role=Role.VIEWER)
    shown = supervisor.get(PAGE).content.decode()
    assert "is ill" in shown
    assert "Björk" not in shown
    notice.refresh_from_db()
    assert notice.text == "Björk, Anna is ill", "what is stored stays"


def test_times_are_those_of_the_sites_clock(cast, supervisor):
    cast.site.timezone = "Asia/Tokyo"
    cast.site.save()
    post(supervisor, cast, from_at="2030-01-02T09:00", until_at="2030-01-02T10:30")
    notice = Notice.objects.get()
    assert notice.from_at == datetime(2030, 1, 2, 0, 0, tzinfo=UTC)
    assert notice.until_at == datetime(2030, 1, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": "  "}, "required"),
        ({"text": "x" * 201}, "at most 200"),
        ({"until_at": "2020-01-01T00:00"}, "end after it began"),
        ({"until_at": "tomorrow"}, "valid date"),
        ({"level": "alarm"}, "valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(cast, supervisor, wrong, words):
    reply = post(supervisor, cast, **wrong)
    assert reply.status_code == 200
    assert words in reply.content.decode()
    assert not Notice.objects.exists()


def test_one_that_has_ended_is_on_no_board_and_no_page(cast, supervisor):
    typed(cast, text="Old", until_at=timezone.now() - timedelta(seconds=1))
    assert "Old" not in supervisor.get(PAGE).content.decode()
    assert site_spec(cast.site.pk).notices == ()


def test_taking_it_down_ends_it_and_keeps_the_row(cast, supervisor):
    notice = typed(cast)
    assert "Drill" in supervisor.get(PAGE).content.decode()
    assert supervisor.post(reverse("notice-end", args=[notice.pk])).status_code == 302
    notice.refresh_from_db()
    assert notice.until_at is not None
    assert site_spec(cast.site.pk).notices == ()


def test_a_viewer_reads_and_may_neither_type_nor_take_down(cast):
    notice = typed(cast)
    client = cast.browser(cast.teammate)
    page = client.get(PAGE).content.decode()
    assert "Drill" in page
    assert "notice-form" not in page
    assert post(client, cast).status_code == 404
    assert client.post(reverse("notice-end", args=[notice.pk])).status_code == 404
    assert Notice.objects.get().until_at is None


def test_a_stranger_sees_nothing_and_types_for_no_other_site(cast):
    notice = typed(cast)
    Membership.objects.filter(user=cast.stranger).update(role=Role.SUPERVISOR)
    client = cast.browser(cast.stranger)
    assert "Drill" not in client.get(PAGE).content.decode()
    assert post(client, cast).status_code == 200  # refused: no such choice
    assert client.post(reverse("notice-end", args=[notice.pk])).status_code == 404
    assert Notice.objects.count() == 1


def test_who_is_not_signed_in_is_led_to_the_sign_in(cast):
    assert "/login/" in cast.browser().get(PAGE)["Location"]
