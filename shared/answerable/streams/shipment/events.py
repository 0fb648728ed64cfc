"""Shipment: sent in time or the customer told; what is lost is claimed (002-r1-7.2, 002-r1-6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import NonNegativeInt, StringConstraints

from answerable.events.base import CustomerId, Event, Label, Text
from answerable.money import Fen
from answerable.streams.contact.events import Channel


class DelayOffer(StrEnum):
    """What a customer was offered whose order cannot be sent in time (002-r1-7.2)."""

    WAIT = "wait"
    EXCHANGE = "exchange"
    REFUND = "refund"


class DropCause(StrEnum):
    """Why an order is not sent at all."""

    EXCHANGED = "exchanged"
    """The customer takes something else, in an order of its own."""
    REFUNDED = "refunded"


class Taken(Event):
    """An order came: it is to be sent within 24 hours (002-r1-7.2).

    Arguments:
        order_no: the order's number in the shop.
        product: what is ordered.
        customer: who ordered, where known.
    """

    order_no: Label
    product: Label
    customer: CustomerId | None = None


class Sent(Event):
    """It was handed to the courier.

    Arguments:
        courier: the courier firm.
        tracking_no: the courier's number of it.
        sent_after_h: whole hours since the order came.
    """

    courier: Label
    tracking_no: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{6,32}$")]
    sent_after_h: NonNegativeInt


class DelayTold(Event):
    """The customer was told that it cannot be sent in time (002-r1-7.2).

    Arguments:
        delay_offer: what the customer was offered.
        channel: how.
        reason: why.
    """

    delay_offer: DelayOffer
    channel: Channel
    reason: Text


class Dropped(Event):
    """It is not sent at all.

    Arguments:
        drop_cause: why it is not sent.
    """

    drop_cause: DropCause


class Arrived(Event):
    """It reached the customer."""


class LossReported(Event):
    """It did not arrive: it was looked for, and is lost (002-r1-6).

    Arguments:
        traced: how it was looked for, and where it was last.
    """

    traced: Text


class Claimed(Event):
    """The loss was claimed from the courier (002-r1-6).

    Arguments:
        amount_fen: how much.
    """

    amount_fen: Fen


class Settled(Event):
    """The courier paid.

    Arguments:
        amount_fen: how much.
    """

    amount_fen: Fen


class TakenBack(Event):
    """The customer sent it back, and got money back (002-r1-3.7).

    Arguments:
        amount_fen: how much.
        reason: why.
    """

    amount_fen: Fen
    reason: Text


class StepWithdrawn(Event):
    """What was said to have become of the order had been entered by mistake: it is to be sent in time.

    Arguments:
        reason: why.
    """

    corrects = (Sent, DelayTold, Dropped)

    reason: Text


class SendingWithdrawn(Event):
    """What was said behind a telling had been entered by mistake: the customer waits, as they were told then.

    Arguments:
        reason: why.
    """

    corrects = (Sent, DelayTold, Dropped)

    reason: Text


class FateWithdrawn(Event):
    """What was said to have become of it on its way had been entered by mistake.

    Arguments:
        reason: why.
    """

    corrects = (Arrived, TakenBack, LossReported, Claimed, Settled)

    reason: Text


class Withdrawn(Event):
    """There was no such order: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Taken,)

    reason: Text
