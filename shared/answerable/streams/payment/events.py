"""Payment: a repair's fee, collected, invoiced, handed over, received by finance (000-5.4.9)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from answerable.events.base import Event, OriginatorId, Text
from answerable.money import Fen

InvoiceNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}(?:[0-9]{12})?$", strip_whitespace=True)]
"""An invoice's number: eight digits on paper, twenty of a digital one."""


class Method(StrEnum):
    """How a customer paid."""

    CASH = "cash"
    TRANSFER = "transfer"


class Collected(Event):
    """Whoever did the repair collected its fee from the customer.

    Arguments:
        workorder: the order.
        amount_fen: how much they got.
        method: how it was paid.
        due_fen: how much was owed: what the order's work comes to.
    """

    workorder: OriginatorId
    amount_fen: Fen
    method: Method
    due_fen: Fen


class Invoiced(Event):
    """They gave the customer an invoice.

    Arguments:
        invoice_no: the invoice's.
        amount_fen: what it says.
    """

    invoice_no: InvoiceNumber
    amount_fen: Fen


class InvoiceCorrected(Event):
    """What was said of the invoice was wrong; what is left out stays as it was.

    Arguments:
        invoice_no: the invoice's.
        amount_fen: what it says.
        reason: why.
    """

    corrects = (Invoiced,)

    invoice_no: InvoiceNumber | None = None
    amount_fen: Fen | None = None
    reason: Text


class HandedOver(Event):
    """They handed the money to finance, on their return.

    Arguments:
        amount_fen: how much.
        after_min: minutes since they came back.
        is_late: whether that was on a later day: at once is read as on the same day.
    """

    amount_fen: Fen
    after_min: int
    is_late: bool


class Received(Event):
    """Finance confirmed what it received.

    Arguments:
        amount_fen: how much.
    """

    amount_fen: Fen


class DifferenceFound(Event):
    """What was owed, collected, invoiced, handed over and received is not the same: somebody has to say why.

    Arguments:
        due_fen: what was owed.
        collected_fen: what was collected.
        invoiced_fen: what the invoice says.
        handed_over_fen: what was handed over.
        received_fen: what was received.
    """

    due_fen: Fen
    collected_fen: Fen
    invoiced_fen: Fen
    handed_over_fen: Fen
    received_fen: Fen


class Explained(Event):
    """A manager said where the difference comes from, and what follows.

    Arguments:
        reason: where from.
    """

    reason: Text


class ReceiptWithdrawn(Event):
    """Finance had not received it, or not so much: it is to be confirmed anew.

    Arguments:
        reason: why.
    """

    corrects = (Received, DifferenceFound, Explained)

    reason: Text


class HandoverWithdrawn(Event):
    """The money had not been handed over, or not so much: it is to be handed over anew.

    Arguments:
        reason: why.
    """

    corrects = (HandedOver,)

    reason: Text


class PaymentWithdrawn(Event):
    """The payment had been entered by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Collected,)

    reason: Text
