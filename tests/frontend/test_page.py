"""The board in a real browser, against a recorded server: what a viewer sees happens here."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.frontend import scenery
from tests.frontend.server import figure, show
from wallboard.boards.ready_made import Tile


def test_a_board_shows_and_is_acknowledged_when_painted(page, server):
    show(page, server, "tv/wall")
    expect(figure(page, "Waiting").locator(".digits")).to_have_text("7")
    page.wait_for_timeout(300)
    kinds = [message["type"] for message in server.player.received]
    assert kinds[0] == "join"
    assert {"type": "ack", "frame": 1} in server.player.received
    assert "ping" in kinds


def test_a_patch_changes_its_figure_and_is_acknowledged(page, server):
    show(page, server, "tv/wall")
    patch = {"1": {"set": {"figure": {"v": 12}, "level": "critical"}}}
    server.send(type="delta", frame=2, patches=patch)
    expect(figure(page, "Waiting").locator(".digits")).to_have_text("12")
    expect(figure(page, "Waiting")).to_contain_text("critical · 7 over")
    page.wait_for_timeout(300)
    assert {"type": "ack", "frame": 2} in server.player.received


def test_a_delta_out_of_order_brings_a_snapshot(page, server):
    show(page, server, "tv/wall")
    server.send(type="delta", frame=9, patches={})
    page.wait_for_timeout(2500)
    assert server.player.joins == 2
    expect(figure(page, "Waiting").locator(".digits")).to_have_text("7")


def test_every_kind_of_missing_figure_says_why(page, server):
    show(page, server, "tv/wall-trouble")
    words = {
        "Waiting": "late",
        "Longest wait": "Trio since",
        "Service level": "waiting for the first poll since",
        "Available": "closed",
        "Abandoned": "not from this source",
        "Staffed": "nothing to count yet",
    }
    for title, text in words.items():
        expect(figure(page, title)).to_contain_text(text)
    expect(page.locator("body")).to_contain_text("simulation")


HD, FULL_HD, UHD = (1280, 720), (1920, 1080), (3840, 2160)


@pytest.mark.parametrize(
    ("board", "size"),
    [
        *((board, FULL_HD) for board in ("wall", "wall-trouble", "queues", "agents", "mixed")),
        *((board, size) for board in ("wall", "agents") for size in (HD, UHD)),
    ],
)
def test_a_screen_never_scrolls_and_cuts_no_row(page, server, board, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    show(page, server, f"tv/{board}")
    page.wait_for_timeout(400)
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("tbody tr, .agent, .digits-line, .foot-line")]
          .filter((part) => {
            const inner = part.getBoundingClientRect();
            const tile = part.closest(".tile").getBoundingClientRect();
            return inner.bottom > tile.bottom + 1 || inner.right > tile.right + 1;
          }).map((part) => part.textContent)"""
    )
    assert beyond == []
    root = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert root[0] <= size[0]
    assert root[1] <= size[1]


def test_digits_of_a_wall_are_read_from_eight_metres(page, server):
    show(page, server, "tv/wall")
    page.wait_for_timeout(400)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".wall *")]
          .filter((part) => [...part.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .filter((part) => !part.closest(".unseen"))
          .map((part) => [parseFloat(getComputedStyle(part).fontSize) * 0.727, part.textContent])"""
    )
    too_small = [(cap, text) for cap, text in sizes if cap < 28 and text not in ("%", "+", "≥")]
    assert too_small == []
    main = page.evaluate(
        """() => parseFloat(getComputedStyle(document.querySelector(".digits-line")).fontSize)"""
    )
    assert main * 0.727 >= 150


def test_a_changing_number_moves_nothing(page, server):
    show(page, server, "tv/wall")
    page.wait_for_timeout(400)
    places = """() => [...document.querySelectorAll(".tile, .label, .digits, .foot, th, td")]
      .map((part) => part.getBoundingClientRect())
      .map((box) => [box.x, box.y, box.width, box.height])"""
    before = page.evaluate(places)
    patch = {"1": {"set": {"figure": {"v": 88, "s": "late", "since": 1}, "level": None}}}
    server.send(type="delta", frame=2, patches=patch)
    expect(figure(page, "Waiting")).to_contain_text("late")
    assert page.evaluate(places) == before


def test_a_silent_server_is_told_within_15_seconds_and_the_picture_stays(page, server):
    show(page, server, "tv/wall")
    server.player.silent = True
    expect(page.locator(".cut")).to_contain_text("no connection since", timeout=15_000)
    expect(figure(page, "Waiting").locator(".digits")).to_have_text("7")
    held = figure(page, "Longest wait").locator(".digits").inner_text()
    page.wait_for_timeout(2200)
    assert figure(page, "Longest wait").locator(".digits").inner_text() == held


def test_a_server_that_comes_back_is_found_without_a_hand(page, server, console):
    console.allow("WebSocket connection to")
    show(page, server, "tv/wall")
    server.shut()
    expect(page.locator(".cut")).to_be_visible(timeout=15_000)
    server.open()
    expect(page.locator(".cut")).to_have_count(0, timeout=8_000)
    assert server.player.joins == 2


def test_withdrawn_access_takes_the_figures_away(page, server, console):
    console.allow("WebSocket connection to")
    show(page, server, "desk/queues")
    server.player.refuse = 4410
    server.send(type="bye", code=4410, reason="you may no longer see this board")
    for connection in list(server.player.connections):
        server.do(connection.close(4410))
    expect(page.locator(".message")).to_contain_text("no longer open to you")
    expect(page.locator(".tile")).to_have_count(0)


def test_a_new_build_reloads_the_page_once(page, server):
    show(page, server, "desk/queues")
    server.player.build = "another"
    for connection in list(server.player.connections):
        server.do(connection.close(1001))
    page.wait_for_event("framenavigated", timeout=10_000)
    page.wait_for_selector(".tile")
    page.wait_for_timeout(4000)
    assert server.player.joins == 3  # first, after the close, after the reload: no loop


def test_a_phone_stacks_and_does_not_scroll_sideways(page, server):
    page.set_viewport_size({"width": 390, "height": 844})
    for board in ("queues", "agents", "wall-trouble"):
        show(page, server, f"desk/{board}")
        page.wait_for_timeout(200)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_tables_are_tables_and_only_the_connection_and_alerts_speak(page, server):
    show(page, server, "desk/queues")
    assert page.locator("thead th[scope=col]").count() >= 3
    assert page.locator("tbody th[scope=row]").count() == 12
    live = page.locator("[aria-live]")
    speaking = {(one.get_attribute("role"), one.get_attribute("aria-live")) for one in live.all()}
    assert speaking <= {("status", "polite"), ("log", "polite")}, speaking
    expect(page.locator(".link[aria-live]")).to_contain_text("live")


def test_a_wall_calls_people_by_initials_whose_names_it_would_cut_alike(page, server):
    plan = scenery.alone(Tile("agent_grid", "Agents", 0, 0, 12, 12), "wall")
    board = scenery.snapshot_of(plan, scenery.Situation("three", agents=3))
    names = ["Maximiliane-Charlotte Andersson", "Maximiliane-Charlotte Berg", "Eva Ek"]
    for name, row in zip(names, board["views"]["1"]["rows"].values(), strict=True):
        row["name"] = name
    server.player.boards["people"] = board

    def called():
        return sorted(page.locator(".agent-name").all_inner_texts())

    show(page, server, "tv/people")
    assert called() == ["Eva Ek", "M.-C. Andersson", "M.-C. Berg"]
    gone = next(id_ for id_, row in board["views"]["1"]["rows"].items() if row["name"] == names[1])
    server.send(type="delta", frame=2, patches={"1": {"rows": {gone: None}}})
    expect(page.locator(".agent-name")).to_have_count(2)
    assert called() == ["Eva Ek", names[0]]
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, server, "desk/people")
    assert called() == sorted(names)
