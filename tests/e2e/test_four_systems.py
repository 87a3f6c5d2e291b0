"""`./run` with its four systems, from the boards to the end (issue 3, lines 1 and 8).

One product for all: the centre stands still, so that what is true does not move meanwhile. The last
test stops it.
"""

from __future__ import annotations

import contextlib
import re
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e import screen
from tests.e2e.viewers import Viewer, Viewers, board_ids
from tests.services import leftovers, waiting
from tests.services.fixtures import OpenStack
from tests.services.stack import ALL, Stack
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import sync_client_at

VENDORS = {"trio", "calabrio", "o2g", "sinch"}
USERS = 250
PATIENCE_SECONDS = 60.0
DIRECTORY_ONLY = "Without RMI this account is a directory"

# The people whom all four systems know, with what each calls them.
KNOWN_TO_ALL = """
from wallboard.boards.models import Agent
result = []
for agent in Agent.objects.prefetch_related("aliases__account"):
    names = {one.account.vendor: [one.external_id, one.listed_name] for one in agent.aliases.all()}
    if len(names) == 4:
        result.append({"id": str(agent.pk), "names": names})
"""
ACCOUNTS = """
from wallboard.boards.models import Account
result = {one.vendor: str(one.pk) for one in Account.objects.filter(site__slug="demo")}
"""
LISTED = """
from wallboard.boards.models import AgentAlias
result = AgentAlias.objects.filter(account__name="Sinch", gone_at=None).count()
"""
CHANGE = """
from wallboard.boards.models import Account
account = Account.objects.get(vendor="sinch")
account.base_url = {address!r} or account.base_url
account.options = {{**account.options, **{options!r}}}
account.keep_secrets({{**account.secrets, **{secrets!r}}})
account.save()
"""
# A site whose only source is a Sinch without live figures, as an administrator would add it.
WITHOUT_RMI = """
from wallboard.boards import ready_made
from wallboard.boards.models import Account, Site
demo = Account.objects.get(vendor="sinch", site__slug="demo")
site = Site.objects.create(name="Katalog", slug="katalog")
ready_made.make_boards(site)
account = Account(site=site, vendor="sinch", name="Katalog", base_url=demo.base_url)
account.options = {**demo.options, "rmi": False}
account.keep_secrets(demo.secrets)
account.save()
result = str(site.boards.get(slug="wall").pk)
"""
NAMED = """
from wallboard.boards.models import QueueAlias
result = QueueAlias.objects.filter(account__name="Katalog").exists()
"""
TEST = """
from wallboard.boards import errands
from wallboard.boards.models import Account
account = str(Account.objects.get(vendor="sinch").pk)
result = errands.ask("connectors.test_connection", account, seconds=30)
"""


@pytest.fixture(scope="module")
def demo(open_stack: OpenStack) -> Iterator[Stack]:
    simulator = f"--frozen --start 10:40 --sinch-users {USERS}"
    with open_stack("four", simulator=simulator, vendors=ALL) as one:
        yield one


@pytest.fixture
def watching(demo: Stack) -> Iterator[Callable[[str], Viewer]]:
    """A viewer of a board, by its slug, once it is live."""
    boards = board_ids(demo)
    with contextlib.ExitStack() as opened:

        def watch(slug: str) -> Viewer:
            viewers = opened.enter_context(Viewers(demo, boards[slug]))
            waiting.until(viewers.all_live, "a live board", PATIENCE_SECONDS)
            return viewers.first

        yield watch


def poll_again(stack: Stack, vendor: str, job: str) -> None:
    """Have one more poll of it, and wait until it was a good one."""
    records = JobRecords(sync_client_at(stack.redis_url))
    account = stack.evaluate(ACCOUNTS)[vendor]

    def last_ok_at() -> float:
        return records.overview(account, "2000-01-01").jobs[job].last_ok_at or 0.0

    before = last_ok_at()
    records.release(account, [job])
    waiting.until(lambda: last_ok_at() > before, f"a poll of {job}", PATIENCE_SECONDS)


def fresh_sources(viewer: Viewer) -> set[str]:
    return {one["vendor"] for one in viewer.sources.values() if one["trust"] == "fresh"}


def health_page(stack: Stack) -> str:
    with contextlib.closing(stack.sign_in()) as client:
        return client.get("/health/").text


def fresh_accounts(stack: Stack) -> set[str]:
    """Names of accounts that the health page shows as fresh."""
    sections = re.findall(
        r'<section class="account" aria-label="([^"]+)".*?account-state trust-(\w+)',
        health_page(stack),
        re.DOTALL,
    )
    return {name for name, trust in sections if trust == "fresh"}


@pytest.mark.e2e
@pytest.mark.slow
def test_all_four_systems_are_fresh_on_the_board_and_on_the_health_page(
    demo: Stack, watching: Callable[[str], Viewer]
) -> None:
    wall = watching("wall")
    waiting.until(lambda: fresh_sources(wall) == VENDORS, "four fresh sources", PATIENCE_SECONDS)
    names = {"Trio", "Calabrio", "O2G", "Sinch"}
    waiting.until(lambda: fresh_accounts(demo) == names, "four fresh accounts", 30.0, 1.0)


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("slug", screen.BOARDS)
def test_a_board_of_four_systems_fits_its_screen(demo: Stack, page: Page, slug: str) -> None:
    screen.sign_in(page, demo)
    screen.open_board(page, demo, slug)
    screen.until(page, lambda: screen.has_figures(page), "figures", PATIENCE_SECONDS)
    # Rows that glide to another place are out of their tile for a moment.
    screen.until(page, lambda: not screen.overflowing(page), "all to be in its tile", 10.0)
    assert not screen.scrollbars(page)[0]


@pytest.mark.e2e
@pytest.mark.slow
def test_one_row_is_one_person_of_four_systems(
    demo: Stack, watching: Callable[[str], Viewer]
) -> None:
    grid = watching("agents")
    people = waiting.until(
        lambda: demo.evaluate(KNOWN_TO_ALL), "people whom all systems know", PATIENCE_SECONDS, 1.0
    )
    truth = {one["o2g_login"]: one for one in demo.centre.truth()["agents"]}
    free = {
        person["id"]: person["names"]
        for person in people
        if truth[person["names"]["o2g"][0]]["state"] == "available"
        and truth[person["names"]["o2g"][0]]["adherence"] is not None
    }
    assert free, "nobody is available at 10:40"

    def carried() -> Any:
        rows = grid.widget("Agents")["rows"]
        return next(((own_id, rows[own_id]) for own_id in free if _whole(rows.get(own_id))), None)

    own_id, row = waiting.until(carried, "a row with all of it", PATIENCE_SECONDS)
    login, _ = free[own_id]["o2g"]
    assert row["name"] == free[own_id]["sinch"][1]
    assert row["adherence"]["by"] == "Calabrio"
    assert row["adherence"]["v"] == pytest.approx(truth[login]["adherence"] / 100)

    demo.centre.emit(  # of O2G alone: the others go on to say "available"
        {
            "eventName": "OnAgentStateChanged",
            "loginName": login,
            "state": {"mainState": "LOG_ON", "subState": "WRAPUP", "withdrawn": False},
        }
    )

    def state() -> object:
        return grid.widget("Agents")["rows"][own_id]["state"].get("v")

    waiting.until(lambda: state() == "wrap_up", "the state that O2G told", 20.0)


def _whole(row: dict[str, Any] | None) -> bool:
    wanted = {"state": "available"}
    return (
        row is not None
        and all(row[key].get("v") == value for key, value in wanted.items())
        and all(not row[key].get("s") for key in ("state", "adherence", "activity"))
    )


@pytest.mark.e2e
@pytest.mark.slow
def test_sinch_is_read_with_a_session_and_through_the_gateway(demo: Stack) -> None:
    waiting.until(lambda: demo.evaluate(LISTED) >= USERS, "all users", PATIENCE_SECONDS, 1.0)
    entries = demo.centre.log(face="sinch")["entries"]
    pages = [entry for entry in entries if entry["path"].endswith("/rci/users")]
    assert len(pages) >= 3
    by_session = demo.evaluate(TEST)
    assert by_session["ok"], by_session
    demo.centre.clear_log()
    gateway = {
        "address": demo.centre.addresses()["sinch_gateway"],
        "options": {"authentication": "gateway"},
        "secrets": {"api_key": "DEMO-ONLY-sinch-key"},
    }
    demo.evaluate(CHANGE.format(**gateway))
    by_gateway = demo.evaluate(TEST)
    assert by_gateway["ok"], by_gateway
    assert by_gateway["details"] == by_session["details"]
    poll_again(demo, "sinch", "state")
    asked = demo.centre.log(face="sinch")["entries"]
    assert any(entry["path"].startswith("/gateway/rmi/") for entry in asked)


@pytest.mark.e2e
@pytest.mark.slow
def test_a_disruption_comes_with_one_poll_and_goes_when_it_ends(
    demo: Stack, watching: Callable[[str], Viewer]
) -> None:
    wall = watching("wall")

    def reasons() -> list[str]:
        return [row["why"] for row in wall.widget("Notices")["rows"].values()]

    waiting.until(reasons, "the disruption of every demo", PATIENCE_SECONDS)
    assert "Avgrävd kabel" not in reasons()
    event = demo.centre.add_disruption(set="net", why="09", where=["00200"], when="19")
    poll_again(demo, "sinch", "disruptions")
    waiting.until(lambda: "Avgrävd kabel" in reasons(), "the new disruption", 10.0)
    demo.centre.remove_disruption(event)
    poll_again(demo, "sinch", "disruptions")
    waiting.until(lambda: "Avgrävd kabel" not in reasons(), "its end", 10.0)


@pytest.mark.e2e
@pytest.mark.slow
def test_without_rmi_sinch_is_a_directory_and_its_live_figures_are_never(demo: Stack) -> None:
    board = demo.evaluate(WITHOUT_RMI)
    with Viewers(demo, board) as viewers:
        waiting.until(viewers.all_live, "a live board", PATIENCE_SECONDS)
        for title in ("Waiting", "Longest wait", "Service level today", "Available"):
            assert viewers.first.widget(title)["figure"]["s"] == "never"
        waiting.until(lambda: DIRECTORY_ONLY in health_page(demo), "the note", 30.0, 1.0)
        waiting.until(lambda: demo.evaluate(NAMED), "its names", PATIENCE_SECONDS, 1.0)
        assert viewers.first.widget("Waiting")["figure"]["s"] == "never"


@pytest.mark.e2e
@pytest.mark.slow
def test_ctrl_c_leaves_nothing_of_it(demo: Stack) -> None:
    assert demo.stop(signal.SIGINT) == 0
    waiting.until(
        lambda: not leftovers.mentioning(str(demo.place.root)), "every process to end", 5.0
    )
