"""The register of goods that are out of stock."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said, when
from answerable.streams.stockout.events import PutBack, StepWithdrawn, TakenOff
from answerable.streams.stockout.flow import FLOW, StockoutStage

REGISTER = Register(
    opening=(TakenOff,),
    flow=FLOW,
    columns=(
        said(TakenOff, "product"),
        said(TakenOff, "gone_at"),
        moment("taken_off_at", TakenOff),
        said(TakenOff, "minutes"),
        Column("taken_off_by", Kind.TEXT, {TakenOff: given("actor")}, is_required=True),
        Column("put_back_at", Kind.MOMENT, {TakenOff: nothing, PutBack: when, StepWithdrawn: nothing}),
    ),
    marks={},
    newest="taken_off_at",
    sorts={"state": ("state",), "product": ("product",)},
    filters=("taken_off_by",),
    searched=("product",),
    number="QH",
    void=(StockoutStage.WITHDRAWN,),
)
