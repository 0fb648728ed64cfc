"""The register of daily sales reports."""

from __future__ import annotations

from typing import Any

from answerable.money import yuan
from answerable.register import Column, Kind, Register, Row, given, moment, nothing, said
from answerable.streams.saleday.events import HandedIn, Restated
from answerable.streams.saleday.flow import FLOW, SaledayStage

_STATING = (HandedIn, Restated)


def _products(event: Any, _: Row) -> list[str]:
    return list(dict.fromkeys(line.product for line in event.lines))


def _counted(event: Any, _: Row) -> int:
    return len(event.lines)


def _total(event: Any, _: Row) -> str:
    return yuan(event.total_fen)


REGISTER = Register(
    opening=(HandedIn,),
    flow=FLOW,
    columns=(
        said(HandedIn, "on"),
        Column("staff", Kind.TEXT, {HandedIn: given("actor")}, is_required=True),
        Column("sales", Kind.NUMBER, dict.fromkeys(_STATING, _counted), is_required=True),
        Column("total", Kind.TEXT, dict.fromkeys(_STATING, _total), is_required=True),
        Column("products", Kind.LIST, dict.fromkeys(_STATING, _products)),
        Column("customers", Kind.LIST, dict.fromkeys(_STATING, given("customers"))),
        moment("handed_in_at", HandedIn),
        Column("restated_why", Kind.TEXT, {HandedIn: nothing, Restated: given("reason")}, is_listed=False),
    ),
    marks={"is_restated": lambda row: row["restated_why"] is not None},
    newest="on",
    filters=("staff",),
    own=("staff",),
    searched=("staff",),
    number="RB",
    void=(SaledayStage.WITHDRAWN,),
)
