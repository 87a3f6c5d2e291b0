"""One e-mail by Django's back-end, and what went wrong in plain words."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Sequence
from email.mime.image import MIMEImage
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from wallboard.alerts.outward import Undelivered

NO_SERVER = "No mail server is set up (WALLBOARD_MAIL_HOST)."


class Picture(NamedTuple):
    """A PNG that the HTML shows as `<img src="cid:NAME">`."""

    name: str
    content: bytes


def send(
    address: str,
    subject: str,
    text: str,
    delivery: str,
    html: str = "",
    pictures: Sequence[Picture] = (),
) -> None:
    """Raises Undelivered."""
    if not settings.EMAIL_HOST:
        raise Undelivered(NO_SERVER)
    line = " ".join(subject.split())  # a name must not begin another header
    headers = {"Auto-Submitted": "auto-generated", "X-Wallboard-Delivery": delivery}
    message = EmailMultiAlternatives(line, text, to=[address], headers=headers)
    if html:
        message.attach_alternative(html, "text/html")
    message.mixed_subtype = "related"  # pictures belong into the text, not below it
    for picture in pictures:
        message.attach(_attached(picture))
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        raise _classed(error) from None


def _classed(error: Exception) -> Undelivered:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Undelivered("The mail server refused our name and password.")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        again = any(400 <= code < 500 for code in codes)
        return Undelivered("The mail server does not take mail for this address.", again)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Undelivered("The mail server does not let us send as WALLBOARD_MAIL_FROM.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Undelivered("The mail server does not offer what WALLBOARD_MAIL_SECURITY asks for.")
    if isinstance(error, ssl.SSLError):
        return Undelivered("The certificate of the mail server is not trusted.")
    if isinstance(error, TimeoutError):
        return Undelivered("The mail server did not answer in time.")
    if isinstance(error, smtplib.SMTPResponseException):
        return Undelivered(f"The mail server refused the message (status {error.smtp_code}).")
    if isinstance(error, socket.gaierror):
        return Undelivered("There is no mail server of the name WALLBOARD_MAIL_HOST.")
    return Undelivered("The mail server cannot be reached.")


def _attached(picture: Picture) -> MIMEImage:
    part = MIMEImage(picture.content, "png")
    part.add_header("Content-ID", f"<{picture.name}>")
    part.add_header("Content-Disposition", "inline", filename=picture.name)
    return part
