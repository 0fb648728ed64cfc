"""The register of counts (《钥匙交接单》)."""

from __future__ import annotations

from typing import Any

from answerable.register import Column, Kind, Register, Row, given, no_more, nothing, said
from answerable.streams.keycount.events import Confirmed, Counted, Differed, Settled
from answerable.streams.keycount.flow import FLOW, KeycountStage


def _out(event: Counted, _: Row) -> list[str]:
    return [line.label for line in event.keys if line.borrower is not None]


def _causes(event: Counted, _: Row) -> list[Any]:
    return [f"{line.label}: {line.cause}" for line in event.keys if line.cause is not None]


REGISTER = Register(
    opening=(Counted,),
    flow=FLOW,
    columns=(
        said(Counted, "on"),
        said(Counted, "shift"),
        Column("counted_by", Kind.TEXT, {Counted: given("actor")}, is_required=True),
        said(Counted, "expected"),
        said(Counted, "counted"),
        Column("differing", Kind.LIST, {Counted: no_more, Differed: given("labels")}, is_listed=False),
        Column("out", Kind.LIST, {Counted: _out}, is_listed=False),
        said(Counted, "late"),
        Column("causes", Kind.LIST, {Counted: _causes}, is_listed=False),
        Column("confirmed_by", Kind.TEXT, {Counted: nothing, Confirmed: given("actor")}),
        Column("settled_by", Kind.TEXT, {Counted: nothing, Settled: given("actor")}),
        Column("finding", Kind.TEXT, {Counted: nothing, Settled: given("finding")}, is_listed=False),
    ),
    marks={
        "is_unconfirmed": lambda row: row["state"] == KeycountStage.COUNTED,
        "is_different": lambda row: row["state"] in (KeycountStage.DIFFERS, KeycountStage.SETTLED),
        "is_late": lambda row: row["late"] > 0 and row["state"] != KeycountStage.WITHDRAWN,
    },
    newest="on",
    filters=("on", "shift", "counted_by"),
    searched=("counted_by", "finding"),
    urgent=(KeycountStage.DIFFERS,),
    number="QD",
    void=(KeycountStage.WITHDRAWN,),
)
