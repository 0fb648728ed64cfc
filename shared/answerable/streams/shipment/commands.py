"""Shipment: an order of the shop, sent in time or the customer told; a loss is claimed and settled."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from answerable.commands.base import Command
from answerable.events.base import CustomerId, Label, Text, identity
from answerable.ids import id_from_key
from answerable.money import Fen
from answerable.streams.contact.events import Channel
from answerable.streams.shipment.events import DelayOffer, DropCause

ShipmentId = Annotated[str, identity("shipment")]


def shipment_id(site: str, order_no: str) -> str:
    """Name the one shipment of an order.

    Arguments:
        site: where.
        order_no: the order's number in the shop.
    """
    return id_from_key("shipment", site, order_no)


class Take(Command):
    """Record that an order came (002-r1-7.2): it is to be sent within 24 hours.

    Arguments:
        order_no: the order's number in the shop.
        product: what is ordered.
        customer: who ordered, where known.
    """

    order_no: Label
    product: Label
    customer: CustomerId | None = None

    @property
    def target(self) -> str:
        """The one shipment of that order."""
        return shipment_id(self.site, self.order_no)


class Send(Command):
    """Record that it was handed to the courier.

    Arguments:
        shipment: which.
        courier: the courier firm.
        tracking_no: the courier's number of it.
    """

    shipment: ShipmentId
    courier: Label
    tracking_no: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{6,32}$")]


class TellDelay(Command):
    """Tell the customer that it cannot be sent in time, and what they can have instead.

    Arguments:
        shipment: which.
        delay_offer: what the customer was offered.
        channel: how.
        reason: why.
    """

    shipment: ShipmentId
    delay_offer: DelayOffer
    channel: Channel
    reason: Text


class Drop(Command):
    """Record that it is not sent: exchanged or refunded.

    Arguments:
        shipment: which.
        drop_cause: why it is not sent.
    """

    shipment: ShipmentId
    drop_cause: DropCause


class Arrive(Command):
    """Record that it reached the customer.

    Arguments:
        shipment: which.
    """

    shipment: ShipmentId


class ReportLoss(Command):
    """Report that it did not arrive, and how it was looked for (002-r1-6).

    Arguments:
        shipment: which.
        traced: how it was looked for, and where it was last.
    """

    shipment: ShipmentId
    traced: Text


class Claim(Command):
    """Claim the loss from the courier (002-r1-6).

    Arguments:
        shipment: which.
        amount_fen: how much.
    """

    shipment: ShipmentId
    amount_fen: Fen


class Settle(Command):
    """Record what the courier paid.

    Arguments:
        shipment: which.
        amount_fen: how much.
    """

    shipment: ShipmentId
    amount_fen: Fen


class TakeBack(Command):
    """Take it back from the customer, and say what was paid back (002-r1-3.7).

    Arguments:
        shipment: which.
        amount_fen: how much.
        reason: why.
    """

    shipment: ShipmentId
    amount_fen: Fen
    reason: Text


class WithdrawStep(Command):
    """Take back that it was sent, that the customer was told, or that it is not sent.

    Arguments:
        shipment: which.
        reason: why.
    """

    shipment: ShipmentId
    reason: Text


class WithdrawFate(Command):
    """Take back what became of it on its way: its arrival, return, loss, claim or payment.

    Arguments:
        shipment: which.
        reason: why.
    """

    shipment: ShipmentId
    reason: Text


class Withdraw(Command):
    """Take the order back: there was none.

    Arguments:
        shipment: which.
        reason: why.
    """

    shipment: ShipmentId
    reason: Text
