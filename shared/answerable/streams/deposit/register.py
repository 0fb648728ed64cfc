"""The register of deposits."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, said
from answerable.streams.deposit.events import Approved, Asked, HandedOut, Lost, Refused, Stored
from answerable.streams.deposit.flow import FLOW, DepositStage

REGISTER = Register(
    opening=(Asked,),
    flow=FLOW,
    columns=(
        said(Asked, "what"),
        said(Asked, "wanted"),
        Column("place", Kind.TEXT, {Stored: given("place")}),
        said(Asked, "left_by"),
        said(Asked, "for_customer"),
        Column("asked_by", Kind.TEXT, {Asked: given("actor")}, is_required=True),
        Column("decided_by", Kind.TEXT, {Approved: given("actor"), Refused: given("actor")}),
        moment("asked_at", Asked),
        moment("stored_at", Stored),
        moment("handed_out_at", HandedOut),
        Column("signed", Kind.TEXT, {HandedOut: given("signed")}, is_listed=False),
        Column("responsible", Kind.TEXT, {Lost: given("responsible")}, is_listed=False),
    ),
    newest="asked_at",
    sorts={"state": ("state",)},
    filters=("wanted", "asked_by", "left_by", "for_customer"),
    searched=("what", "place", "asked_by"),
    urgent=(DepositStage.LOST,),
    number="JF",
    void=(DepositStage.WITHDRAWN,),
)
