"""Delivery: a project was handed to its customer; callbacks count from here."""

from __future__ import annotations

from datetime import date

from answerable.events.base import CustomerId, Event, Label, Text


class Accepted(Event):
    """The customer accepted a delivered project (000-4.5).

    Arguments:
        customer: who.
        project: what was delivered.
        accepted_on: the day callbacks are counted from (X12, reading a).
    """

    customer: CustomerId
    project: Label
    accepted_on: date


class AcceptanceCorrected(Event):
    """What was said of the acceptance was wrong; what is left out stays as it was.

    Callbacks count from the right day. A call that was made stays made, for the day it was made for, unless
    it came before its callback was owed by the right day.

    Arguments:
        accepted_on: the day that holds now.
        customer: who accepted.
        project: what was delivered.
        reason: why.
    """

    corrects = (Accepted,)

    accepted_on: date | None = None
    customer: CustomerId | None = None
    project: Label | None = None
    reason: Text


class Cancelled(Event):
    """The delivery ended: no callback is owed for it from then on; what was missed before stays missed.

    Arguments:
        reason: why.
    """

    reason: Text


class CancellationWithdrawn(Event):
    """The delivery had not ended: its callbacks are owed as before, and those of the time between.

    Arguments:
        reason: why.
    """

    corrects = (Cancelled,)

    reason: Text


class AcceptanceWithdrawn(Event):
    """The delivery never was: no callback was ever owed for it, and none was missed.

    Arguments:
        reason: why.
    """

    corrects = (Accepted,)

    reason: Text
