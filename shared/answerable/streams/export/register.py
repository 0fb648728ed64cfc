"""The register of exports."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, said
from answerable.streams.export.events import Approved, Asked, Refused, TakenOut
from answerable.streams.export.flow import FLOW, ExportStage

REGISTER = Register(
    opening=(Asked,),
    flow=FLOW,
    columns=(
        said(Asked, "purpose"),
        said(Asked, "record"),
        said(Asked, "rows"),
        Column("asked_by", Kind.TEXT, {Asked: given("actor")}, is_required=True),
        Column("decided_by", Kind.TEXT, {Approved: given("actor"), Refused: given("actor")}),
        said(Asked, "case"),
        moment("asked_at", Asked),
        moment("taken_out_at", TakenOut),
        Column("refused_why", Kind.TEXT, {Refused: given("reason")}, is_listed=False),
    ),
    newest="asked_at",
    filters=("record", "asked_by", "decided_by", "case"),
    own=("asked_by",),
    searched=("purpose", "record", "asked_by"),
    number="DC",
    void=(ExportStage.WITHDRAWN,),
)
