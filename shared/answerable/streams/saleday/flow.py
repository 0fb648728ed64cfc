"""The flow of a daily sales report: handed in, and stated anew where it was wrong."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.saleday.events import HandedIn, Restated, Withdrawn


class SaledayStage(StrEnum):
    """Where a daily sales report stands."""

    HANDED_IN = "sales_handed_in"
    WITHDRAWN = "withdrawn"


DAILY = "002-r1-4.1"
"""Everybody of service makes a sales report each day: product, price, customer."""

_S = SaledayStage

FLOW = Flow(
    SaledayStage,
    (
        Step(HandedIn, (), _S.HANDED_IN, DAILY),
        Step(HandedIn, (_S.WITHDRAWN,), _S.HANDED_IN, DAILY),
        Step(Restated, (_S.HANDED_IN,), None, DAILY, is_note=True),
        Step(Withdrawn, (_S.HANDED_IN,), _S.WITHDRAWN, DAILY, is_note=True),
    ),
    article=DAILY,
    rests=(_S.HANDED_IN,),
)
