"""Contact: receive a call, visit or letter, and say what became of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.events.base import CustomerId, EmployedHere, EverHere, Label, Text, identity
from answerable.spans import TalkSeconds
from answerable.streams.contact.events import Channel, Emptiable

ContactId = Annotated[str, identity("contact")]

Rings = Annotated[int, Field(ge=0, le=99)]
"""How many times a telephone rang before somebody took it: more than a hundred are seconds."""


class Receive(Command):
    """Record that a customer reached the site (000-4.2.2).

    Arguments:
        contact: its id; a new one where left out.
        channel: how.
        customer: who, where known.
        topic: what about.
        asked: the person first asked, where there was one.
        wait_s: seconds the customer waited.
    """

    contact: ContactId | None = None
    channel: Channel
    customer: CustomerId | None = None
    topic: Label
    asked: EmployedHere | None = None
    wait_s: TalkSeconds = 0


class Answer(Command):
    """Record that a member of staff spoke with the customer, or replied.

    Arguments:
        contact: which.
        talk_s: seconds of conversation.
        rings: how many times it had rung by then, where it rang.
    """

    contact: ContactId
    talk_s: TalkSeconds
    rings: Rings | None = None


class Abandon(Command):
    """Record that the customer gave up waiting.

    Arguments:
        contact: which.
        wait_s: seconds the customer had waited.
    """

    contact: ContactId
    wait_s: TalkSeconds


class RequestReturnCall(Command):
    """Record that the customer asked to be called back.

    Arguments:
        contact: which.
    """

    contact: ContactId


class Void(Command):
    """Record that nobody was on the line.

    Arguments:
        contact: which.
        reason: why it does not count.
    """

    contact: ContactId
    reason: Label


class Correct(Command):
    """Put right what was said when the customer came; what is left out stays as it was.

    Arguments:
        contact: which.
        channel: how they reached the site.
        customer: who it was.
        topic: what it was about.
        asked: the person first asked.
        wait_s: seconds the customer waited.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    contact: ContactId
    channel: Channel | None = None
    customer: CustomerId | None = None
    topic: Label | None = None
    asked: EverHere | None = None
    wait_s: TalkSeconds | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class WithdrawEnding(Command):
    """Take back what became of the contact, so that the right thing can be said.

    Arguments:
        contact: which.
        reason: why.
    """

    contact: ContactId
    reason: Text
