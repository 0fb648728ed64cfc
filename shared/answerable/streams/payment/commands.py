"""Payment: collect it, give an invoice, hand it over, receive it (000-5.4.9)."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import Text, identity
from answerable.money import Fen
from answerable.streams.payment.events import InvoiceNumber, Method
from answerable.streams.workorder.commands import WorkorderId, payment_of, workorder_of

PaymentId = Annotated[str, identity("payment")]


class Collect(Command):
    """Record the fee that one collected from the customer: an order has one payment.

    Arguments:
        workorder: the order.
        amount_fen: how much one got, in fen.
        method: how it was paid.
    """

    workorder: WorkorderId
    amount_fen: Fen
    method: Method

    @property
    def target(self) -> str:
        """The payment of that order."""
        return payment_of(self.workorder)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The order, which says what is owed."""
        return (self.workorder,)


class IssueInvoice(Command):
    """Record the invoice that one gave the customer.

    Arguments:
        payment: which.
        invoice_no: the invoice's.
        amount_fen: what it says, in fen.
    """

    payment: PaymentId
    invoice_no: InvoiceNumber
    amount_fen: Fen


class CorrectInvoice(Command):
    """Put right what was said of the invoice; what is left out stays as it was.

    Arguments:
        payment: which.
        invoice_no: the invoice's.
        amount_fen: what it says, in fen.
        reason: why.
    """

    payment: PaymentId
    invoice_no: InvoiceNumber | None = None
    amount_fen: Fen | None = None
    reason: Text


class HandOver(Command):
    """Hand the money to finance, at once on return; by who collected it.

    Arguments:
        payment: which.
        amount_fen: how much, in fen.
    """

    payment: PaymentId
    amount_fen: Fen

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The order, which says when they came back."""
        return (workorder_of(self.payment),)


class Receive(Command):
    """Confirm for finance what one received, oneself; never who collected it.

    Arguments:
        payment: which.
        amount_fen: how much one counted, in fen.
    """

    payment: PaymentId
    amount_fen: Fen


class Explain(Command):
    """Say where a difference comes from; neither who collected the money nor who received it.

    Arguments:
        payment: which.
        reason: where from, and what follows.
    """

    payment: PaymentId
    reason: Text


class WithdrawReceipt(Command):
    """Take the receipt back: it is to be confirmed anew. Never by who collected the money.

    Arguments:
        payment: which.
        reason: why.
    """

    payment: PaymentId
    reason: Text


class WithdrawHandover(Command):
    """Take back that the money was handed over. Never by who collected it.

    Arguments:
        payment: which.
        reason: why.
    """

    payment: PaymentId
    reason: Text


class Withdraw(Command):
    """Take the payment back: it was entered by mistake. Neither who collected the money nor who received it.

    Arguments:
        payment: which.
        reason: why.
    """

    payment: PaymentId
    reason: Text
