"""Grading: a customer’s grade, proposed with its grounds, confirmed, and lifted at its review."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import CaseOfAnyTime, CustomerId, Text, identity
from answerable.ids import id_from_key
from answerable.streams.grading.events import CustomerGrade, Ground

GradingId = Annotated[str, identity("grading")]


def grading_id(site: str, customer: str) -> str:
    """Name the one grading of a customer, who has one grade at a time.

    Arguments:
        site: where.
        customer: whose.
    """
    return id_from_key("grading", site, customer)


class Propose(Command):
    """Propose a customer's grade (002-r1-2.9): one at a time, and anew once it was declined or lifted.

    Arguments:
        customer: whose grade.
        customer_grade: which.
        grounds: what speaks for it.
        case: a case of theirs that shows it; a poor grade has one.
    """

    customer: CustomerId
    customer_grade: CustomerGrade
    grounds: Annotated[tuple[Ground, ...], Field(min_length=1)]
    case: CaseOfAnyTime | None = None

    @property
    def target(self) -> str:
        """The one grading of that customer."""
        return grading_id(self.site, self.customer)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The case: the grade rests on it, so that it is the site's own, and this customer's."""
        return () if self.case is None else (self.case,)


class Confirm(Command):
    """Confirm the grade: never who proposed it (002-r8-2.2).

    Arguments:
        grading: which.
        review_on: until when it is looked at again.
    """

    grading: GradingId
    review_on: PlannedDay


class Decline(Command):
    """Do not confirm the grade: never who proposed it.

    Arguments:
        grading: which.
        reason: why.
    """

    grading: GradingId
    reason: Text


class Lift(Command):
    """Look at the grade again and lift it; one that is still right is proposed anew.

    Arguments:
        grading: which.
        reason: why.
    """

    grading: GradingId
    reason: Text


class WithdrawDecision(Command):
    """Take back that the grade was confirmed or declined: never who proposed it.

    Arguments:
        grading: which.
        reason: why.
    """

    grading: GradingId
    reason: Text


class WithdrawLifting(Command):
    """Take back that the grade was lifted: never who proposed it.

    Arguments:
        grading: which.
        reason: why.
    """

    grading: GradingId
    reason: Text


class Withdraw(Command):
    """Take the proposal back.

    Arguments:
        grading: which.
        reason: why.
    """

    grading: GradingId
    reason: Text
