"""Demand: ask a customer each December, plan for it, approve the plan, say what was delivered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command, Count
from answerable.days import PlannedDay
from answerable.events.base import CustomerId, Label, Text, identity
from answerable.ids import id_from_key

DemandId = Annotated[str, identity("demand")]
_Some = Annotated[Count, Field(ge=1)]


def demand_id(site: str, customer: str, year: int) -> str:
    """Name the one demand of a customer for a year.

    Arguments:
        site: where.
        customer: whose.
        year: the year in which it is needed.
    """
    return id_from_key("demand", site, f"{customer} {year}")


class Ask(Command):
    """Ask a customer what they will need in the coming year (000-4.3).

    Arguments:
        customer: who.
        year: the year: the coming one from December on, or the running one, where that was forgotten.
    """

    customer: CustomerId
    year: Annotated[int, Field(ge=1970, le=2199)]

    @property
    def target(self) -> str:
        """The one demand of that customer and year."""
        return demand_id(self.site, self.customer, self.year)


class SendGift(Command):
    """Record that the New-Year gift was sent (000-4.3).

    Arguments:
        demand: with which demand.
        gift: what.
    """

    demand: DemandId
    gift: Label


class WithdrawGift(Command):
    """Take back that a gift was sent.

    Arguments:
        demand: which.
        reason: why.
    """

    demand: DemandId
    reason: Text


class State(Command):
    """Record what the customer said that they will need.

    Arguments:
        demand: which.
        needs: what.
        quantity: how many of it.
    """

    demand: DemandId
    needs: Text
    quantity: _Some


class RecordNone(Command):
    """Record that the customer will need nothing.

    Arguments:
        demand: which.
    """

    demand: DemandId


class Plan(Command):
    """Plan how it will be met.

    Arguments:
        demand: which.
        plan: how.
        planned: how many of it.
        due_on: until when, in the year that it is for.
    """

    demand: DemandId
    plan: Text
    planned: _Some
    due_on: PlannedDay


class Approve(Command):
    """Approve the plan, in one's own name; never by who made it.

    Arguments:
        demand: which.
    """

    demand: DemandId


class Refuse(Command):
    """Do not approve the plan, and say why; never by who made it.

    Arguments:
        demand: which.
        reason: why.
    """

    demand: DemandId
    reason: Text


class Settle(Command):
    """Say what was delivered; never by who made the plan. Whether it is met is worked out.

    Arguments:
        demand: which.
        delivered: how many.
        shortfall: why it is less than was planned; needed where it is.
    """

    demand: DemandId
    delivered: Count
    shortfall: Text | None = None


class WithdrawStep(Command):
    """Take the last step back; never by who made the plan.

    Arguments:
        demand: which.
        reason: why.
    """

    demand: DemandId
    reason: Text


class Withdraw(Command):
    """Take back that the customer was asked, while nothing was answered.

    Arguments:
        demand: which.
        reason: why.
    """

    demand: DemandId
    reason: Text
