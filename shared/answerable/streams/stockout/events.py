"""Out of stock: what the warehouse has no more is taken off the shelf in time (002-r1-7.1)."""

from __future__ import annotations

from pydantic import AwareDatetime, NonNegativeInt

from answerable.events.base import Event, Label, Text


class TakenOff(Event):
    """What is out of stock was taken off the shelf (002-r1-7.1).

    Arguments:
        product: what.
        gone_at: when its stock was found to be gone.
        minutes: whole minutes until it was off the shelf.
    """

    product: Label
    gone_at: AwareDatetime
    minutes: NonNegativeInt


class PutBack(Event):
    """There is stock: it was put on the shelf again."""


class StepWithdrawn(Event):
    """It had not been put on the shelf again.

    Arguments:
        reason: why.
    """

    corrects = (PutBack,)

    reason: Text


class Withdrawn(Event):
    """It had not been out of stock, or not again: that counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (TakenOff,)

    reason: Text
