"""The flow of goods that are out of stock: off the shelf, and back."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.stockout.events import PutBack, StepWithdrawn, TakenOff, Withdrawn


class StockoutStage(StrEnum):
    """Where goods are that were out of stock."""

    OFF = "off_the_shelf"
    BACK = "back_on_shelf"
    WITHDRAWN = "withdrawn"


STOCK = "002-r1-7.1"
"""The warehouse checks the stock; what is out of stock is taken off the shelf in time."""

_S = StockoutStage

FLOW = Flow(
    StockoutStage,
    (
        Step(TakenOff, (), _S.OFF, STOCK),
        Step(TakenOff, (_S.BACK, _S.WITHDRAWN), _S.OFF, STOCK),
        Step(PutBack, (_S.OFF,), _S.BACK, STOCK),
        Step(StepWithdrawn, (_S.BACK,), _S.OFF, STOCK, is_note=True),
        Step(Withdrawn, (_S.OFF,), _S.WITHDRAWN, STOCK, is_note=True),
        Step(Withdrawn, (_S.OFF,), _S.BACK, STOCK, is_note=True, is_back=True),
    ),
    article=STOCK,
    rests=(_S.OFF,),
)
