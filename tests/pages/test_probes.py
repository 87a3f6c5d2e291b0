"""Probes for machines."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_live_asks_nothing_but_the_process(settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    assert Client().get(reverse("healthz-live")).json() == {"status": "ok"}


@pytest.mark.django_db(transaction=True)
def test_ready_when_database_and_redis_answer(redis_client):
    response = Client().get(reverse("healthz-ready"))
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "redis": "ok"}


@pytest.mark.django_db(transaction=True)
def test_not_ready_names_what_does_not_answer(settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    response = Client().get(reverse("healthz-ready"))
    assert response.status_code == 503
    assert response.json()["redis"] == "unreachable"
    assert response.json()["database"] == "ok"


@pytest.mark.django_db
def test_metrics_are_for_this_machine(redis_client, cast):
    response = Client().get(reverse("metrics"), REMOTE_ADDR="127.0.0.1")
    assert response.status_code == 200
    assert "wallboard_redis_up 1.0" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "extra", [{"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}]
)
def test_metrics_are_not_for_others_nor_through_a_proxy(extra):
    client = Client(**{"REMOTE_ADDR": "127.0.0.1", **extra})
    assert client.get(reverse("metrics")).status_code == 403


@pytest.mark.django_db
def test_metrics_open_to_the_token(settings, redis_client):
    settings.WALLBOARD_METRICS_TOKEN = "scrape-me"
    client = Client(REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR="10.0.0.9")
    right = client.get(reverse("metrics"), headers={"Authorization": "Bearer scrape-me"})
    wrong = client.get(reverse("metrics"), headers={"Authorization": "Bearer no"})
    assert (right.status_code, wrong.status_code) == (200, 403)
