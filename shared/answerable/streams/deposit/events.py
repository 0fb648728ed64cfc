"""Deposit: something left at the front desk to be kept or passed on, where that is approved (002-r7-4)."""

from __future__ import annotations

from enum import StrEnum

from answerable.events.base import Concerned, CustomerId, Event, Label, Text


class DepositKind(StrEnum):
    """What is asked of the desk."""

    KEEP = "keep"
    """It is kept until whoever left it fetches it."""
    FORWARD = "forward"
    """It is kept for somebody else."""


class Asked(Event):
    """Somebody wants to leave something at the desk.

    Arguments:
        wanted: to be kept, or passed on.
        what: what it is.
        left_by: whose it is, where they are a customer.
        for_customer: who is to get it, where they are a customer.
    """

    wanted: DepositKind
    what: Label
    left_by: CustomerId | None = None
    for_customer: CustomerId | None = None


class Approved(Event):
    """A superior allowed that the desk takes it (002-r7-4)."""


class Refused(Event):
    """A superior did not allow it: it is not taken (002-r7-4).

    Arguments:
        reason: why.
    """

    reason: Text


class Stored(Event):
    """The desk took it and locked it away (002-r7-9), as it was allowed.

    Arguments:
        place: where it is locked.
    """

    place: Label


class HandedOut(Event):
    """It was handed out, against a signature.

    Arguments:
        signed: where the signature is, such as a page of the desk's log.
    """

    signed: Label


class Lost(Event):
    """It is gone; whoever had not locked it away answers for it (002-r7-9).

    Arguments:
        responsible: who.
        reason: how it came to be lost.
    """

    responsible: Concerned
    reason: Text


class Withdrawn(Event):
    """It was asked for, handed out or reported as lost by mistake; it may be recorded anew.

    Arguments:
        reason: why.
    """

    revokes = (Lost,)
    corrects = (Asked, Approved, Refused, Stored, HandedOut)

    reason: Text
