"""Disclosure: what somebody outside wants to know of a customer, and whether they are told (002-r7-3)."""

from __future__ import annotations

from enum import StrEnum

from answerable.events.base import ActorId, CaseId, CustomerId, Event, Label, Text


class DisclosedData(StrEnum):
    """What is asked for; never the thing itself, which is in no event."""

    PHONE_NUMBER = "phone_number"
    ADDRESS = "address"
    DEVICE_OWNER = "device_owner"
    SERVICE_HISTORY = "service_history"


class Asked(Event):
    """Somebody who is not the customer asked for their data (002-r7-3, 002-r5-13).

    Arguments:
        customer: whose data.
        sought: what is asked for.
        asker: as what they ask, without a name: a courier, a neighbour, an authority.
        purpose: what for.
        case: on which case, where there is one.
    """

    customer: CustomerId
    sought: DisclosedData
    asker: Label
    purpose: Text
    case: CaseId | None = None


class Approved(Event):
    """A superior allowed that they are told (002-r7-3)."""


class Refused(Event):
    """A superior did not allow it: they are told nothing.

    Arguments:
        reason: why.
    """

    reason: Text


class Told(Event):
    """They were told what was allowed.

    Arguments:
        customer: whose data.
        sought: what they were told.
        approved_by: who allowed it.
    """

    customer: CustomerId
    sought: DisclosedData
    approved_by: ActorId


class Withdrawn(Event):
    """It was asked for, decided or recorded by mistake.

    Arguments:
        reason: why.
    """

    revokes = (Told,)
    corrects = (Asked, Approved, Refused)

    reason: Text
