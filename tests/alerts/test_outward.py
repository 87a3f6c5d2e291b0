"""Where a webhook may lead, and where not."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from wallboard.alerts import outward
from wallboard.alerts.models import Kind
from wallboard.alerts.models.recipient import validate_address
from wallboard.alerts.outward import Undelivered


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "169.254.169.254", "fe80::1", "100.100.100.200", "fd00:ec2::254",
     "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254", "::ffff:127.0.0.1", "240.0.0.1"],
)  # fmt: skip
def test_no_webhook_leads_to_this_machine_or_beside_it(address: str) -> None:
    assert not outward.permitted(address, allow_plain=False)


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.0.9", "93.184.216.34", "2606:2800::1"])
def test_a_webhook_may_lead_into_the_house_or_out(address: str) -> None:
    assert outward.permitted(address, allow_plain=False)


@pytest.mark.parametrize(
    "address", ["http://example.org/", "https://localhost/hook", "https://127.0.0.1/hook"]
)
def test_an_address_that_is_not_allowed_is_not_connected_to(address: str) -> None:
    with pytest.raises(Undelivered) as refused:
        outward.post(address, b"{}", {})
    assert not refused.value.again


@pytest.mark.parametrize(
    "address",
    ["https://hooks.example.com\u200b/x", "https://büro..example.com/x", "https://xn--a/"],
)
def test_an_address_that_no_machine_can_read_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        validate_address(Kind.JSON, address)
    with pytest.raises(Undelivered) as refused:
        outward.post(address, b"{}", {})
    assert not refused.value.again
    assert "example" not in refused.value.words
