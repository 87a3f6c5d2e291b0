"""One module per noun."""

from wallboard.alerts.models.alert import Alert
from wallboard.alerts.models.rule import Rule

__all__ = ["Alert", "Rule"]
