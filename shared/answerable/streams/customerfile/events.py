"""Customer file: that there is one, where, of what and why; its data stand elsewhere (004-2a, 004-2b)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from answerable.events.base import CustomerId, Event, Label, Text


class FilePart(StrEnum):
    """What a customer's file has (004-2a)."""

    BASIC = "basic"
    TRANSACTIONS = "transactions"
    PREFERENCES = "preferences"
    SERVICE_NEEDS = "service_needs"


class LawfulGround(StrEnum):
    """On which ground a customer's data are kept (004-2b; PIPL, article 13)."""

    CONTRACT = "contract"
    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"


class Opened(Event):
    """A customer’s file is kept from now on (004-2a).

    Arguments:
        customer: whose.
        file_no: its number where the data are kept.
        file_parts: what it has.
        lawful_ground: why it may be kept.
        review_on: until when it is reviewed.
    """

    customer: CustomerId
    file_no: Label
    file_parts: tuple[FilePart, ...]
    lawful_ground: LawfulGround
    review_on: date


class Reviewed(Event):
    """The file was checked and brought up to date (004-2b, 004-Q1).

    Arguments:
        file_no: its number where the data are kept.
        file_parts: what it has.
        lawful_ground: why it may be kept.
        review_on: until when it is reviewed.
        is_changed: whether the review changed what is kept, or why.
    """

    file_no: Label
    file_parts: tuple[FilePart, ...]
    lawful_ground: LawfulGround
    review_on: date
    is_changed: bool


class Closed(Event):
    """The file is kept no more.

    Arguments:
        reason: why.
    """

    reason: Text


class ClosingWithdrawn(Event):
    """The file had been closed by mistake: it is kept yet.

    Arguments:
        reason: why.
    """

    corrects = (Closed,)

    reason: Text


class Withdrawn(Event):
    """The file had been recorded by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Opened,)

    reason: Text
