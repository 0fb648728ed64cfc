"""Sales lead: agents sign no deals; they record leads and arrange that sales follows up (001-2.5)."""

from __future__ import annotations

from enum import StrEnum

from answerable.events.base import CustomerId, Event, OriginatorId, StaffId, Text


class LeadOutcome(StrEnum):
    """What came of a lead."""

    SIGNED = "signed"
    NO_DEAL = "no_deal"
    OUT_OF_REACH = "out_of_reach"


class Recorded(Event):
    """A customer may want to buy something (001-2.5).

    Arguments:
        interest: what the customer may want to buy.
        customer: who, where known.
        contact: the contact that it came from, where there was one.
        account_manager: who looks after this customer here, where somebody does.
    """

    interest: Text
    customer: CustomerId | None = None
    contact: OriginatorId | None = None
    account_manager: StaffId | None = None


class PassedOn(Event):
    """The lead was passed on to somebody of sales (001-2.5).

    Arguments:
        to: who follows it up.
        instead: why it is not the account manager; needed where it is somebody else.
    """

    to: StaffId
    instead: Text | None = None


class TakenUp(Event):
    """Whoever it was passed on to follows it up."""


class Concluded(Event):
    """It was followed up to its end.

    Arguments:
        lead_outcome: which.
        note: what came of it, in short.
    """

    lead_outcome: LeadOutcome
    note: Text


class OutcomeWithdrawn(Event):
    """What was said to have come of it does not hold: it is followed up yet.

    Arguments:
        reason: why.
    """

    corrects = (Concluded,)

    reason: Text


class Withdrawn(Event):
    """It had been recorded by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Recorded,)

    reason: Text
