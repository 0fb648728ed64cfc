"""Messages: where somebody gets mail, and what was sent to whom."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, PositiveInt

from answerable.events.base import ActorId, SiteId
from answerable.queries.accounts.shared import Done, Hidden
from answerable.queries.base import Answer, Query

_LONGEST_TYPED = 300
_MOST = 200


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    SENT = "sent"
    NO_ADDRESS = "no_address"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """It ended while it was under way: it may have arrived, and is not sent again."""


class MessageChannel(StrEnum):
    """By what a message goes."""

    MAIL = "mail"
    HOOK = "hook"


class MailAddressTold(Answer):
    """Where somebody gets mail.

    Arguments:
        address: where; None where they did not say.
        is_sent: whether this installation sends mail at all.
    """

    address: str | None
    is_sent: bool


class MailAddress(Query[MailAddressTold]):
    """Where do I get mail?

    Arguments:
        session: of whoever asks.
    """

    session: Hidden


class SetMailAddress(Query[Done]):
    """Send my mail there from now on.

    Arguments:
        session: of whoever asks.
        address: where; nowhere where empty.
    """

    session: Hidden
    address: Annotated[str, Field(max_length=_LONGEST_TYPED)]


class TryMail(Query[Done]):
    """Send me a message, to try whether messages arrive.

    Arguments:
        session: of whoever asks.
    """

    session: Hidden


class MessageRow(Answer):
    """One message by one channel.

    Arguments:
        number: in the order in which they were written down.
        reminder: the reminder that it tells of; None where it only tries whether messages arrive.
        channel: by what it goes.
        person: whom it is for.
        site: where; None of what only tries.
        state: where it stands.
        attempts: how often it was tried.
        queued_at: when it was written down.
        next_at: before which it is not sent.
        ended_at: when it was sent, or given up; None where it waits.
        reason: why it was not sent, the last time.
    """

    number: PositiveInt
    reminder: str | None
    channel: MessageChannel
    person: ActorId
    site: SiteId | None
    state: MessageState
    attempts: int
    queued_at: AwareDatetime
    next_at: AwareDatetime
    ended_at: AwareDatetime | None
    reason: str | None


class MessageList(Answer):
    """What was sent to whom, the newest first.

    Arguments:
        rows: the messages.
        channels: by what messages go here.
        after: what the next page goes on behind; None at the end.
    """

    rows: tuple[MessageRow, ...]
    channels: tuple[MessageChannel, ...]
    after: int | None


class Messages(Query[MessageList]):
    """What was sent to whom?

    Arguments:
        after: the number that the list goes on behind; from the newest where left out.
        limit: how many, at most.
    """

    after: PositiveInt | None = None
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50
