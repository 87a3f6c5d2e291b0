"""Collections are read whole, however the server pages them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.trio.client import completed
from tests.connectors.runs import Runs
from tests.connectors.trio.conftest import Make
from tests.connectors.trio.harness import TrioServer
from tests.connectors.vendor_server import Answer, Asked, VendorServer
from wallboard.domain.observation import Batch, Kind

AGENTS = "/te/api/cc/1/agents/state"
ITEMS = [{"agentid": n, "status": "Ready"} for n in range(1, 36)]
Header = Callable[[int, int, int], str | None]  # page, size, pages → header


def href(page: int, size: int) -> str:
    return f"{AGENTS}?page={page}&pageSize={size}&more=1"


def documented(page: int, size: int, pages: int, link: str | None = None) -> str:
    values: dict[str, Any] = {
        "currentPage": page,
        "pageSize": size,
        "totalCount": len(ITEMS),
        "totalPages": pages,
        "previousPageLink": href(page - 1, size) if page > 1 else "",
        "nextPageLink": (link or href(page + 1, size)) if page < pages else "",
    }
    return json.dumps(values)


def paged(trio: TrioServer, header: Header, most: int = 10) -> None:
    """Let the server give agents in pages of at most `most`, whatever it is asked for."""

    def answer(asked: Asked) -> Answer | None:
        if asked.path != AGENTS:
            return None
        size = min(int(asked.query.get("pagesize", "10")), most)
        page = int(asked.query.get("page", "1"))
        pages = -(-len(ITEMS) // size)
        text = header(page, size, pages)
        items = ITEMS[(page - 1) * size : page * size]
        headers = {} if text is None else {"X-Pagination": text}
        return Answer.of({"links": [], "data": items}, headers=headers)

    trio.override = answer


def agents(runs: Runs) -> Batch:
    batches = [batch for batch in runs.run("state") if isinstance(batch, Batch)]
    return next(batch for batch in batches if Kind.AGENT in batch.covers)


def asked_of(server: VendorServer) -> list[Asked]:
    return [asked for asked in server.asked if asked.path == AGENTS]


def test_a_page_is_asked_for_that_holds_everybody(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    paged(trio, documented, most=1000)
    assert len(agents(runs).observations) == 35
    assert len(asked_of(server)) == 1
    assert asked_of(server)[0].query["pagesize"] == "1000"


def test_the_page_size_is_an_option(account: Make, server: VendorServer) -> None:
    account(options={"page_size": 50}).run("state")
    assert asked_of(server)[0].query["pagesize"] == "50"


def test_a_server_that_ignores_the_page_size_is_followed_by_its_links(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    paged(trio, documented)
    batch = agents(runs)
    assert len(batch.observations) == 35
    assert batch.complete
    assert [asked.query.get("more") for asked in asked_of(server)] == [None, "1", "1", "1"]


def test_a_link_that_leaves_out_the_fields_gets_them_and_keeps_what_it_says(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    paged(trio, documented)
    agents(runs)
    agents(runs)  # sorted by now
    first, *others = asked_of(server)[4:]
    assert others
    for asked in others:
        assert asked.query["fields"] == first.query["fields"]
        assert asked.query["sort"] == first.query["sort"] == "agentid"
        assert asked.query["pagesize"] == "10"  # the link's own


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/te/api/x", "/te/api/x?fields=a%2Cb&pageSize=50"),
        ("/te/api/x?page=2&PAGESIZE=10", "/te/api/x?page=2&PAGESIZE=10&fields=a%2Cb"),
        ("/te/api/x?Fields=&pagesize=10", "/te/api/x?Fields=&pagesize=10"),
    ],
)
def test_a_link_is_completed_without_overriding_it(link: str, expected: str) -> None:
    assert completed(link, {"fields": "a,b", "pageSize": 50}) == expected


def test_a_link_to_another_host_is_not_followed_but_counted(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    paged(trio, lambda p, s, n: documented(p, s, n, "http://elsewhere.invalid/te/api?page=2"))
    assert len(agents(runs).observations) == 35
    assert [asked.query.get("page") for asked in asked_of(server)] == [None, "2", "3", "4"]


@pytest.mark.parametrize(
    "header",
    [
        lambda page, size, pages: f"currentPage={page}; totalPages={pages}; totalCount=35",
        lambda page, size, pages: json.dumps({"CurrentPage": str(page), "TotalPages": str(pages)}),
        lambda page, size, pages: "no words at all",
        lambda page, size, pages: "[" * 3000,
        lambda page, size, pages: '"a text"',
    ],
)
def test_other_headers_lead_to_all_pages_too(runs: Runs, trio: TrioServer, header: Header) -> None:
    paged(trio, header)
    assert len(agents(runs).observations) == 35


def test_without_a_header_the_collection_is_whole(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    paged(trio, lambda *page: None)
    assert agents(runs).complete
    assert len(asked_of(server)) == 1


def test_a_server_that_repeats_its_page_is_left_and_not_believed_to_be_whole(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    again = json.dumps({"totalPages": 50, "totalCount": 500, "nextPageLink": href(1, 10)})
    trio.override = lambda asked: (
        Answer.of({"data": ITEMS[:10]}, headers={"X-Pagination": again})
        if asked.path == AGENTS
        else None
    )
    batch = agents(runs)
    assert not batch.complete
    assert len(batch.observations) == 10
    assert len(asked_of(server)) == 2


def test_pages_without_end_are_bounded(runs: Runs, trio: TrioServer, server: VendorServer) -> None:
    def endless(asked: Asked) -> Answer | None:
        if asked.path != AGENTS:
            return None
        page = int(asked.query.get("page", "1"))
        items = [{"agentid": page, "status": "Ready"}]
        header = {"X-Pagination": json.dumps({"totalPages": 10**9})}
        return Answer.of({"data": items}, headers=header)

    trio.override = endless
    assert not agents(runs).complete
    assert len(asked_of(server)) == 100


def test_a_page_that_lost_items_on_the_way_makes_no_one_disappear(
    runs: Runs, trio: TrioServer
) -> None:
    paged(trio, lambda page, size, pages: documented(page, size, pages).replace("35", "36"))
    assert not agents(runs).complete


@pytest.mark.parametrize("later", [ITEMS[1:], [{"agentid": 0, "status": "Ready"}, *ITEMS]])
def test_a_total_that_changes_on_the_way_makes_no_one_disappear(
    runs: Runs, trio: TrioServer, later: list[dict[str, Any]]
) -> None:
    """Who leaves the first page draws somebody there of whom the second one then does not tell;
    as many are told as there are."""

    def answer(asked: Asked) -> Answer | None:
        if asked.path != AGENTS:
            return None
        page = int(asked.query.get("page", "1"))
        roster = ITEMS if page == 1 else later
        header = {"currentPage": page, "totalPages": 4, "totalCount": len(roster)}
        items = roster[(page - 1) * 10 : page * 10]
        return Answer.of({"data": items}, headers={"X-Pagination": json.dumps(header)})

    trio.override = answer
    batch = agents(runs)
    assert len(batch.observations) >= 34
    assert not batch.complete


def test_pages_that_were_told_and_not_given_make_no_one_disappear(
    runs: Runs, trio: TrioServer
) -> None:
    def answer(asked: Asked) -> Answer | None:
        if asked.path != AGENTS:
            return None
        page = int(asked.query.get("page", "1"))
        items = ITEMS[:10] if page == 1 else []
        header = json.dumps({"currentPage": page, "totalPages": 4})
        return Answer.of({"data": items}, headers={"X-Pagination": header})

    trio.override = answer
    assert not agents(runs).complete


def test_a_survey_of_what_trio_sends_is_one_page_however_many_there_are(
    account: Make, trio: TrioServer, server: VendorServer
) -> None:
    paged(trio, documented)
    account(jobs={"state": 5.0, "directory": 3600.0}).run("directory")
    assert [asked.query for asked in asked_of(server)] == [{"pagesize": "25"}]
