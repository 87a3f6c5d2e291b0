"""Where somebody is signed in: listed for herself, ended by herself or by a superuser."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client

from tests.live.pages import at_rest
from tests.live.sockets import Socket
from tests.pages.conftest import PASSWORD
from tests.users.conftest import signed_in_as
from wallboard.live.protocol import Close
from wallboard.state.redis import async_client
from wallboard.users import sessions

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


def browser(name="teammate", agent=FIREFOX, password=PASSWORD) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/login/", {"username": name, "password": password})
    return client


def ids(user) -> list[int]:
    return sorted(UserSession.objects.filter(user=user).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("agent", "said"),
    [(FIREFOX, "Firefox, Linux"), (EDGE, "Edge, Windows"), ("curl/8", ""), ("", "")],
)
def test_a_browser_is_told_in_words(agent, said):
    assert sessions.browser_of(agent) == said


@pytest.mark.django_db
def test_ones_own_are_listed_with_browser_and_address_and_nobody_elses(cast):
    here, _there = browser(), browser(agent=EDGE)
    browser("stranger", agent="Mozilla Secret Firefox/1 Android")
    page = here.get("/you/").content.decode()
    assert "Firefox, Linux" in page
    assert "Edge, Windows" in page
    assert "Android" not in page
    assert "127.0.0.1" in page
    assert page.count("/end/") == 1  # not the one in which it is looked at


@pytest.mark.django_db
def test_one_ended_is_signed_out_and_the_others_stay(cast):
    here, there = browser(), browser(agent=EDGE)
    (other,) = set(ids(cast.teammate)) - {
        UserSession.objects.get(session_key=here.session.session_key).pk
    }
    here.post(f"/you/sessions/{other}/end/")
    assert there.get("/boards/").status_code == 302
    assert here.get("/boards/").status_code == 200
    assert len(ids(cast.teammate)) == 1


@pytest.mark.django_db
def test_all_others_end_at_once(cast):
    here, there, third = browser(), browser(agent=EDGE), browser()
    here.post("/you/sessions/end-others/")
    assert [c.get("/you/").status_code for c in (here, there, third)] == [200, 302, 302]


@pytest.mark.django_db
def test_nobody_ends_anothers(cast):
    mine, strange = browser(), browser("stranger")
    (target,) = ids(cast.teammate)
    strange.post(f"/you/sessions/{target}/end/")
    assert mine.get("/boards/").status_code == 200
    assert Client().post(f"/you/sessions/{target}/end/")["Location"].startswith("/login/")
    assert mine.get(f"/you/sessions/{target}/end/").status_code == 405


@pytest.mark.django_db
def test_a_superuser_ends_anybodys_and_staff_do_not(cast):
    mine = browser()
    (target,) = ids(cast.teammate)
    User.objects.filter(pk=cast.stranger.pk).update(is_staff=True)
    address = f"/admin/usersessions/usersession/{target}/delete/"
    browser("stranger").post(address, {"post": "yes"})
    assert mine.get("/boards/").status_code == 200
    owner = browser("owner")
    listed = owner.get("/admin/usersessions/usersession/").content.decode()
    assert "teammate" in listed
    assert str(mine.session.session_key) not in listed
    owner.post(address, {"post": "yes"})
    assert mine.get("/boards/").status_code == 302


@pytest.mark.django_db
def test_a_new_password_ends_the_other_browsers(cast):
    here, there = browser(), browser(agent=EDGE)
    new = "another-long-pass-12"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/you/password/", given)["Location"] == "/you/"
    assert here.get("/you/").status_code == 200
    assert there.get("/you/").status_code == 302
    assert signed_in_as(browser(password=new)) == cast.teammate.pk


@pytest.mark.django_db
def test_a_session_from_before_there_was_a_list_is_listed_too(cast):
    client = cast.browser(cast.teammate)
    client.get("/you/")
    assert len(ids(cast.teammate)) == 1


@pytest.mark.django_db(transaction=True)
async def test_ending_one_closes_its_open_board_within_two_seconds(cast, redis_client):
    here = await sync_to_async(browser)()
    there = await sync_to_async(browser)(agent=EDGE)
    sockets = [Socket({n: m.value for n, m in c.cookies.items()}) for c in (here, there)]
    for socket in sockets:
        await socket.connect(5)
        await socket.hear("hello")
        await socket.join(cast.board)
    key = there.cookies["wallboard_session"].value
    found = await UserSession.objects.aget(session_key=key)
    await sync_to_async(here.post)(f"/you/sessions/{found.pk}/end/")
    assert await sockets[1].closed(2.0) == Close.WITHDRAWN
    assert (await sockets[0].hear("heartbeat", 7.0))["type"] == "heartbeat"
    for socket in sockets:
        await socket.disconnect()
    await at_rest()
    await async_client().aclose()
