from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from wallboard.boards import access
from wallboard.boards.models import Agent, AgentAlias, Board, Decision, Display, Queue, Widget


@pytest.fixture(autouse=True)
def _signed_in(client, owner):
    client.force_login(owner)


def board_form(board, *widgets):
    form = {"site": board.site_id, "name": board.name, "slug": board.slug, "position": 0}
    form |= {"purpose": "wall", "theme": "dark"}
    form |= {"widgets-TOTAL_FORMS": len(widgets), "widgets-INITIAL_FORMS": 0}
    for number, widget in enumerate(widgets):
        widget = {"x": 0, "y": 0, "width": 3, "height": 2, "options": "{}", "title": ""} | widget
        form |= {f"widgets-{number}-{key}": value for key, value in widget.items()}
    return form


def change(row):
    return reverse(f"admin:boards_{row._meta.model_name}_change", args=[row.pk])


def test_a_widget_is_added_to_a_board_and_told(client, board, told):
    options = json.dumps({"metric": "answered"})
    with told() as heard:
        reply = client.post(
            change(board), board_form(board, {"type": "figure", "options": options})
        )
    assert reply.status_code == 302
    assert Widget.objects.get().options == {"metric": "answered"}
    assert heard.count(("configuration", str(board.site_id))) == 1


@pytest.mark.parametrize(
    ("widget", "words"),
    [
        ({"type": "figure", "options": '{"metric": "happiness"}'}, "is no metric of a queue"),
        ({"type": "figure", "options": '{"colour": "red"}'}, "There is no option"),
        ({"type": "figure", "options": "[]"}, "Write an object"),
        ({"type": "figure", "options": "{"}, "Enter a valid JSON"),
        ({"type": "figure", "x": 10}, "ends beyond it"),
        ({"type": "hologram"}, "not one of the available choices"),
    ],
)
def test_a_widget_that_makes_no_sense_is_refused_in_words(client, board, widget, words):
    page = client.post(change(board), board_form(board, widget)).content.decode()
    assert words in page
    assert not Widget.objects.exists()


def test_a_screen_gets_its_link_once_in_the_fragment(client, board):
    form = {"name": "Room 4", "board": board.pk}
    page = client.post(reverse("admin:boards_display_add"), form).content.decode()
    secret = re.findall(r"http://testserver/tv#([\w-]{40,})", page)[0]
    display = access.display_for_secret(secret)
    assert display is not None
    assert display.site_id == board.site_id
    assert secret not in client.get(change(display)).content.decode()
    assert secret not in str(client.cookies)


def test_another_link_replaces_the_first_and_revoking_closes_it(client, board):
    form = {"name": "Room 4", "board": board.pk}
    client.post(reverse("admin:boards_display_add"), form)
    display = Display.objects.get()
    page = client.post(reverse("admin:display-renew", args=[display.pk])).content.decode()
    secret = re.findall(r"/tv#([\w-]{40,})", page)[0]
    assert access.display_for_secret(secret) == display
    client.post(reverse("admin:display-revoke", args=[display.pk]))
    assert access.display_for_secret(secret) is None


def test_a_stranger_makes_no_link(client, board, stranger):
    display = Display(site=board.site, board=board, name="D")
    display.new_secret()
    display.save()
    client.force_login(stranger)
    for name in ("renew", "revoke"):
        address = reverse(f"admin:display-{name}", args=[display.pk])
        assert client.post(address).status_code == 403
    assert Display.objects.get().secret_hash == display.secret_hash


def test_renaming_a_queue_keeps_imports_from_renaming_it(client, site):
    queue = Queue.objects.create(site=site, name="Old")
    form = {"site": site.pk, "name": "New", "group": ""}
    form |= {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}
    client.post(change(queue), form)
    queue.refresh_from_db()
    assert (queue.name, queue.edited_by_hand) == ("New", True)


@pytest.fixture
def two_people(site, trio, calabrio):
    for account, name, number in ((trio, "Anna", "2001"), (calabrio, "A. Ek", "4711")):
        agent = Agent.objects.create(site=site, name=name)
        AgentAlias.objects.create(
            agent=agent, account=account, external_id=number, listed_name=name
        )
    return list(Agent.objects.order_by("pk"))


def act(client, model, action, rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(f"admin:boards_{model}_changelist"), data, follow=True)


def test_two_people_are_made_one_and_set_apart_again(client, two_people):
    act(client, "agent", "are_one", two_people)
    anna = Agent.objects.get()
    assert anna.name == "Anna"
    assert anna.aliases.count() == 2
    assert Decision.objects.get().made_by is not None
    act(client, "agentalias", "set_apart", [AgentAlias.objects.get(external_id="4711")])
    assert sorted(Agent.objects.values_list("name", flat=True)) == ["A. Ek", "Anna"]


def test_people_of_two_sites_are_not_made_one(client, two_people, other_site):
    far = Agent.objects.create(site=other_site, name="Far")
    page = act(client, "agent", "are_one", [two_people[0], far]).content.decode()
    assert "of one site" in page
    assert Agent.objects.count() == 3


def test_moving_an_alias_is_a_decision_by_hand(client, two_people):
    alias = AgentAlias.objects.get(external_id="4711")
    client.post(change(alias), {"agent": two_people[0].pk})
    alias.refresh_from_db()
    assert (alias.agent_id, alias.decided_by_hand) == (two_people[0].pk, True)


def test_an_alias_cannot_be_given_to_another_sites_person(client, two_people, other_site):
    far = Agent.objects.create(site=other_site, name="Far")
    alias = AgentAlias.objects.get(external_id="4711")
    page = client.post(change(alias), {"agent": far.pk}).content.decode()
    assert "another site" in page
    assert Board.objects.count() == 0
