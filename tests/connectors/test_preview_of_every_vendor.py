"""Every vendor's directory can be previewed, against the simulated centre's real HTTP."""

from __future__ import annotations

import pytest

from connectors import previews, registry
from connectors.simulator.handle import SimulatedCentre
from wallboard.boards.first_start import ensure_demo
from wallboard.boards.models import Account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis_client")]


def test_every_vendors_directory_can_be_previewed_and_applied() -> None:
    with SimulatedCentre(agents=12, queues=4) as centre:
        addresses = {
            "trio": centre.trio_url,
            "calabrio": centre.calabrio_url,
            "o2g": centre.o2g_url,
            "sinch": centre.sinch_url,
        }
        ensure_demo(addresses)
        assert set(addresses) == set(registry.VENDORS)
        for account in Account.objects.order_by("rank"):
            found = previews.take(str(account.pk))
            assert found["state"] == "ready", (account.vendor, found)
            added = next(one for one in found["sections"] if one["key"] == "added")
            assert added["count"] == sum(found["listed"].values()) >= 12, account.vendor
            done = previews.apply(str(account.pk), found["digest"])
            assert done == {"state": "applied", "changes": found["changes"]}
            again = previews.take(str(account.pk))
            assert (account.vendor, again["changes"]) == (account.vendor, 0)
