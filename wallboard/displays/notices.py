"""A letter to the administrators of a site whose screens are off, where mail is configured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wallboard.boards.models import Display, Membership, Role, Site
from wallboard.boards.policy import policy_for_program
from wallboard.boards.scrubber import Scrubber

log = structlog.get_logger(__name__)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def tell_administrators(site: Site, displays: Sequence[Display]) -> int:
    """To how many; 0 where mail is not configured, nobody has an address, or it failed: the pages
    say it in any case."""
    addresses = _addresses(site)
    if not addresses or not mail_is_configured():
        return 0
    subject = _("%(count)d screens of %(site)s are off") % {
        "count": len(displays),
        "site": site.name,
    }
    scrub = Scrubber(site, policy_for_program(site))
    lines = [f"{scrub(one.name)}: {_since(one)}" for one in displays]
    try:
        EmailMessage(subject, "\n".join(lines) + "\n", bcc=addresses).send()
    except OSError as error:  # smtplib's too; what it says may hold an address
        log.warning("a letter about screens could not be sent", reason=type(error).__name__)
        return 0
    return len(addresses)


def mail_is_configured() -> bool:
    """Django's own default is a mail server on this machine, which is hardly ever there."""
    return settings.EMAIL_BACKEND != SMTP or settings.EMAIL_HOST not in ("", "localhost")


def _addresses(site: Site) -> list[str]:
    """Of the site's administrators; of the superusers where it has none with an address."""
    members = Membership.objects.filter(site=site, role=Role.ADMINISTRATOR, user__is_active=True)
    found = members.exclude(user__email="").values_list("user__email", flat=True)
    users = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return sorted(set(found) or set(users.exclude(email="").values_list("email", flat=True)))


def _since(display: Display) -> str:
    if display.last_seen_at is None:
        return _("never heard")
    local = display.last_seen_at.astimezone(ZoneInfo(display.site.timezone))
    return _("offline since %(at)s") % {"at": date_format(_naive(local), "DATETIME_FORMAT")}


def _naive(instant: datetime) -> datetime:
    """As the clock on the site's wall says it, whatever zone is current."""
    return instant.replace(tzinfo=None)
