"""Grading: what a customer’s dealings come to, and never the person (002-r1-2.9, 002-r8-2.2)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from answerable.events.base import CaseId, CustomerId, Event, Text


class CustomerGrade(StrEnum):
    """Which grade a customer has; the texts have no scale (002-r1-2.9), so this one is the product's."""

    KEY = "key"
    REGULAR = "regular"
    POOR = "poor"
    """A 'bad customer' (002-r8-2.2): marked by the case that shows it, and confirmed by the supervisor."""


class Ground(StrEnum):
    """Why a customer has a grade: their dealings alone, so that nothing personal can be chosen."""

    STEADY_ORDERS = "steady_orders"
    LARGE_ORDERS = "large_orders"
    PAYS_PROMPTLY = "pays_promptly"
    USUAL_DEALINGS = "usual_dealings"
    UNPAID = "unpaid"
    BROKEN_AGREEMENT = "broken_agreement"
    FALSE_CLAIMS = "false_claims"
    THREATS = "threats"


GROUNDS: dict[CustomerGrade, tuple[Ground, ...]] = {
    CustomerGrade.KEY: (Ground.STEADY_ORDERS, Ground.LARGE_ORDERS, Ground.PAYS_PROMPTLY),
    CustomerGrade.REGULAR: (Ground.USUAL_DEALINGS,),
    CustomerGrade.POOR: (Ground.UNPAID, Ground.BROKEN_AGREEMENT, Ground.FALSE_CLAIMS, Ground.THREATS),
}
"""Which grounds speak for which grade."""


class Proposed(Event):
    """Whoever served the customer proposed a grade (002-r1-2.9).

    Arguments:
        customer: whose grade.
        customer_grade: which.
        grounds: what speaks for it.
        case: the case that shows it; a poor grade has one.
    """

    customer: CustomerId
    customer_grade: CustomerGrade
    grounds: tuple[Ground, ...]
    case: CaseId | None = None


class Confirmed(Event):
    """The supervisor confirmed it: it is in force, until it is looked at again.

    Arguments:
        review_on: until when it is looked at again.
    """

    review_on: date


class Declined(Event):
    """The supervisor did not confirm it.

    Arguments:
        reason: why.
    """

    reason: Text


class Lifted(Event):
    """The grade was looked at again, and is in force no more.

    Arguments:
        reason: why.
    """

    reason: Text


class DecisionWithdrawn(Event):
    """It had been confirmed or declined by mistake: it waits for the supervisor.

    Arguments:
        reason: why.
    """

    corrects = (Confirmed, Declined)

    reason: Text


class LiftingWithdrawn(Event):
    """It had been lifted by mistake: it is in force yet, and is looked at again.

    Arguments:
        reason: why.
    """

    corrects = (Lifted,)

    reason: Text


class Withdrawn(Event):
    """It had been proposed by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Proposed,)

    reason: Text
