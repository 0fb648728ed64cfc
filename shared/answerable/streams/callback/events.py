"""Callback: the calls owed after a delivery, for good, made or missed (000-4.5, 000-5.2.2, 003-F8)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, PositiveInt

from answerable.events.base import Event, OriginatorId, Text


class AttemptOutcome(StrEnum):
    """What an attempt to call back came to."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    ASKED_LATER = "asked_later"


class Attempted(Event):
    """Somebody tried and did not reach the customer.

    Arguments:
        delivery: the delivery it belongs to.
        ordinal: the first callback after the delivery is 1.
        due_on: the day it was due.
        outcome: what came of it.
    """

    delivery: OriginatorId
    ordinal: PositiveInt
    due_on: date
    outcome: AttemptOutcome


class Completed(Event):
    """The customer was called back.

    Arguments:
        delivery: the delivery it belongs to.
        ordinal: the first callback after the delivery is 1.
        due_on: the day it was due.
        satisfaction: from 1, bad, to 5, good.
        note: what the customer said, without personal data.
    """

    delivery: OriginatorId
    ordinal: PositiveInt
    due_on: date
    satisfaction: int = Field(ge=1, le=5)
    note: Text | None = None


class Missed(Event):
    """The day of a callback, and its grace, passed without one.

    Arguments:
        delivery: the delivery it belongs to.
        ordinal: the first callback after the delivery is 1.
        due_on: the day it was due.
        grace_days: working days that were still allowed after it.
    """

    delivery: OriginatorId
    ordinal: PositiveInt
    due_on: date
    grace_days: int = Field(ge=0)


class CallWithdrawn(Event):
    """That the customer was called back had been entered wrongly: the callback is owed as before.

    Arguments:
        delivery: the delivery it belongs to.
        ordinal: the first callback after the delivery is 1.
        reason: why.
    """

    revokes = (Completed,)

    delivery: OriginatorId
    ordinal: PositiveInt
    reason: Text


class MissWithdrawn(Event):
    """That the callback was missed was taken back: it was made, or could not have been.

    Arguments:
        delivery: the delivery it belongs to.
        ordinal: the first callback after the delivery is 1.
        due_on: the due day that was not missed; the last one that was recorded where it is not said.
        reason: why.
    """

    revokes = (Missed,)

    delivery: OriginatorId
    ordinal: PositiveInt
    due_on: date | None = None
    reason: Text
