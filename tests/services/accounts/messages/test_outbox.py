"""The outbox: what is to be sent is there once, and what came of it is written down."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from answerable.errors import Invalid, Misconfigured, Refused, TooManyAttempts
from answerable.queries.accounts import MessageChannel, MessageState
from answerable.settings import Settings
from answerable_services.accounts.messages import outbox
from answerable_services.accounts.messages.hook import hook_of, signature
from answerable_services.accounts.messages.mail import MailServer as Outgoing
from answerable_services.accounts.messages.mail import NotTakenError, checked, mail_server
from answerable_services.accounts.messages.quiet import Quiet
from answerable_services.accounts.messages.sending import Sender, Ways
from answerable_services.accounts.storage import Storage
from tests.services.accounts.given import AGENT, TEN, Hands
from tests.services.accounts.messages.receivers import answering, receiver
from tests.services.accounts.messages.receivers import mail_server as running_mail

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOTH = (MessageChannel.MAIL, MessageChannel.HOOK)
SECRET = b"a secret of twenty-four b"
TOLD = {
    "trigger": "not_done",
    "what": "答复移交 Answer a transfer",
    "article": "000-4.2.4",
    "rule": "transfer-answer",
    "matter": "case-1",
    "due_at": "2026-11-30T02:00:00Z",
}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    made = Storage(tmp_path / "accounts")
    yield made
    made.close()


def put(storage: Storage, event: str = "reminder-1.1", *channels: MessageChannel, **said: Any) -> int:
    whole = {"person": AGENT, "site": "xm01", "told": TOLD, "now": TEN, "not_before": TEN, **said}
    with storage.writing() as connection:
        return outbox.put(connection, event, channels or BOTH, **whole)


def states(storage: Storage) -> list[tuple[str, str, int]]:
    """Give each message's channel, state and attempts, the oldest first."""
    with storage.reading() as connection:
        rows = outbox.newest(connection, after=None, limit=99)
    return [(row["channel"], row["state"], row["attempts"]) for row in reversed(rows)]


def ways(mail: Outgoing | None = None, hook: Any = None) -> Ways:
    return Ways(mail, hook, "https://answerable.example", lambda _: SHANGHAI)


class Refusing:
    """Another system that is away."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked = 0

    def send(self, *_: object) -> None:
        self.asked += 1
        raise self.error


class TestTheOutbox:
    def test_an_event_is_there_once(self, storage: Storage) -> None:
        """Also when it comes again, and when a way was added since."""
        assert put(storage, "reminder-1.1", MessageChannel.MAIL) == 1
        assert put(storage) == 1
        assert put(storage) == 0
        assert [channel for channel, _, _ in states(storage)] == ["mail", "hook"]

    def test_each_has_its_turn(self, storage: Storage) -> None:
        """The first that may be sent, and none that waits for the morning."""
        put(storage, "reminder-1.1", MessageChannel.MAIL, not_before=TEN + timedelta(hours=9))
        put(storage, "reminder-2.1", MessageChannel.MAIL)
        with storage.writing() as connection:
            first = outbox.next_due(connection, TEN)
            assert first is not None
            assert (first.event, first.attempts) == ("reminder-2.1", 1)
            assert outbox.next_due(connection, TEN) is None
            later = outbox.next_due(connection, TEN + timedelta(hours=9))
            assert later is not None

    def test_what_was_under_way(self, storage: Storage) -> None:
        """Of a mail nobody knows whether it arrived; another system is asked again."""
        put(storage)
        with storage.writing() as connection:
            assert outbox.next_due(connection, TEN) is not None
            assert outbox.next_due(connection, TEN) is not None
        hands = Hands()
        sender = Sender(storage, ways(), hands)
        sender.tend()
        assert states(storage) == [("mail", "under_way", 1), ("hook", "under_way", 1)]
        hands.on(timedelta(minutes=6))
        sender.tend()
        assert states(storage) == [("mail", "uncertain", 1), ("hook", "waiting", 1)]

    def test_again_and_again_and_given_up(self, storage: Storage) -> None:
        """After longer and longer pauses; a day later at the latest it is given up."""
        put(storage, "reminder-1.1", MessageChannel.HOOK)
        hands, away = Hands(), Refusing(NotTakenError("HTTP 503"))
        sender = Sender(storage, ways(hook=away), hands)
        while states(storage)[0][1] == "waiting":
            sender.send_next()
            hands.on(timedelta(minutes=1))
        assert states(storage) == [("hook", "failed", away.asked)]
        assert away.asked == 9
        assert hands.at - TEN < timedelta(days=1)

    def test_nobody_said_where_mail_goes(self, storage: Storage) -> None:
        """That is written down; it is no failure, and nothing is tried again."""
        put(storage, "reminder-1.1", MessageChannel.MAIL)
        sender = Sender(storage, ways(Outgoing("127.0.0.1", 9, False, "", "", "a@b.example")), Hands())
        assert sender.send_next()
        assert states(storage) == [("mail", MessageState.NO_ADDRESS, 1)]
        assert not sender.send_next()

    def test_old_ones_are_forgotten(self, storage: Storage) -> None:
        """Half a year later: the ledger says who was reminded of what."""
        put(storage)
        with storage.writing() as connection:
            outbox.end(connection, 1, MessageState.SENT, TEN)
            assert outbox.forget_old(connection, TEN + timedelta(days=1)) == 1
        assert len(states(storage)) == 1


@pytest.mark.server
def test_mail_arrives_as_it_is_meant(storage: Storage, tmp_path: Path) -> None:
    """In both languages, with its link; another attempt has the same id; and one that only tries."""
    with running_mail(tmp_path) as server:
        settings = Settings(smtp_url=server.url, smtp_from="reminders@answerable.example")
        mail = mail_server(settings)
        assert mail is not None
        sender = Sender(storage, ways(mail), Hands())
        with pytest.raises(Refused, match="say where mail goes first"):
            sender.send_trial(AGENT)
        with storage.writing() as connection:
            outbox.set_address(connection, AGENT, "lin@centre.example", TEN)
        put(storage, "reminder-1.1", MessageChannel.MAIL)
        assert sender.send_next()
        sender.send_trial(AGENT)
        (to, subject, message_id, text), (_, tried, _, _) = sorted(server.taken(), key=lambda one: one[1])[
            ::-1
        ]

    assert states(storage) == [("mail", "sent", 1), ("mail", "sent", 1)]
    assert to == "lin@centre.example"
    assert subject == "逾期未办 Not done in time: 答复移交 Answer a transfer"
    assert message_id == "<reminder-1.1@answerable.example>"
    assert "2026-11-30 10:00" in text
    assert text.count("https://answerable.example/reminders/reminder-1") == 2
    assert tried.startswith("测试邮件")


@pytest.mark.server
def test_messages_to_try_are_few_and_on_the_list(storage: Storage, tmp_path: Path) -> None:
    """An address is anybody's: one a minute, five an hour, each written down; a refusal says how long."""
    hands = Hands()
    with storage.writing() as connection:
        outbox.set_address(connection, AGENT, "else@where.example", TEN)
        outbox.set_address(connection, "staff-2", "two@where.example", TEN)
    with running_mail(tmp_path) as server:
        mail = mail_server(Settings(smtp_url=server.url, smtp_from="reminders@answerable.example"))
        sender = Sender(storage, ways(mail), hands)
        sender.send_trial(AGENT)
        hands.on(timedelta(seconds=15))
        with pytest.raises(TooManyAttempts, match="the next in 45 sec"):
            sender.send_trial(AGENT)
        sender.send_trial("staff-2")
        for _ in range(4):
            hands.on(timedelta(minutes=2))
            sender.send_trial(AGENT)
        hands.on(timedelta(minutes=2))
        with pytest.raises(TooManyAttempts, match="the next in 49 min"):
            sender.send_trial(AGENT)
        hands.on(timedelta(minutes=50))
        sender.send_trial(AGENT)
        assert len(server.taken()) == 7
    assert states(storage) == [("mail", "sent", 1)] * 7


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "sent"),
        ({"QUIT": b"421 closing\r\n"}, "sent"),
        ({"MAIL": b"452 no room now\r\n"}, "waiting"),
        ({"RCPT": b"450 not now\r\n"}, "waiting"),
        ({"RCPT": b"550 nobody of that name <lin@centre.example>\r\n"}, "failed"),
        ({".": b"554 refused\r\n"}, "failed"),
        ({".": b""}, "uncertain"),
    ],
)
def test_what_a_mail_server_answers(storage: Storage, answers: dict[str, bytes], state: str) -> None:
    """What it has taken is sent, however it says goodbye; what it did not take is tried again, or never."""
    with storage.writing() as connection:
        outbox.set_address(connection, AGENT, "lin@centre.example", TEN)
    put(storage, "reminder-1.1", MessageChannel.MAIL)
    with answering(answers) as port:
        mail = Outgoing("127.0.0.1", port, False, "", "", "a@b.example")
        assert Sender(storage, ways(mail), Hands()).send_next()
    assert states(storage) == [("mail", state, 1)]
    with storage.reading() as connection:
        (row,) = outbox.newest(connection, after=None, limit=9)
    assert "lin@" not in str(row["reason"])


def test_a_mail_server_that_is_away(storage: Storage) -> None:
    """It is tried again a minute later, and why is on the list, without an address."""
    with storage.writing() as connection:
        outbox.set_address(connection, AGENT, "lin@centre.example", TEN)
    put(storage, "reminder-1.1", MessageChannel.MAIL)
    sender = Sender(storage, ways(Outgoing("127.0.0.1", 9, False, "", "", "a@b.example")), Hands())
    assert sender.send_next()
    assert not sender.send_next()
    with storage.reading() as connection:
        (row,) = outbox.newest(connection, after=None, limit=9)
    assert (row["state"], row["next_at"]) == ("waiting", TEN + timedelta(minutes=1))
    assert "refused" in row["reason"]
    assert "@" not in row["reason"]


def test_another_system_knows_that_it_is_us(storage: Storage) -> None:
    """It gets the fields of the event, signed; what it does not take now it gets again under the same id."""
    with receiver(SECRET, 503) as system:
        said = Settings(hook_url=system.url, hook_secret=SecretStr(f"whsec_{_base64(SECRET)}"))
        hook, hands = hook_of(said), Hands()
        sender = Sender(storage, ways(hook=hook), hands)
        put(storage, "reminder-1.1", MessageChannel.HOOK)
        assert sender.send_next()
        hands.on(timedelta(minutes=1))
        assert sender.send_next()
    ((message, body),) = system.taken
    assert message == "reminder-1.1"
    assert b'"matter":"case-1"' in body
    assert system.forged == 0
    assert states(storage) == [("hook", "sent", 2)]


def test_the_signature_is_the_specifications() -> None:
    """The example that stands in the specification of Standard Webhooks."""
    secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = signature(base64.b64decode(secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "said",
    [
        {"smtp_url": "mail.example"},
        {"smtp_url": "smtp://user:hush@mail.example"},
        {"hook_url": "http://bus.example/x", "hook_secret": "whsec_" + "A" * 40},
        {"hook_url": "https://bus.example/x"},
        {"hook_url": "https://bus.example/x", "hook_secret": "whsec_short"},
    ],
)
def test_what_is_set_up_wrongly_is_said_at_the_start(said: dict[str, str]) -> None:
    """And says no secret."""
    settings = Settings.model_validate(said)
    with pytest.raises(Misconfigured) as refused:
        _ = mail_server(settings), hook_of(settings)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "said", ["", "a", "a@b", "a b@c.example", "a@c.example\r\nBcc: x@y.example", "<a@c.example>"]
)
def test_what_is_no_address(said: str) -> None:
    """Nothing that could be a second header, or a second address."""
    with pytest.raises(Invalid):
        checked(said)
    assert checked(" lin@centre.example ") == "lin@centre.example"


@given(st.integers(946_684_800, 1_893_456_000))
def test_quiet_hours(second: int) -> None:
    """What may be sent is sent at once, and the rest when the night is over, and not much later."""
    quiet, moment = Quiet(time(21), time(7)), datetime.fromtimestamp(second, UTC)
    at = quiet.over_at(moment, SHANGHAI)
    hour = at.astimezone(SHANGHAI).hour
    assert 7 <= hour < 21
    assert timedelta(0) <= at - moment <= timedelta(hours=10)
    assert (at == moment) is (7 <= moment.astimezone(SHANGHAI).hour < 21)


def _base64(said: bytes) -> str:
    return base64.b64encode(said).decode()
