"""Delivery: record that a customer accepted a project."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import RecordedDay
from answerable.events.base import ANY_TIME, CustomerId, Label, Text, identity

DeliveryId = Annotated[str, identity("delivery", longest=59), ANY_TIME]
"""Short enough to leave room for the number of each of its callbacks.

What is said of a delivery may lie before its report: the day that it was accepted on is a field of it.
"""


class Accept(Command):
    """Record the acceptance that callbacks are counted from (000-4.5).

    Arguments:
        delivery: its id; a new one where left out.
        customer: who accepted.
        project: what was delivered.
        accepted_on: the day.
    """

    delivery: DeliveryId | None = None
    customer: CustomerId
    project: Label
    accepted_on: RecordedDay


class CorrectAcceptance(Command):
    """Put the acceptance right, so that callbacks count from the right day; what is left out stays as it was.

    Arguments:
        delivery: which.
        accepted_on: the right day.
        customer: who accepted.
        project: what was delivered.
        reason: why.
    """

    delivery: DeliveryId
    accepted_on: RecordedDay | None = None
    customer: CustomerId | None = None
    project: Label | None = None
    reason: Text


class Cancel(Command):
    """End the delivery, so that no callback is owed for it from then on; what was missed before stays missed.

    Arguments:
        delivery: which.
        reason: why.
    """

    delivery: DeliveryId
    reason: Text


class WithdrawCancellation(Command):
    """Take the cancellation back: callbacks are owed as if there had been none.

    Arguments:
        delivery: which.
        reason: why.
    """

    delivery: DeliveryId
    reason: Text


class WithdrawAcceptance(Command):
    """Take the whole delivery back: it never was, and nothing was owed or missed for it.

    Arguments:
        delivery: which.
        reason: why.
    """

    delivery: DeliveryId
    reason: Text
