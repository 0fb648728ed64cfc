"""The register of payments: what was owed, collected, invoiced, handed over and received (000-5.4.9)."""

from __future__ import annotations

from answerable.money import yuan
from answerable.register import Column, Kind, Register, Row, Setter, anew, given, moment, no, nothing, said
from answerable.streams.payment.events import (
    Collected,
    Explained,
    HandedOver,
    HandoverWithdrawn,
    InvoiceCorrected,
    Invoiced,
    ReceiptWithdrawn,
    Received,
)
from answerable.streams.payment.flow import FLOW, PaymentStage


def _yuan(name: str) -> Setter:
    return lambda event, _: yuan(getattr(event, name))


def _invoiced(event: InvoiceCorrected, row: Row) -> str | None:
    return row.get("invoiced") if event.amount_fen is None else yuan(event.amount_fen)


_AMOUNT = _yuan("amount_fen")

REGISTER = Register(
    opening=(Collected,),
    flow=FLOW,
    columns=(
        said(Collected, "workorder"),
        Column("collected_by", Kind.TEXT, {Collected: given("actor")}, is_required=True),
        said(Collected, "method"),
        Column("due", Kind.TEXT, {Collected: _yuan("due_fen")}, is_required=True),
        Column("collected", Kind.TEXT, {Collected: _AMOUNT}, is_required=True),
        Column("invoiced", Kind.TEXT, {Invoiced: _AMOUNT, InvoiceCorrected: _invoiced}),
        Column("handed_over", Kind.TEXT, {HandedOver: _AMOUNT, HandoverWithdrawn: nothing}),
        Column("received", Kind.TEXT, {Received: _AMOUNT, ReceiptWithdrawn: nothing}),
        Column("received_by", Kind.TEXT, {Received: given("actor"), ReceiptWithdrawn: nothing}),
        moment("collected_at", Collected),
        Column(
            "invoice_no",
            Kind.TEXT,
            {Invoiced: given("invoice_no"), InvoiceCorrected: anew("invoice_no")},
            is_listed=False,
        ),
        Column(
            "after_min",
            Kind.NUMBER,
            {HandedOver: given("after_min"), HandoverWithdrawn: nothing},
            is_listed=False,
        ),
        Column(
            "explanation", Kind.TEXT, {Explained: given("reason"), ReceiptWithdrawn: nothing}, is_listed=False
        ),
        Column(
            "was_late",
            Kind.FLAG,
            {Collected: no, HandedOver: given("is_late"), HandoverWithdrawn: no},
            is_shown=False,
        ),
    ),
    marks={
        "is_held": lambda row: row["state"] in (PaymentStage.COLLECTED.value, PaymentStage.INVOICED.value),
        "is_differing": lambda row: row["state"] == PaymentStage.DIFFERS.value,
        "is_late": lambda row: bool(row["was_late"]) and row["state"] != PaymentStage.WITHDRAWN.value,
    },
    newest="collected_at",
    filters=("workorder", "collected_by", "received_by"),
    own=("collected_by",),
    searched=("workorder", "collected_by"),
    urgent=(PaymentStage.DIFFERS,),
    number="SK",
    void=(PaymentStage.WITHDRAWN,),
)
