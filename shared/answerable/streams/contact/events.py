"""Contact: a call, visit, letter, fax, email or chat that reached a site."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import NonNegativeInt

from answerable.events.base import CustomerId, Event, Label, StaffId, Text


class Channel(StrEnum):
    """How a customer reached the site: the ways that are open for questions, opinions and complaints.

    The hotline, the mailbox and other ways (000-5.5.1), by which both stay in touch (004-3b); telephone,
    e-mail and chat for complaints (004-5a).
    """

    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    FAX = "fax"
    EMAIL = "email"
    CHAT = "chat"


class Received(Event):
    """A customer reached the site, by whichever way: each is registered (000-4.2.1, 000-4.2.2, 002-r5-11).

    Arguments:
        channel: how.
        customer: who, where it is known.
        topic: what it was about.
        asked: the person first asked; nobody, where the customer reached no one.
        wait_s: seconds the customer waited.
    """

    channel: Channel
    customer: CustomerId | None = None
    topic: Label
    asked: StaffId | None = None
    wait_s: NonNegativeInt = 0


class Answered(Event):
    """A member of staff spoke with the customer, or replied: the first response (000-4.10.2.1, 000-5.5.3).

    Arguments:
        talk_s: seconds of conversation.
        rings: how many times it had rung by then, where it rang.
    """

    talk_s: NonNegativeInt
    rings: NonNegativeInt | None = None


class Abandoned(Event):
    """The customer gave up before anybody answered.

    Arguments:
        wait_s: seconds the customer had waited.
    """

    wait_s: NonNegativeInt


class ReturnCallRequested(Event):
    """The customer asked to be called back."""


class Voided(Event):
    """The contact turned out to be none: nobody was on the line.

    Arguments:
        reason: why it does not count.
    """

    corrects = (Received,)

    reason: Label


Emptiable = Literal["asked", "customer"]
"""The fields of an opening that need not be said, and that a correction may empty."""


class Corrected(Event):
    """What was said when the customer came was wrong; what is left out stays as it was.

    Arguments:
        channel: how they reached the site.
        customer: who it was.
        topic: what it was about.
        asked: the person first asked.
        wait_s: seconds the customer waited.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    corrects = (Received,)

    channel: Channel | None = None
    customer: CustomerId | None = None
    topic: Label | None = None
    asked: StaffId | None = None
    wait_s: NonNegativeInt | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class EndingWithdrawn(Event):
    """What was said to have become of the contact was wrong: it is as it came in.

    Arguments:
        reason: why.
    """

    corrects = (Abandoned, Answered, Voided)

    reason: Text
