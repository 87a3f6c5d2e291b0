"""Django's own admin, limited to the sites of whoever uses it. Works under the strict policy."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from wallboard.boards.admin import (
    accounts,
    boards,
    displays,
    notices,
    one_truth,
    people,
    sites,
    tokens,
)

admin.site.site_header = "Wallboard"
admin.site.site_title = "Wallboard"
admin.site.index_title = _("Configuration")

__all__ = [
    "accounts",
    "boards",
    "displays",
    "notices",
    "one_truth",
    "people",
    "sites",
    "tokens",
]
