"""From an alert to a mail server and to a webhook, both real and local."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import redis

from tests.services.mailbox import Mailbox
from wallboard.alerts import delivering, ledger, messages, outbox
from wallboard.alerts.ledger import Change
from wallboard.alerts.machine import Event
from wallboard.alerts.models import Alert, Delivery, Kind, Recipient, Rule
from wallboard.alerts.specs import spec_of
from wallboard.boards.models import Site
from wallboard.state.alerts import AlertRecords

pytestmark = pytest.mark.django_db
SIGNING = "signing-secret-of-the-test"


class Hook:
    """A local web server that keeps what is posted, and answers with `status`."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.location = ""
        hook = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.posts.append((dict(self.headers.items()), body))
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook/secret-part"


@pytest.fixture
def hook(settings: Any) -> Iterator[Hook]:
    settings.WALLBOARD_WEBHOOK_PLAIN = True
    one = Hook()
    thread = threading.Thread(target=one.server.serve_forever, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join(5)


@pytest.fixture
def site(settings: Any) -> Site:
    settings.WALLBOARD_ADDRESS = "https://wallboard.test"
    return Site.objects.create(name="Malmö", slug="malmo")


def recipient(site: Site, kind: Kind, address: str, **choices: Any) -> Recipient:
    row = {"name": f"{kind} {Recipient.objects.count()}", "group_seconds": 0, "gap_seconds": 0}
    one = Recipient(site=site, kind=kind, **{**row, **choices})
    one.keep_secrets(address, SIGNING if kind != Kind.EMAIL else "")
    one.save()
    return one


def rule(site: Site, *told: Recipient, **choices: Any) -> Rule:
    row = {"name": "Waiting in Support", "metric": "contacts_waiting", "warn": 5, "critical": 10}
    one = Rule.objects.create(site=site, **{**row, **choices})
    one.recipients.set(told)
    return one


NOW = datetime(2026, 11, 28, 9, 41, tzinfo=UTC)


def happens(one: Rule, level: str | None, was: str | None = None, quiet: bool = False) -> None:
    words = "cleared" if level is None else "raised" if was is None else "rose"
    change = Change(spec_of(one), Event(words, level, was), 12.0)
    loud = [] if quiet else [str(one.pk)]
    ledger.record(str(one.site_id), [change], [], loud, datetime.now(UTC).timestamp())


def due() -> int:
    """Tell all who are due; how many happenings were told."""
    recipients = outbox.due_recipients(datetime.now(UTC) + timedelta(seconds=1))
    return sum(delivering.deliver_to(pk) for pk in recipients)


@pytest.mark.usefixtures("redis_client")
def test_an_alert_arrives_by_mail(site: Site, mailbox: Mailbox) -> None:
    one = rule(site, recipient(site, Kind.EMAIL, "anna@example.org"))
    happens(one, "critical")
    assert due() == 1
    (message,) = mailbox.messages
    assert message["To"] == "anna@example.org"
    assert message["Subject"].strip() == "Malmö: ◆ critical: Waiting in Support (raised)"
    text = message.get_content()
    assert "12, limit 10" in text
    assert f"https://wallboard.test/alerts/{Alert.objects.get().public_id}/" in text
    assert due() == 0, "nothing is told twice"


@pytest.mark.usefixtures("redis_client")
def test_a_webhook_is_signed_over_time_and_body(site: Site, hook: Hook) -> None:
    one = rule(site, recipient(site, Kind.JSON, hook.url))
    happens(one, "warn")
    assert due() == 1
    ((headers, body),) = hook.posts
    signed = headers["Wallboard-Timestamp"].encode() + b"." + body
    expected = hmac.new(SIGNING.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Wallboard-Signature"] == f"v1={expected}"
    told = json.loads(body)
    assert (told["version"], told["site"]) == (1, "malmo")
    (row,) = told["alerts"]
    assert (row["happening"], row["level"], row["value"], row["limit"]) == ("raised", "warn", 12, 5)


@pytest.mark.usefixtures("redis_client")
def test_teams_and_slack_get_their_forms(site: Site, hook: Hook) -> None:
    teams, slack = recipient(site, Kind.TEAMS, hook.url), recipient(site, Kind.SLACK, hook.url)
    happens(rule(site, teams, slack, name="Waiting <!channel> & co"), "critical")
    assert due() == 2
    by_kind = {next(iter(json.loads(body))): json.loads(body) for _, body in hook.posts}
    card = by_kind["type"]["attachments"][0]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert card["content"]["body"][0]["color"] == "Attention"
    assert card["content"]["actions"][0]["url"].startswith("https://wallboard.test/alerts/")
    section = by_kind["text"]["blocks"][0]["text"]["text"]
    assert "Waiting &lt;!channel&gt; &amp; co" in section


@pytest.mark.usefixtures("redis_client")
def test_nobody_on_the_floor_makes_a_link_in_a_card(site: Site, hook: Hook) -> None:
    happens(rule(site, recipient(site, Kind.TEAMS, hook.url), name="A *bold* `rule` #1"), "warn")
    assert due() == 1
    word = "[Sign in again](https://evil.example/a_b) \\"
    assert ledger.acknowledge(Alert.objects.get(), "_IT_", word)
    assert due() == 1
    card = json.loads(hook.posts[1][1])["attachments"][0]["content"]
    head, rest = (block["text"] for block in card["body"])
    assert head == r"▲ warning: A \*bold\* \`rule\` \#1 \(answered\)"
    assert r"by \_IT\_" in rest
    assert r"“\[Sign in again\]\(https://evil.example/a\_b\) \\”" in rest


@pytest.mark.usefixtures("redis_client")
def test_what_happens_together_is_one_message(site: Site, mailbox: Mailbox) -> None:
    who = recipient(site, Kind.EMAIL, "anna@example.org", group_seconds=30)
    for name in ("Waiting", "Service level", "Longest wait"):
        happens(rule(site, who, name=name), "warn")
    assert due() == 0, "it gathers"
    Delivery.objects.update(next_at=datetime.now(UTC))
    assert due() == 3
    (message,) = mailbox.messages
    assert message["Subject"] == "Malmö: 3 alerts"


@pytest.mark.usefixtures("redis_client")
def test_a_recipient_is_not_told_more_often_than_it_wants(site: Site, mailbox: Mailbox) -> None:
    who = recipient(site, Kind.EMAIL, "anna@example.org", gap_seconds=600)
    happens(rule(site, who, name="Waiting"), "warn")
    assert due() == 1
    happens(rule(site, who, name="Service level"), "warn")
    assert due() == 0
    Recipient.objects.update(tried_at=datetime.now(UTC) - timedelta(seconds=600))
    assert due() == 1
    assert len(mailbox.messages) == 2


@pytest.mark.usefixtures("redis_client")
def test_the_end_is_told_to_those_who_were_told_of_the_beginning(
    site: Site, mailbox: Mailbox
) -> None:
    anna = recipient(site, Kind.EMAIL, "anna@example.org")
    recipient(site, Kind.EMAIL, "bo@example.org", every_alert=True, tell_end=False)
    recipient(site, Kind.EMAIL, "cia@example.org")
    one = rule(site, anna)
    happens(one, "warn")
    assert due() == 2
    assert ledger.acknowledge(Alert.objects.get(), "Dana", "two more log on")
    assert due() == 1
    assert "two more log on" in mailbox.messages[-1].get_content()
    happens(one, None, "warn")
    assert due() == 1
    assert {message["To"] for message in mailbox.messages} == {"anna@example.org", "bo@example.org"}


@pytest.mark.usefixtures("redis_client")
def test_what_rises_again_after_an_answer_is_told_again(site: Site, mailbox: Mailbox) -> None:
    one = rule(site, recipient(site, Kind.EMAIL, "anna@example.org"))
    happens(one, "critical")
    assert due() == 1
    happens(one, "warn", "critical")
    happens(one, "critical", "warn")
    assert due() == 0, "nobody has answered: it is known that it was critical"
    assert ledger.acknowledge(Alert.objects.get(), "Dana", "")
    assert due() == 1
    happens(one, "warn", "critical")
    happens(one, "critical", "warn")
    assert Alert.objects.get().acknowledged_at is None
    assert due() == 1
    assert mailbox.messages[-1]["Subject"].strip() == (
        "Malmö: ◆ critical: Waiting in Support (became critical)"
    )
    assert due() == 0


@pytest.mark.usefixtures("redis_client")
def test_quiet_hours_hold_a_message_until_they_are_over(site: Site, mailbox: Mailbox) -> None:
    one = rule(site, recipient(site, Kind.EMAIL, "anna@example.org"))
    happens(one, "warn", quiet=True)
    assert due() == 0
    assert ledger.untold(ledger.open_alerts(site.pk), [str(one.pk)])
    ledger.record(str(site.pk), [], [], [str(one.pk)], datetime.now(UTC).timestamp())
    assert due() == 1
    assert not ledger.untold(ledger.open_alerts(site.pk), [str(one.pk)])


@pytest.mark.usefixtures("redis_client")
def test_an_escalation_goes_to_others(site: Site, mailbox: Mailbox) -> None:
    one = rule(site, recipient(site, Kind.EMAIL, "anna@example.org"))
    one.escalation_recipients.add(recipient(site, Kind.EMAIL, "boss@example.org"))
    happens(one, "warn")
    assert due() == 1
    alert = Alert.objects.select_related("rule").get()
    ledger.record(str(site.pk), [], [alert], [str(one.pk)], datetime.now(UTC).timestamp())
    assert due() == 1
    assert mailbox.messages[-1]["To"] == "boss@example.org"
    assert "nobody has answered" in mailbox.messages[-1]["Subject"]


def test_a_failure_is_visible_tried_again_and_forgotten_when_it_works(
    site: Site, hook: Hook, redis_client: redis.Redis
) -> None:
    who = recipient(site, Kind.JSON, hook.url)
    hook.status = 503
    happens(rule(site, who), "warn")
    assert due() == 0
    who.refresh_from_db()
    assert who.failure == "127.0.0.1 answered with status 503."
    assert "secret-part" not in who.failure
    assert who.failing_since is not None
    waiting = Delivery.objects.get()
    assert (waiting.attempts, waiting.sent_at, waiting.given_up_at) == (1, None, None)
    assert waiting.next_at > datetime.now(UTC)
    assert due() == 0
    assert len(hook.posts) == 1, "not before its time"
    hook.status = 204
    Delivery.objects.update(next_at=datetime.now(UTC))
    assert due() == 1
    who.refresh_from_db()
    assert (who.failure, str(who.failing_since)) == ("", "None")
    first, second = (headers["Wallboard-Delivery"] for headers, _ in hook.posts)
    assert first == second, "who got it twice can tell"
    _, counts = AlertRecords(redis_client).counts()
    assert (counts["failures"], counts["messages"]) == (1, 1)


@pytest.mark.usefixtures("redis_client")
def test_what_no_retry_can_help_is_given_up_at_once(site: Site, hook: Hook) -> None:
    hook.status, hook.location = 302, "http://127.0.0.1:1/elsewhere"
    happens(rule(site, recipient(site, Kind.JSON, hook.url)), "warn")
    assert due() == 0
    assert Delivery.objects.get().given_up_at is not None
    assert "redirects are not followed" in Delivery.objects.get().failure


@pytest.mark.usefixtures("redis_client")
def test_it_is_given_up_after_the_last_retry(site: Site, hook: Hook) -> None:
    hook.status = 500
    happens(rule(site, recipient(site, Kind.JSON, hook.url)), "warn")
    for _ in outbox.BACK_OFF_SECONDS:
        Delivery.objects.update(next_at=datetime.now(UTC))
        due()
        assert Delivery.objects.get().given_up_at is None
    Delivery.objects.update(next_at=datetime.now(UTC))
    due()
    assert Delivery.objects.get().given_up_at is not None


@pytest.mark.usefixtures("redis_client")
def test_a_failure_counts_for_what_was_due_alone(site: Site, hook: Hook) -> None:
    """Otherwise every later alert would use up a try of every earlier one."""
    who = recipient(site, Kind.JSON, hook.url)
    hook.status = 503
    for name in ("Waiting", "Service level", "Longest wait"):
        happens(rule(site, who, name=name), "warn")
        assert due() == 0
    waiting = list(Delivery.objects.order_by("pk"))
    assert [one.attempts for one in waiting] == [1, 1, 1]
    assert max(one.next_at for one in waiting) < datetime.now(UTC) + timedelta(seconds=11)
    assert len(json.loads(hook.posts[-1][1])["alerts"]) == 3, "told together all the same"
    hook.status = 200
    Delivery.objects.filter(pk=waiting[0].pk).update(next_at=datetime.now(UTC))
    assert due() == 3


@pytest.mark.usefixtures("redis_client")
def test_what_is_due_is_not_kept_back_by_what_waits(
    site: Site, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_AT_ONCE", 2)
    who = recipient(site, Kind.JSON, hook.url)
    for name in ("Waiting", "Service level", "Longest wait"):
        happens(rule(site, who, name=name), "warn")
    later = datetime.now(UTC) + timedelta(hours=1)
    Delivery.objects.exclude(alert__name="Longest wait").update(next_at=later)
    assert due() == 2
    told = [row["name"] for row in json.loads(hook.posts[0][1])["alerts"]]
    assert told == ["Waiting", "Longest wait"], "the oldest first"


@pytest.mark.usefixtures("redis_client")
def test_a_defect_is_visible_as_a_failure(
    site: Site, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> bytes:
        raise KeyError("of the test")

    monkeypatch.setattr(messages, "body", broken)
    who = recipient(site, Kind.JSON, hook.url)
    happens(rule(site, who), "warn")
    assert due() == 0
    who.refresh_from_db()
    assert who.failing_since is not None
    assert who.failure == "The worker could not do it (KeyError). Its log says more."
    waiting = Delivery.objects.get()
    assert (waiting.attempts, waiting.given_up_at) == (1, None)


@pytest.mark.usefixtures("redis_client")
def test_a_mail_server_that_refuses_is_told_of_in_plain_words(
    site: Site, mailbox: Mailbox, settings: Any
) -> None:
    who = recipient(site, Kind.EMAIL, "anna@example.org")
    mailbox.refusal = "554 no"
    happens(rule(site, who), "warn")
    due()
    who.refresh_from_db()
    assert who.failure == "The mail server refused the message (status 554)."
    settings.EMAIL_HOST = ""
    Delivery.objects.update(next_at=datetime.now(UTC))
    due()
    who.refresh_from_db()
    assert "WALLBOARD_MAIL_HOST" in who.failure


def test_a_name_makes_no_header(site: Site, mailbox: Mailbox, redis_client: redis.Redis) -> None:
    one = rule(
        site, recipient(site, Kind.EMAIL, "anna@example.org"), name="a\nBcc: all@example.org"
    )
    happens(one, "warn")
    assert due() == 1
    assert mailbox.messages[0]["Bcc"] is None


def test_secrets_stay_secret(site: Site) -> None:
    address = "https://hooks.example.org/services/T0/very-secret"
    one = recipient(site, Kind.SLACK, address)
    assert one.shown_address == "hooks.example.org"
    assert "very-secret" not in one.secrets_encrypted
    assert "very-secret" not in repr(one.__dict__.get("shown_address"))
    assert one.secrets()["address"] == address


def test_smtplib_is_what_the_words_are_for() -> None:
    from wallboard.alerts import mail

    refused = smtplib.SMTPRecipientsRefused({"a@b": (450, b"later")})
    assert mail._classed(refused).again
    assert not mail._classed(smtplib.SMTPRecipientsRefused({"a@b": (550, b"no")})).again
