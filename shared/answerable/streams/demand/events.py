"""Demand: what a customer will need in a year, what is planned for it, and whether it was met (000-4.3)."""

from __future__ import annotations

from datetime import date

from pydantic import NonNegativeInt, PositiveInt

from answerable.events.base import CustomerId, Event, Label, Text


class Asked(Event):
    """A customer was asked what they will need in a year (000-4.3).

    Arguments:
        customer: who.
        year: the year.
        is_late: whether the year had begun by then: every December asks for the next.
    """

    customer: CustomerId
    year: int
    is_late: bool


class GiftSent(Event):
    """The New-Year gift was sent to the customer (000-4.3).

    Arguments:
        gift: what.
    """

    gift: Label


class GiftWithdrawn(Event):
    """The gift had not been sent, or was another one.

    Arguments:
        reason: why.
    """

    corrects = (GiftSent,)

    reason: Text


class Stated(Event):
    """The customer said what they will need.

    Arguments:
        needs: what.
        quantity: how many of it.
    """

    needs: Text
    quantity: PositiveInt


class NothingNeeded(Event):
    """The customer said that they will need nothing."""


class Planned(Event):
    """Somebody planned how it will be met.

    Arguments:
        plan: how.
        planned: how many of it.
        due_on: until when.
    """

    plan: Text
    planned: PositiveInt
    due_on: date


class Approved(Event):
    """A superior approved the plan."""


class Refused(Event):
    """A superior did not approve the plan; it is to be made anew.

    Arguments:
        reason: why.
    """

    reason: Text


class Settled(Event):
    """Somebody other than who planned it said what was delivered.

    Arguments:
        delivered: how many.
        is_met: whether that is all that was planned.
        shortfall: why it is less, where it is.
    """

    delivered: NonNegativeInt
    is_met: bool
    shortfall: Text | None = None


class StepWithdrawn(Event):
    """The last step had been entered by mistake; it is to be taken anew.

    Arguments:
        reason: why.
    """

    corrects = (Stated, NothingNeeded, Planned, Approved, Settled)

    reason: Text


class Withdrawn(Event):
    """The customer had not been asked: it counts as if it had never been recorded.

    Arguments:
        reason: why.
    """

    corrects = (Asked,)

    reason: Text
