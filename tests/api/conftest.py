"""A site with figures, and programs that may read more or less of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.pages.conftest import Cast, _catalogue, cast  # noqa: F401
from wallboard.boards.models import Agent, AgentAlias, ApiToken, Queue, QueueAlias, Widget
from wallboard.boards.models.api_token import Scope
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.state.store import FactStore

MakeToken = Callable[..., str]
AGENT = "Åsa Lindqvist"


class Program:
    """Asks with a token, and with whatever else a test gives it."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self._client = Client(enforce_csrf_checks=True)
        self._headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}

    def get(self, place: str, **query: Any) -> Any:
        return self._client.get(f"/api/v1/{place}", query, headers=self._headers)

    def send(self, method: str, place: str) -> Any:
        return self._client.generic(method, f"/api/v1/{place}", headers=self._headers)


@pytest.fixture
def make_token(cast: Cast) -> MakeToken:  # noqa: F811
    """The text of a token of all scopes of the cast's site, unless told otherwise."""

    def make(*scopes: str, sites: Any = None, **fields: Any) -> str:
        token = ApiToken(name="Report", scopes=list(scopes or Scope.values), **fields)
        text = token.new_secret()
        token.save()
        token.sites.set([cast.site] if sites is None else sites)
        return text

    return make


@pytest.fixture
def centre(cast: Cast, redis_client: Any) -> Cast:  # noqa: F811
    """Two queues and one agent with facts, and a board that shows them."""
    for name, external_id in (("Support", "17"), ("Växel", "18")):
        queue = Queue.objects.create(site=cast.site, name=name)
        QueueAlias.objects.create(queue=queue, account=cast.account, external_id=external_id)
    agent = Agent.objects.create(site=cast.site, name=AGENT)
    AgentAlias.objects.create(agent=agent, account=cast.account, external_id="a1")
    columns = {"columns": ["contacts_waiting", "answered"]}
    for type_, options in (
        ("figure", {"metric": "contacts_waiting"}),
        ("queue_table", columns),
        ("agent_grid", {}),
        ("state_bar", {}),
        ("source_health", {}),
    ):
        Widget.objects.create(board=cast.board, type=type_, options=options)
    tell(cast, redis_client, waiting=7)
    return cast


def tell(cast: Cast, client: Any, waiting: int, ago_seconds: float = 0.0) -> None:  # noqa: F811
    at = time.time() - ago_seconds
    account, site = str(cast.account.pk), str(cast.site.pk)
    queues = (
        Observation(Kind.QUEUE, "17", {"contacts_waiting": Value(waiting)}, at, at),
        Observation(Kind.QUEUE, "18", {"contacts_waiting": Value(1)}, at, at),
    )
    people = (Observation(Kind.AGENT, "a1", {"state": Value("available")}, at, at),)
    store = FactStore(client)
    store.apply(site, Batch(account, "state", frozenset({Kind.QUEUE}), queues, at))
    store.apply(site, Batch(account, "state", frozenset({Kind.AGENT}), people, at))
