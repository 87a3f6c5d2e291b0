from __future__ import annotations

import re

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from wallboard.boards import ready_made, widgets
from wallboard.boards.models import Account, Board, Site, Widget

SIMULATOR = (
    "--simulator-trio=http://127.0.0.1:8101/te/api",
    "--simulator-calabrio=http://127.0.0.1:8103/api/rest",
    "--simulator-o2g=http://127.0.0.1:8104/api/rest",
    "--simulator-sinch=http://127.0.0.1:8108/demo",
)


def first_start(capsys, *words):
    call_command("first_start", *words)
    return capsys.readouterr().out


def test_a_new_installation_gets_a_demo_site_with_four_accounts_and_boards(db, capsys):
    first_start(capsys, *SIMULATOR)
    site = Site.objects.get()
    slugs = [board.slug for board in site.boards.all()]
    assert slugs == ["wall", "queues", "agents", "team", "day"]
    accounts = {account.vendor: account for account in site.accounts.all()}
    assert set(accounts) == {"trio", "calabrio", "o2g", "sinch"}
    assert all(account.simulation for account in accounts.values())
    assert accounts["trio"].secrets["password"] == "demo-lösen-1"
    assert accounts["calabrio"].secrets["user"] == "wallboard@demo.invalid"
    assert accounts["o2g"].secrets == {"login": "wallboard", "password": "demo-o2g-1"}
    assert accounts["sinch"].options["rmi"] is True


def test_every_ready_made_widget_is_one_that_the_registry_accepts(db, capsys):
    first_start(capsys)
    assert Widget.objects.count() > 10
    for widget in Widget.objects.all():
        widget.full_clean()
        assert widgets.problems(widget.type, widget.options) == []


@pytest.mark.parametrize("words", [(), SIMULATOR], ids=["own", "demo"])
def test_ready_made_widgets_do_not_overlap(db, capsys, words):
    first_start(capsys, *words)
    for board in Board.objects.all():
        cells = [
            (x, y)
            for w in board.widgets.all()
            for x in range(w.x, w.x + w.width)
            for y in range(w.y, w.y + w.height)
        ]
        assert len(cells) == len(set(cells)), board


def test_the_password_is_told_once_and_opens_the_door(db, capsys):
    told = first_start(capsys, *SIMULATOR)
    password = re.findall(r"Password:\s+(\S+)", told)[0]
    assert "Administrator: admin" in told
    request = RequestFactory().post("/")
    assert authenticate(request, username="admin", password=password) is not None
    again = first_start(capsys, *SIMULATOR)
    assert "Administrator: admin" in again
    assert "Password" not in again


def test_a_second_start_changes_nothing(db, capsys):
    first_start(capsys, *SIMULATOR)
    before = (Site.objects.get().revision, Widget.objects.count(), Account.objects.count())
    first_start(capsys, *SIMULATOR)
    assert (Site.objects.get().revision, Widget.objects.count(), Account.objects.count()) == before


def test_other_ports_of_the_simulator_are_taken_over(db, capsys):
    first_start(capsys, *SIMULATOR)
    first_start(capsys, "--simulator-trio=http://127.0.0.1:9101/te/api")
    assert Account.objects.get(vendor="trio").base_url == "http://127.0.0.1:9101/te/api"


def test_without_the_simulator_there_is_an_own_site_and_no_account(db, capsys):
    first_start(capsys)
    assert Site.objects.get().name == "Contact centre"
    assert Account.objects.count() == 0
    assert Board.objects.count() == len(ready_made.PLANS)


def test_demo_accounts_rest_while_the_simulator_does_not_run(db, capsys):
    first_start(capsys, *SIMULATOR)
    first_start(capsys)
    assert all(account.paused for account in Account.objects.all())
    first_start(capsys, *SIMULATOR)
    assert not any(account.paused for account in Account.objects.all())


def test_a_board_that_was_archived_does_not_come_back(db, capsys):
    first_start(capsys, *SIMULATOR)
    Board.objects.filter(slug="queues").update(archived=True)
    first_start(capsys, *SIMULATOR)
    assert Board.objects.filter(archived=False).count() == len(ready_made.PLANS) - 1


def test_a_forgotten_password_is_replaced(db, capsys):
    first_start(capsys)
    call_command("set_password", "--generate")
    password = re.findall(r"Password: (\S+)", capsys.readouterr().out)[0]
    assert get_user_model().objects.get().check_password(password)
    with pytest.raises(CommandError, match="nobody-here"):
        call_command("set_password", "nobody-here", "--generate")
