"""One module per noun."""

from wallboard.alerts.models.alert import Alert
from wallboard.alerts.models.delivery import Delivery
from wallboard.alerts.models.recipient import Kind, Recipient
from wallboard.alerts.models.rule import Rule
from wallboard.alerts.models.site_alerts import SiteAlerts, floor_acknowledges

__all__ = [
    "Alert",
    "Delivery",
    "Kind",
    "Recipient",
    "Rule",
    "SiteAlerts",
    "floor_acknowledges",
]
