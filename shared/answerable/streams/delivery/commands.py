"""Delivery: record that a customer accepted a project."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from answerable.commands.base import Command, Day
from answerable.events.base import CustomerId, Label, StaffId, Text

DeliveryId = Annotated[str, StringConstraints(pattern=r"^delivery-[A-Za-z0-9][A-Za-z0-9_-]{0,58}$")]
"""Short enough to leave room for the number of each of its callbacks."""


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
    accepted_on: Day


class CorrectAcceptance(Command):
    """Put the day of acceptance right, so that callbacks count from the right one.

    Arguments:
        delivery: which.
        accepted_on: the right day.
        by: who found it.
        reason: why.
    """

    delivery: DeliveryId
    accepted_on: Day
    by: StaffId
    reason: Text


class Cancel(Command):
    """End the delivery, so that no callback is owed for it any more.

    Arguments:
        delivery: which.
        by: who decides.
        reason: why.
    """

    delivery: DeliveryId
    by: StaffId
    reason: Text
