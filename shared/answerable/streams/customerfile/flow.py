"""The flow of a customer's file: kept, reviewed again and again, closed."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.customerfile.events import (
    Closed,
    ClosingWithdrawn,
    Opened,
    Reviewed,
    Withdrawn,
)


class CustomerfileStage(StrEnum):
    """Where a customer's file stands."""

    KEPT = "file_kept"
    CLOSED = "file_closed"
    WITHDRAWN = "withdrawn"


FILE = "004-2a"
"""A full file of each customer: basic data, transactions, preferences, service needs."""

ACCURATE = "004-2b"
"""What is collected is lawful, timely and accurate."""

_S = CustomerfileStage

FLOW = Flow(
    CustomerfileStage,
    (
        Step(Opened, (), _S.KEPT, FILE),
        Step(Opened, (_S.CLOSED, _S.WITHDRAWN), _S.KEPT, FILE),
        Step(Reviewed, (_S.KEPT,), _S.KEPT, ACCURATE),
        Step(Closed, (_S.KEPT,), _S.CLOSED, ACCURATE),
        Step(ClosingWithdrawn, (_S.CLOSED,), _S.KEPT, ACCURATE, is_note=True),
        Step(Withdrawn, (_S.KEPT,), _S.WITHDRAWN, FILE, is_note=True),
        Step(Withdrawn, (_S.KEPT,), _S.CLOSED, FILE, is_note=True, is_back=True),
    ),
    article=FILE,
    rests=(_S.KEPT,),
)
