"""The register of found keys (拾交记录)."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, said
from answerable.streams.foundkey.events import GivenBack, Received, Reported
from answerable.streams.foundkey.flow import FLOW, FoundkeyStage

REGISTER = Register(
    opening=(Reported,),
    flow=FLOW,
    columns=(
        said(Reported, "place"),
        said(Reported, "looks"),
        said(Reported, "found_at"),
        Column("finder", Kind.TEXT, {Reported: given("actor")}, is_required=True),
        Column("received_by", Kind.TEXT, {Received: given("actor")}),
        Column("kept_at", Kind.TEXT, {Received: given("kept_at")}),
        moment("given_back_at", GivenBack),
        Column("how", Kind.TEXT, {GivenBack: given("how")}, is_listed=False),
        Column("key", Kind.TEXT, {GivenBack: given("key")}, is_listed=False),
    ),
    newest="found_at",
    filters=("finder", "key"),
    own=("finder",),
    searched=("place", "looks", "finder"),
    number="SJ",
    void=(FoundkeyStage.WITHDRAWN,),
)
