"""Calabrio bears what every connector must bear, in each of its live jobs."""

from __future__ import annotations

import json

import pytest

from connectors.base import AccountSettings, RunContext
from connectors.calabrio.connector import CalabrioConnector
from tests.connectors.calabrio.support import (
    ACCOUNT,
    PASSWORD,
    USER,
    ScriptedCalabrio,
    load,
    resource_of,
)
from tests.connectors.contract import ConnectorContract
from tests.connectors.vendor_server import Answer, Asked

REALTIME = "scheduling/realTime/activity/detail"


class CalabrioHarness:
    """Calabrio for the contract (`tests.connectors.contract.Harness`)."""

    job = "realtime"
    secrets = (USER, PASSWORD, "HZ9A274F889D034FD19E399D5321EDFFB0")
    people = ("Åsa", "Öberg", "Björn", "Maja")

    def __init__(self) -> None:
        self.scripted = ScriptedCalabrio()
        self.scripted.answers |= {
            REALTIME: load("realtime_states.json"),
            "scheduling/adherence/agent": load("adherence_details_list.json"),
            "scheduling/agent": load("agents_full.json"),
            "scheduling/service": load("services.json"),
        }

    def connector(self, context: RunContext) -> CalabrioConnector:
        return CalabrioConnector(context)

    def settings(self, url: str, ca_bundle: str = "") -> AccountSettings:
        return AccountSettings(
            id=ACCOUNT,
            vendor="calabrio",
            base_url=url,
            options={},
            mapping={},
            timezone="Europe/Stockholm",
            secrets={"user": USER, "password": PASSWORD},
            ca_bundle=ca_bundle,
        )

    def answer(self, asked: Asked) -> Answer:
        return self.scripted.answer(asked)

    def is_sign_in(self, asked: Asked) -> bool:
        return resource_of(asked) == "authorize" and asked.method == "POST"

    def is_reading(self, asked: Asked) -> bool:
        return resource_of(asked) == REALTIME

    def rejection(self) -> Answer:
        return Answer.of({"message": "Not authorized"}, 401)

    def with_state(self, asked: Asked, word: str) -> Answer:
        agents = [
            {**agent, "realTimeActivities": [{"agentState": word, "timestamp": 1769241800000}]}
            for agent in load("realtime_states.json")
        ]
        return Answer.of(agents)

    def doubled(self, asked: Asked) -> Answer:
        return Answer.of(json.loads(self.answer(asked).body) * 2)


class TestContract(ConnectorContract):
    @pytest.fixture
    def harness(self) -> CalabrioHarness:
        return CalabrioHarness()
