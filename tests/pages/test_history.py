"""The page of a day and its export: what was counted, for those who may see the whole site."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wallboard.boards.models import Agent, Membership, Notice, Team
from wallboard.domain.local_day import day_bounds
from wallboard.history import curves, day_page
from wallboard.history.models import Interval, IntervalScope, IntervalSources, Outage

ZONE = ZoneInfo("Europe/Stockholm")
DAY = date(2026, 3, 10)
LONG = date(2025, 10, 26)  # 25 hours
MIDNIGHT = day_bounds(DAY, ZONE)[0]
TEN = MIDNIGHT + 36_000


def fill(scope: IntervalScope, day: date, factor: int = 1, without: range = range(0)) -> None:
    sources, _ = IntervalSources.objects.get_or_create(names="Växel")
    from_at, to_at = day_bounds(day, ZONE)
    for quarter in range(from_at, to_at, 900):
        if quarter in without:
            continue
        n = factor * (1 + (quarter - from_at) // 900 % 7)
        Interval.objects.create(
            scope=scope,
            from_at=quarter,
            sources=sources,
            threshold_seconds=20,
            offered=n + 1,
            answered=n,
            abandoned=1,
            answered_in_threshold=n - 1,
            wait_seconds=10 * n,
            waiting_contact_seconds=1800,
            most_waiting=5,
            longest_wait_seconds=95,
            available_agent_seconds=2700,
            paused_agent_seconds=900,
            most_staffed=4,
            contacts_covered_seconds=900,
            waiting_covered_seconds=900,
            agents_covered_seconds=900,
        )


@pytest.fixture
def past(cast: Any) -> Any:
    cast.whole = IntervalScope.objects.create(site=cast.site, kind="site", name="Malmö")
    cast.queue = IntervalScope.objects.create(
        site=cast.site, kind="queue", key="1", name="=Faktura <b>"
    )
    fill(cast.whole, DAY, without=range(TEN, TEN + 1800))
    fill(cast.queue, DAY)
    Outage.objects.create(site=cast.site, source="Växel", from_at=TEN, to_at=TEN + 1800)
    return cast


def get(cast: Any, user: Any, name: str = "history-day", *more: str, **query: Any) -> Any:
    return cast.browser(user).get(reverse(name, args=[cast.site.slug, *more]), query)


def page(cast: Any, user: Any, **query: Any) -> str:
    response = get(cast, user, day=DAY.isoformat(), **query)
    assert response.status_code == 200
    return str(response.content.decode())


def rows_of(text: str) -> list[list[str]]:
    table = text[text.index("day-table") :]
    rows = re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</tr>", table, re.DOTALL)
    return [re.split(r"</t[hd]><td[^>]*>", row.removesuffix("</td>")) for row in rows]


def test_a_day_shows_its_figures_curves_quarters_and_gaps(past: Any) -> None:
    text = page(past, past.teammate)
    assert "Tuesday 10 March 2026</time>" in text
    assert text.count("<figure") == 4
    rows = rows_of(text)
    assert len(rows) == 96
    assert rows[0][:4] == ["00:00", "2", "1", "1"]
    gap = next(row for row in rows if row[0] == "◔ 10:00")
    assert set(gap[1:-1]) == {"–"}
    assert "0 %" in gap[-1]
    assert "curve-outage" in text
    assert re.search(r"Växel</th><td>10:00</td><td>10:30</td><td[^>]*>30:00", text)
    assert "style=" not in text


def test_a_gap_is_a_gap_in_the_curve_not_a_zero(past: Any) -> None:
    line = re.search(r'curve-today curve-line" d="([^"]+)"', page(past, past.teammate))
    assert line is not None
    assert line[1].count("M") == 2  # begun anew at 10:30
    assert "M42 " in line[1]
    assert "V100H" not in line[1]


def test_what_was_told_afterwards_is_marked_and_said(past: Any) -> None:
    sinch = IntervalSources.objects.create(names="Sinch <i>")
    rows = Interval.objects.filter(scope=past.queue, from_at__in=(TEN, TEN + 900))
    rows.update(contacts_covered_seconds=300, contacts_filled_seconds=600, filled_by=sinch)
    text = page(past, past.teammate, of=past.queue.pk)
    rows_shown = {row[0]: row for row in rows_of(text)}
    assert rows_shown["10:00"][-1].startswith("33.3 % <span")
    assert "Told afterwards by Sinch &lt;i&gt;" in rows_shown["10:00"][-1]
    assert "+ 66.6 % filled" in rows_shown["10:15"][-1]
    assert "filled" not in rows_shown["10:30"][-1]
    assert "Counted for 98.6 % of the day" in text
    assert "filled for 1.3 %: told afterwards by Sinch &lt;i&gt;" in text
    assert text.count('class="curve-filled"') == 4  # offered and service level, not who waited
    _, exported = _csv(
        get(past, past.teammate, "history-export", "csv", of=past.queue.pk, **_range())
    )
    filled = [row for row in exported if row["filled_by"]]
    assert [row["contacts_filled_seconds"] for row in filled] == ["600", "600"]
    assert {row["contacts_filled_seconds"] for row in exported} == {"0", "600"}
    assert filled[0]["contacts_covered_seconds"] == "300"
    assert "◔" not in "".join(rows_shown)


def test_a_queue_and_another_day_beside_it(past: Any) -> None:
    fill(past.queue, date(2026, 3, 3), factor=3)
    text = page(past, past.teammate, of=past.queue.pk, **{"with": "2026-03-03"})
    assert "=Faktura &lt;b&gt;" in text
    assert 'class="curve-other curve-line"' in text
    assert "day-other" in text
    assert f"with={'2026-03-03'}" in text  # the same day last week is a link away


def test_the_service_level_is_by_the_letter_or_says_which(past: Any) -> None:
    text = page(past, past.teammate, letter="SL-D")
    assert "SL-D: (Answered in time) / (Answered)" in text
    by_default = page(past, past.teammate)
    assert "SL-A is shown: SL-E needs counts" in by_default


def test_a_day_of_25_hours_has_a_hundred_quarters(past: Any) -> None:
    fill(past.whole, LONG)
    text = get(past, past.teammate, day=LONG.isoformat()).content.decode()
    rows = rows_of(text)
    assert len(rows) == 100
    assert [row[0] for row in rows].count("02:15") == 2
    assert 'viewBox="0 0 100 100"' in text


def test_whoever_is_not_of_the_whole_site_gets_nothing(past: Any) -> None:
    for name, more in (("history-day", ()), ("history-export", ("csv",))):
        assert get(past, past.stranger, name, *more).status_code == 404
        assert get(past, None, name, *more).status_code == 302
        assert get(past, past.owner, name, *more).status_code == 200
    member = Membership.objects.get(user=past.teammate)
    member.limited = True
    member.save()
    member.teams.add(Team.objects.create(site=past.site, name="Support"))
    assert get(past, past.teammate).status_code == 404
    assert "no site whose history" in past.browser(past.teammate).get("/history/").content.decode()


def test_a_scope_of_another_site_is_not_shown(past: Any) -> None:
    foreign = IntervalScope.objects.create(site=past.other_site, kind="site", name="Vasa")
    assert "Vasa" not in page(past, past.teammate, of=foreign.pk)


def test_small_groups_are_not_counted_where_the_policy_forbids_it(past: Any) -> None:
    type(past.site).objects.filter(pk=past.site.pk).update(smallest_group=5)
    text = page(past, past.teammate)
    assert text.count("<figure") == 3
    assert "people are not counted here" in text
    assert all(row[-2] == "–" for row in rows_of(text))
    columns = _csv(get(past, past.teammate, "history-export", "csv", **_range()))[0]
    assert "staffed" not in columns


@pytest.mark.parametrize("bad", ["x", "2026-02-30", "0001-01-01", "9999-12-31", "2026-03-10' OR 1"])
def test_what_is_no_day_is_today(past: Any, bad: str) -> None:
    assert get(past, past.teammate, day=bad, of="x", letter="<b>").status_code == 200
    assert get(past, past.teammate, day=DAY.isoformat(), **{"with": bad}).status_code == 200


def test_a_site_without_a_past_says_what_to_wait_for(cast: Any) -> None:
    assert "Nothing has been kept yet" in get(cast, cast.teammate).content.decode()


def test_a_day_costs_as_many_queries_however_many_queues(past: Any) -> None:
    browser = past.browser(past.teammate)
    address = reverse("history-day", args=[past.site.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(address, {"day": DAY.isoformat(), "with": "2026-03-03"})
        return len(captured)

    queries()  # the first reads what is kept from then on, for instance the session
    few = queries()
    IntervalScope.objects.bulk_create(
        IntervalScope(site=past.site, kind="queue", key=str(n), name=f"Q{n}")
        for n in range(100, 160)
    )
    assert queries() == few
    assert few < 25


# the export


def _range() -> dict[str, str]:
    return {"from": DAY.isoformat(), "to": DAY.isoformat()}


def _csv(response: Any, delimiter: str = ",") -> tuple[list[str], list[dict[str, str]]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    body = [line for line in lines if not line[0].startswith("# ")]
    return body[0], [dict(zip(body[0], line, strict=True)) for line in body[1:]]


def test_row_sums_of_an_export_equal_the_page(past: Any) -> None:
    columns, rows = _csv(get(past, past.teammate, "history-export", "csv", **_range()))
    offered = sum(int(row["offered"]) for row in rows)
    answered = sum(int(row["answered"]) for row in rows)
    text = page(past, past.teammate)
    assert f"<dd>{offered}</dd>" in text
    assert f"<dd>{answered}</dd>" in text
    assert len(rows) == 94  # a gap is no row
    assert rows[0]["abandoned_short"] == ""
    assert columns[:5] == ["of", "kind", "day", "time", "from"]
    in_time = sum(int(row["answered_in_threshold"]) for row in rows)
    level = 100 * in_time / offered
    assert f"{level:.1f} %" in text


def test_an_export_is_by_the_letter_that_its_rows_have_as_the_page_is(past: Any) -> None:
    """No row has short abandons: SL-E is wanted, and SL-A is what all of them can say."""
    exported = get(past, past.teammate, "history-export", "json", **_range())
    found = json.loads(b"".join(exported.streaming_content))
    level = [column["key"] for column in found["columns"]].index("service_level")
    assert all(row[level] is not None for row in found["rows"])
    assert found["letter"] == "SL-A"
    assert found["formulas"]["service_level"].startswith("SL-A:")


def test_all_rows_of_an_export_are_by_one_formula(past: Any) -> None:
    """Those of one queue have short abandons, those of the site have not; one row has no level."""
    rows = Interval.objects.filter(scope=past.queue)
    rows.update(abandoned_short=1)
    rows.filter(from_at=TEN).update(answered_in_threshold=None, threshold_seconds=0)

    def rates(**query: Any) -> tuple[Any, set[Any]]:
        exported = get(past, past.teammate, "history-export", "json", **query, **_range())
        found = json.loads(b"".join(exported.streaming_content))
        place = [column["key"] for column in found["columns"]].index("abandon_rate")
        return found, {row[place] for row in found["rows"]}

    found, of_queue = rates(of=past.queue.pk)
    assert (found["letter"], of_queue) == ("SL-E", {0.0})
    assert "short abandons are left out" in _meaning_of_rate(found)
    found, of_all = rates(of="all")
    assert found["letter"] == "SL-A"
    assert found["formulas"]["abandon_rate"].endswith("(abandoned) / (answered + abandoned)")
    assert "short abandons are counted" in _meaning_of_rate(found)
    assert 0.0 not in of_all and None not in of_all


def _meaning_of_rate(found: Any) -> str:
    return next(str(one["meaning"]) for one in found["columns"] if one["key"] == "abandon_rate")


def test_the_abandon_rate_says_that_it_counts_short_abandons_where_it_does(past: Any) -> None:
    told, left_out = "short abandons are counted, for", "short abandons are left out"
    text = page(past, past.teammate, of=past.queue.pk)
    assert told in text and left_out not in text
    Interval.objects.filter(scope=past.queue).update(abandoned_short=1)
    fill(past.queue, date(2026, 3, 3))
    text = page(past, past.teammate, of=past.queue.pk)
    assert left_out in text and told not in text
    both = page(past, past.teammate, of=past.queue.pk, **{"with": "2026-03-03"})
    assert told in both and left_out not in both, "two days beside each other are by one formula"


def test_a_spreadsheet_of_another_language_gets_its_own_separators(past: Any) -> None:
    browser = past.browser(past.teammate)
    address = reverse("history-export", args=[past.site.slug, "csv"])
    response = browser.get(address, _range(), headers={"Accept-Language": "sv"})
    columns, rows = _csv(response, ";")
    assert len(columns) > 20
    assert rows[0]["waiting"] == "2,0"
    assert rows[0]["abandon_rate"].startswith("0,5")


def test_names_make_no_formulas(past: Any) -> None:
    response = get(past, past.teammate, "history-export", "csv", of="all", **_range())
    _, rows = _csv(response)
    assert {row["of"] for row in rows} == {"Malmö", "'=Faktura <b>"}
    assert len(rows) == 94 + 96


def test_json_says_the_same_with_its_definitions(past: Any) -> None:
    response = get(past, past.teammate, "history-export", "json", **_range())
    found = json.loads(b"".join(response.streaming_content))
    keys = [column["key"] for column in found["columns"]]
    assert len(found["rows"]) == 94
    assert all(len(row) == len(keys) for row in found["rows"])
    assert found["rows"][0][keys.index("offered")] == 2
    assert found["timezone"] == "Europe/Stockholm"
    assert all(column["meaning"] for column in found["columns"])


def test_a_range_without_an_end_is_refused(past: Any) -> None:
    backwards = {"from": "2026-03-10", "to": "2026-03-09"}
    assert get(past, past.teammate, "history-export", "csv", **backwards).status_code == 400
    endless = {"from": "2000-01-01", "to": "2026-03-09"}
    assert get(past, past.teammate, "history-export", "csv", **endless).status_code == 400


# shapes


def test_a_curve_steps_from_quarter_to_quarter() -> None:
    assert curves.line_of([0.0, 5.0, None, 10.0], 10.0) == "M0 100H1V50H2M3 0H4"
    assert curves.top_of([3.0, None], [17.0]) == 20.0
    assert curves.top_of([None]) == 1.0
    first, second = curves.stacked([("a", [1.0, None]), ("b", [1.0, 1.0])], 2.0)
    assert first.area == "M0 100V50h1V100z"
    assert second.area == "M0 50V0h1V50z"


def test_durations_are_written_as_everywhere() -> None:
    assert [day_page.duration(n) for n in (42, 247, 4350)] == ["0:42", "4:07", "1:12:30"]


def test_notices_of_the_day_are_marked_on_its_curves(past: Any) -> None:
    def note(text: str, hour: float, until: float | None) -> None:
        at: list[Any] = [
            None if one is None else datetime.fromtimestamp(MIDNIGHT + 3600 * one, UTC)
            for one in (hour, until)
        ]
        Notice.objects.create(site=past.site, text=text, from_at=at[0], until_at=at[1])

    note("Of the day before", -5, -1)
    note("Storm <in> the night", -2, 6)
    note("Lunch together", 12, 13)
    note("Of the day after", 25, None)
    text = page(past, past.teammate)
    assert "Storm &lt;in&gt; the night" in text and "Lunch together" in text
    assert "Of the day" not in text
    assert "<td>00:00</td><td>06:00</td>" in text  # cut to the day
    assert 'class="curve-note" x1="50.00%"' in text


def test_names_in_notices_of_the_day_are_those_of_the_policy(past: Any) -> None:
    Agent.objects.create(site=past.site, name="Anna Björk")
    at = datetime.fromtimestamp(TEN, UTC)
    Notice.objects.create(site=past.site, text="Anna Björk is ill", from_at=at)
    text = page(past, past.teammate)
    assert "is ill" in text
    assert "Björk" not in text, "of a viewer"
    assert "Anna Björk is ill" in page(past, past.owner)
