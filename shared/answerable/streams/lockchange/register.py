"""The register of locks that are changed."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, said
from answerable.streams.lockchange.events import Applied, Approved, Changed, KeysReceived, Refused
from answerable.streams.lockchange.flow import FLOW, LockchangeStage

REGISTER = Register(
    opening=(Applied,),
    flow=FLOW,
    columns=(
        said(Applied, "place"),
        said(Applied, "cause"),
        said(Applied, "key"),
        Column("applied_by", Kind.TEXT, {Applied: given("actor")}, is_required=True),
        Column("decided_by", Kind.TEXT, {Approved: given("actor"), Refused: given("actor")}),
        Column("changed_by", Kind.TEXT, {Changed: given("actor")}),
        Column("new_keys", Kind.NUMBER, {Changed: given("new_keys")}),
        moment("applied_at", Applied),
        moment("received_at", KeysReceived),
        Column("refused_why", Kind.TEXT, {Refused: given("reason")}, is_listed=False),
    ),
    newest="applied_at",
    filters=("key", "applied_by", "decided_by", "changed_by"),
    own=("applied_by",),
    searched=("place", "cause", "applied_by"),
    number="HS",
    void=(LockchangeStage.WITHDRAWN,),
)
