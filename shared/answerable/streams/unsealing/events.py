"""Unsealing: asked for in an emergency or by the customer, allowed, witnessed, used, sealed again, signed."""

from __future__ import annotations

from enum import StrEnum

from answerable.events.base import CustomerId, Event, Label, OriginatorId, StaffId, Text


class Occasion(StrEnum):
    """Why a sealed key is used."""

    EMERGENCY = "emergency"
    CUSTOMERS_REQUEST = "customers_request"


class Capacity(StrEnum):
    """As what somebody is present (002-r3-A3b)."""

    ASSISTANT = "assistant"
    GUARD = "guard"


class AskedInEmergency(Event):
    """The manager asked to use a sealed key in an emergency (002-r3-A3a).

    Arguments:
        key: which.
        label: what is written on it.
        emergency: what happened.
        unreachable: how its customer was sought in vain; None of a set that is the estate's own.
        customer: whose key it is.
        occasion: that it is an emergency.
    """

    key: OriginatorId
    label: Label
    emergency: Text
    unreachable: Text | None = None
    customer: CustomerId | None = None
    occasion: Occasion = Occasion.EMERGENCY


class AskedForCustomer(Event):
    """A customer who forgot or lost their key applied in writing (002-r3-A4).

    Arguments:
        key: which.
        label: what is written on it.
        application: the note that has the written application.
        customer: whose key it is.
        occasion: that the customer asks.
    """

    key: OriginatorId
    label: Label
    application: OriginatorId
    customer: CustomerId
    occasion: Occasion = Occasion.CUSTOMERS_REQUEST


class Approved(Event):
    """The general manager allowed the use in the emergency (002-r3-A3a)."""


class Confirmed(Event):
    """An assistant confirmed the application with the unit's head (002-r3-A4).

    Arguments:
        how: how they reached them, and what was said.
    """

    how: Text


class Agreed(Event):
    """The manager agreed to the customer's application (002-r3-A4)."""


class Refused(Event):
    """The use was not allowed.

    Arguments:
        reason: why.
    """

    reason: Text


class Attended(Event):
    """Somebody confirmed in their own name that they are present (002-r3-A3b).

    Arguments:
        capacity: as what, by the role that they have.
    """

    capacity: Capacity


class Unsealed(Event):
    """The seal was broken before everybody who has to be present (002-r3-A3b, 002-r3-A5).

    Arguments:
        before: in detail how things were before the use.
        assistants: the assistants who were present.
        guards: the guards who were present.
    """

    before: Text
    assistants: tuple[StaffId, ...]
    guards: tuple[StaffId, ...]


class Resealed(Event):
    """The key was sealed again, and written down how things were behind its use (002-r3-A5).

    Arguments:
        after: in detail what was done, and how things were left.
        seal: the number of the new seal.
    """

    after: Text
    seal: Label


class Stamped(Event):
    """The customer stamped the application behind the use, and who used the key signed it (002-r3-A4).

    Arguments:
        archived_as: the number under which the paper is kept.
    """

    archived_as: Label


class Signed(Event):
    """The manager signed both records, which are archived (002-r3-A5)."""


class Withdrawn(Event):
    """The use was asked for or recorded by mistake: the seal had stayed unbroken.

    Arguments:
        reason: why.
    """

    corrects = (
        AskedInEmergency,
        AskedForCustomer,
        Approved,
        Confirmed,
        Agreed,
        Refused,
        Attended,
        Unsealed,
        Resealed,
        Stamped,
        Signed,
    )

    reason: Text
