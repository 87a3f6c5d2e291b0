"""A virtual queue over Trio and Sinch, by what their own connectors make of real replies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.registry import VENDORS
from connectors.simulator import SimulatedCentre
from connectors.sinch.connector import SinchConnector
from connectors.sinch.payloads import guid
from connectors.trio.connector import TrioConnector
from tests.connectors.runs import Runs
from tests.connectors.sinch import harness as sinch
from tests.connectors.trio import harness as trio
from tests.connectors.vendor_server import VendorServer
from wallboard.domain.board import QueueSpec, SiteSpec, SourceSpec
from wallboard.domain.facts import EntityKey, SiteFacts, SourceKey
from wallboard.domain.observation import Kind
from wallboard.projections.ratios import DEFAULT_RULE, Rule
from wallboard.projections.scene import Scene, scene_of
from wallboard.projections.totals import figure_of_queue

NOW = sinch.NOON
OFF = NOW - 3600
OPTIONS = {"sinch": {"rmi": True}}


def source_of(vendor: str) -> SourceSpec:
    """As `boards/specs.py` makes it of an account with default jobs; Sinch with RMI."""
    spec = VENDORS[vendor]
    on = [job for job in spec.jobs if spec.is_on(job, {}, OPTIONS.get(vendor, {}))]
    return SourceSpec(
        account=vendor,
        vendor=vendor,
        label=vendor.title(),
        simulation=False,
        paused=False,
        trouble="",
        cadences={job.name: job.cadence_seconds for job in on},
        supplies=spec.supplied_by([job.name for job in on]),
        origins={job.name: job.comes_by for job in on},
    )


def scene(runs: dict[str, Runs], members: dict[str, str], off: str = "") -> Scene:
    """A site with one virtual queue, "9", of one queue of each; `off` fell silent an hour ago."""
    parts = tuple(
        QueueSpec(vendor, vendor, (EntityKey(vendor, Kind.QUEUE, external),))
        for vendor, external in members.items()
    )
    queues = {part.id: part for part in parts} | {"9": QueueSpec("9", "Both", (), members=parts)}
    sources = {vendor: source_of(vendor) for vendor in runs}
    site = SiteSpec("1", "Malmö", "Europe/Stockholm", sources, queues, {}, 1)
    facts = [
        fact for one in runs.values() for row in one.known.facts.values() for fact in row.values()
    ]
    confirmed = {
        SourceKey(vendor, job, Kind.QUEUE): OFF if vendor == off else NOW
        for vendor, source in sources.items()
        for job in source.cadences
    }
    return scene_of(site, SiteFacts.of(None, facts), confirmed, NOW)


def level(a_scene: Scene, rule: Rule = DEFAULT_RULE) -> Any:
    return figure_of_queue(a_scene, "service_level", a_scene.site.queues["9"], rule).as_json()


@pytest.fixture(scope="module")
def read() -> Iterator[dict[str, Runs]]:
    """Both accounts, read once from servers that answer with the fixtures."""
    with VendorServer(trio.TrioServer()) as one, VendorServer(sinch.SinchServer()) as other:
        runs = {
            "trio": Runs(TrioConnector, trio.settings(one.url, id="trio"), lambda: NOW),
            "sinch": Runs(SinchConnector, sinch.settings(other.url, id="sinch"), lambda: NOW),
        }
        runs["trio"].run("state")
        runs["sinch"].run("state")
        runs["sinch"].run("statistics")
        yield runs


MEMBERS = {"trio": "17", "sinch": sinch.SALES}


def test_the_level_is_the_ratio_of_sums_by_hand(read: dict[str, Runs]) -> None:
    """Trio: 120 answered, 8 abandoned, 101 in time. Sinch, two hours: 8 + 5 taken, 2 abandoned,
    7 + 4 in time. Neither tells short abandons apart, so SL-A: 112 of 143."""
    found = level(scene(read, MEMBERS))
    assert found["v"] == pytest.approx(112 / 143, abs=1e-6)
    assert found["p"] == {
        "window": "day",
        "clock": "vendor",
        "threshold_seconds": 20,
        "letter": "SL-A",
    }
    assert found["n"] == "other_letter"
    assert "parts" not in found


def test_an_average_of_the_two_percentages_would_be_another_number(read: dict[str, Runs]) -> None:
    one, other = 101 / 128, 11 / 15
    assert level(scene(read, MEMBERS))["v"] != pytest.approx((one + other) / 2, abs=1e-3)


@pytest.mark.parametrize(("off", "value"), [("sinch", 101 / 128), ("trio", 11 / 15)])
def test_one_that_is_off_makes_it_one_of_two_sources(
    off: str, value: float, read: dict[str, Runs]
) -> None:
    found = level(scene(read, MEMBERS, off))
    assert found["v"] == pytest.approx(value, abs=1e-6)
    assert (found["parts"], found["s"], found["by"]) == ([1, 2], "late", off.title())
    assert found["p"]["letter"] == "SL-A"


def test_counts_are_added_up_over_both(read: dict[str, Runs]) -> None:
    a_scene = scene(read, MEMBERS)
    for key, total in (("answered", 133), ("abandoned", 10), ("answered_in_threshold", 112)):
        figure = figure_of_queue(a_scene, key, a_scene.site.queues["9"])
        assert (figure.value, figure.parts) == (total, None)


def test_of_thresholds_that_differ_one_is_left_out_and_it_says_so(read: dict[str, Runs]) -> None:
    settings = trio.settings
    with VendorServer(trio.TrioServer()) as server:
        options = {"threshold_seconds": 30}
        changed = Runs(TrioConnector, settings(server.url, id="trio", options=options), lambda: NOW)
        changed.run("state")
    found = level(scene({"trio": changed, "sinch": read["sinch"]}, MEMBERS), Rule("SL-A", 20))
    assert found["v"] == pytest.approx(11 / 15, abs=1e-6)
    assert (found["parts"], found["n"]) == ([1, 2], "mixed_windows")


def test_it_agrees_with_the_simulated_centres_oracle() -> None:
    with SimulatedCentre(seed=11, queues=6, agents=20, frozen=True, start="now") as centre:
        runs = {
            "trio": Runs(
                TrioConnector,
                trio.settings(
                    "",
                    id="trio",
                    base_url=centre.trio_url,
                    secrets={
                        "client_key": centre.trio_client_key,
                        "username": centre.trio_username,
                        "password": centre.trio_password,
                    },
                ),
            ),
            "sinch": Runs(
                SinchConnector,
                sinch.settings(
                    "",
                    id="sinch",
                    base_url=centre.sinch_url,
                    secrets={"username": centre.sinch_user, "password": centre.sinch_password},
                ),
            ),
        }
        runs["trio"].run("state")
        runs["sinch"].run("state")
        runs["sinch"].run("statistics")
        truth = centre.truth()
    phone = max(truth["queues"], key=lambda queue: queue["answered"])
    chat = next(queue for queue in truth["sinch"]["queues"] if queue["type"].lower() == "chat")
    members = {"trio": str(phone["trio_service_id"]), "sinch": str(guid(chat["id"]))}
    in_time = phone["answered_in_threshold"] + chat["answered_in_threshold"]
    finished = phone["answered"] + phone["abandoned"] + chat["handled"] + chat["abandoned"]
    found = level(scene(runs, members), Rule("SL-A"))
    if chat["arrived"]:
        assert found["v"] == (pytest.approx(in_time / finished, abs=1e-6) if finished else None)
    assert found["p"]["letter"] == "SL-A"
