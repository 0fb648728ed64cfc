"""The outbox: what is to be sent, to whom, and what came of it; it is written down before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from answerable.queries.accounts import MessageChannel, MessageState
from answerable_services.accounts.tables import MAIL_ADDRESSES, MESSAGES

if TYPE_CHECKING:
    from sqlalchemy import Connection

TRIAL = "trial-"
"""What the event of a message begins with that tells of none: it tries whether messages arrive."""

_AGAIN_AFTER_S = (60, 300, 900, 3_600, 3_600, 7_200, 14_400, 28_800)
"""Seconds until the next attempt behind each one that failed; behind the last it is given up."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message by one channel.

    Arguments:
        number: in the order of the outbox.
        event: the id of the event that it tells of.
        channel: by what it goes.
        person: whom it is for.
        site: where what it tells of is.
        told: what it tells, by the event's fields.
        attempts: how often it was tried.
    """

    number: int
    event: str
    channel: MessageChannel
    person: str
    site: str
    told: Mapping[str, Any]
    attempts: int


def put(
    connection: Connection,
    event: str,
    channels: Iterable[MessageChannel],
    *,
    person: str,
    site: str,
    told: Mapping[str, Any],
    now: datetime,
    not_before: datetime,
) -> int:
    """Put what an event tells into the outbox, once by each channel.

    Arguments:
        connection: writes.
        event: its id; it comes again when whoever sent it was not told that it is here.
        channels: by what it goes.
        person: whom it is for.
        site: where.
        told: what it tells.
        now: the moment.
        not_before: before which it is not sent.

    Returns:
        How many messages are new.
    """
    known = select(MESSAGES.c.channel).where(MESSAGES.c.event == event)
    before = set(connection.scalars(known))
    rows = [
        {
            "event": event,
            "channel": channel.value,
            "person": person,
            "site": site,
            "told": dict(told),
            "state": MessageState.WAITING.value,
            "attempts": 0,
            "queued_at": now,
            "next_at": not_before,
        }
        for channel in channels
        if channel.value not in before
    ]
    if rows:
        connection.execute(insert(MESSAGES), rows)
    return len(rows)


def put_trial(connection: Connection, person: str, now: datetime) -> int:
    """Write down that somebody is being sent a message to try.

    Arguments:
        connection: writes.
        person: to whom.
        now: the moment.

    Returns:
        The message's number.
    """
    row = {
        "event": f"{TRIAL}{token_hex(8)}",
        "channel": MessageChannel.MAIL.value,
        "person": person,
        "site": "",
        "told": {},
        "state": MessageState.UNDER_WAY.value,
        "attempts": 1,
        "queued_at": now,
        "next_at": now,
        "began_at": now,
    }
    (number,) = connection.execute(insert(MESSAGES).values(row)).inserted_primary_key or (0,)
    return int(number)


def trials_of(connection: Connection, person: str, since: datetime) -> list[datetime]:
    """Give when somebody was sent messages to try, the earliest first.

    Arguments:
        connection: reads.
        person: to whom.
        since: none of before that.
    """
    is_trial = MESSAGES.c.event.startswith(TRIAL)
    found = select(MESSAGES.c.queued_at).where(is_trial, MESSAGES.c.person == person)
    return list(connection.scalars(found.where(MESSAGES.c.queued_at > since).order_by(MESSAGES.c.number)))


def next_due(connection: Connection, now: datetime) -> Message | None:
    """Give the message whose turn it is, and mark it as under way; None where none is.

    Arguments:
        connection: writes; of two that ask at once, one has the message.
        now: the moment.
    """
    found = connection.execute(
        select(MESSAGES)
        .where(MESSAGES.c.state == MessageState.WAITING.value, MESSAGES.c.next_at <= now)
        .order_by(MESSAGES.c.next_at, MESSAGES.c.number)
        .limit(1)
    ).mappings()
    row = next(iter(found), None)
    if row is None:
        return None
    _set(connection, row["number"], state=MessageState.UNDER_WAY, attempts=row["attempts"] + 1, began_at=now)
    return Message(
        row["number"],
        row["event"],
        MessageChannel(row["channel"]),
        row["person"],
        row["site"],
        row["told"],
        row["attempts"] + 1,
    )


def end(
    connection: Connection, number: int, state: MessageState, now: datetime, reason: str | None = None
) -> None:
    """Write down what came of a message.

    Arguments:
        connection: writes.
        number: which.
        state: where it stands now.
        now: the moment.
        reason: why, where it was not sent; never an address.
    """
    _set(connection, number, state=state, ended_at=now, reason=reason)


def put_off(connection: Connection, message: Message, now: datetime, reason: str) -> MessageState:
    """Try a message again later; after a day of attempts it is given up.

    Arguments:
        connection: writes.
        message: which.
        now: the moment.
        reason: why it could not be sent.

    Returns:
        Where it stands now.
    """
    if message.attempts > len(_AGAIN_AFTER_S):
        end(connection, message.number, MessageState.FAILED, now, reason)
        return MessageState.FAILED
    next_at = now + timedelta(seconds=_AGAIN_AFTER_S[message.attempts - 1])
    _set(connection, message.number, state=MessageState.WAITING, next_at=next_at, reason=reason)
    return MessageState.WAITING


def give_up_what_was_under_way(connection: Connection, before: datetime) -> int:
    """Say of the mails that were under way when a process ended that nobody knows whether they arrived.

    A request to another system is made again: it knows a repeat by the message's id.

    Arguments:
        connection: writes.
        before: what began before that, and did not end.

    Returns:
        How many there were.
    """
    was = MESSAGES.c.state == MessageState.UNDER_WAY.value, MESSAGES.c.began_at < before
    hooks = MESSAGES.c.channel == MessageChannel.HOOK.value
    connection.execute(update(MESSAGES).where(*was, hooks).values(state=MessageState.WAITING.value))
    lost = update(MESSAGES).where(*was, ~hooks).values(state=MessageState.UNCERTAIN.value, ended_at=before)
    return connection.execute(lost).rowcount


def newest(connection: Connection, *, after: int | None, limit: int) -> list[Mapping[Any, Any]]:
    """List messages, the newest first, without what they tell.

    Arguments:
        connection: reads.
        after: the number that the list goes on behind; from the newest where None.
        limit: how many, at most.
    """
    columns = (each for each in MESSAGES.c if each.name != "told")
    found = select(*columns).order_by(MESSAGES.c.number.desc()).limit(limit)
    if after is not None:
        found = found.where(MESSAGES.c.number < after)
    return list(connection.execute(found).mappings())


def forget_old(connection: Connection, before: datetime) -> int:
    """Forget messages that ended long ago: the ledger says who was reminded of what.

    Arguments:
        connection: writes.
        before: the moment before which they were queued.
    """
    old = delete(MESSAGES).where(MESSAGES.c.queued_at < before, MESSAGES.c.ended_at.is_not(None))
    return connection.execute(old).rowcount


def address_of(connection: Connection, person: str) -> str | None:
    """Give where a person gets mail; None where they did not say."""
    return connection.scalar(select(MAIL_ADDRESSES.c.address).where(MAIL_ADDRESSES.c.person == person))


def set_address(connection: Connection, person: str, address: str | None, now: datetime) -> None:
    """Say where a person gets mail from now on; nowhere where None."""
    connection.execute(delete(MAIL_ADDRESSES).where(MAIL_ADDRESSES.c.person == person))
    if address is not None:
        connection.execute(insert(MAIL_ADDRESSES).values(person=person, address=address, set_at=now))


def _set(connection: Connection, number: int, **values: Any) -> None:
    connection.execute(update(MESSAGES).where(MESSAGES.c.number == number).values(**values))
