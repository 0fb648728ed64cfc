"""The flow of a payment: collected, invoiced, handed over, received by somebody else (000-5.4.9)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from answerable.flow import Flow, Party, Step
from answerable.streams.payment.events import (
    Collected,
    DifferenceFound,
    Explained,
    HandedOver,
    HandoverWithdrawn,
    InvoiceCorrected,
    Invoiced,
    PaymentWithdrawn,
    ReceiptWithdrawn,
    Received,
)


class PaymentStage(StrEnum):
    """Where a payment stands."""

    COLLECTED = "collected"
    INVOICED = "invoiced"
    HANDED_OVER = "money_handed_over"
    RECEIVED = "money_received"
    DIFFERS = "differs"
    SETTLED = "explained"
    WITHDRAWN = "withdrawn"


MONEY = "000-5.4.9"

_S = PaymentStage
_ON_RECORD = tuple(stage for stage in PaymentStage if stage is not _S.WITHDRAWN)
_COUNTED = (_S.RECEIVED, _S.DIFFERS, _S.SETTLED)
_BOTH = ("actor", "entered_by")


def _collector(payment: Any, _: object) -> tuple[str, ...]:
    return (payment.by,)


def _collected_it(payment: Any, _: object) -> tuple[str, ...]:
    return tuple(payment.collected_by)


def _had_it(payment: Any, _: object) -> tuple[str, ...]:
    return (*payment.collected_by, *payment.received_by)


COLLECTOR = Party("who collected the money", _collector, MONEY)
NOT_THE_COLLECTOR = Party("who collected the money", _collected_it, MONEY, named_in=_BOTH, is_barred=True)
NOT_WHO_HAD_IT = Party("who collected or received the money", _had_it, MONEY, named_in=_BOTH, is_barred=True)

FLOW = Flow(
    PaymentStage,
    (
        Step(Collected, (), _S.COLLECTED, MONEY),
        Step(Invoiced, (_S.COLLECTED,), _S.INVOICED, MONEY, COLLECTOR),
        Step(InvoiceCorrected, (_S.INVOICED, _S.HANDED_OVER), None, MONEY, is_note=True),
        Step(HandedOver, (_S.INVOICED,), _S.HANDED_OVER, MONEY, COLLECTOR),
        Step(Received, (_S.HANDED_OVER,), _S.RECEIVED, MONEY, NOT_THE_COLLECTOR),
        Step(DifferenceFound, (_S.RECEIVED,), _S.DIFFERS, MONEY),
        Step(Explained, (_S.DIFFERS,), _S.SETTLED, MONEY, NOT_WHO_HAD_IT),
        Step(ReceiptWithdrawn, _COUNTED, _S.HANDED_OVER, MONEY, NOT_THE_COLLECTOR, is_note=True),
        Step(HandoverWithdrawn, (_S.HANDED_OVER,), _S.INVOICED, MONEY, NOT_THE_COLLECTOR, is_note=True),
        Step(PaymentWithdrawn, _ON_RECORD, _S.WITHDRAWN, MONEY, NOT_WHO_HAD_IT, is_note=True),
    ),
    article=MONEY,
    done=(_S.RECEIVED,),
)
