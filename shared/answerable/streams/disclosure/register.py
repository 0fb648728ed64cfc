"""The register of disclosures."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, said
from answerable.streams.disclosure.events import Approved, Asked, Refused, Told
from answerable.streams.disclosure.flow import FLOW, DisclosureStage

REGISTER = Register(
    opening=(Asked,),
    flow=FLOW,
    columns=(
        said(Asked, "asker"),
        said(Asked, "sought"),
        said(Asked, "customer"),
        Column("asked_by", Kind.TEXT, {Asked: given("actor")}, is_required=True),
        Column("decided_by", Kind.TEXT, {Approved: given("actor"), Refused: given("actor")}),
        moment("asked_at", Asked),
        moment("told_at", Told),
        said(Asked, "purpose", is_listed=False),
        said(Asked, "case", is_listed=False),
        Column("refused_why", Kind.TEXT, {Refused: given("reason")}, is_listed=False),
    ),
    newest="asked_at",
    filters=("customer", "sought", "asked_by", "decided_by"),
    own=("asked_by",),
    searched=("asker", "purpose", "customer", "asked_by"),
    number="PL",
    void=(DisclosureStage.WITHDRAWN,),
)
