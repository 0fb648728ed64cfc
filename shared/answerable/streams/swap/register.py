"""The register of swaps (调班)."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said
from answerable.streams.swap.events import Agreed, Approved, Declined, Proposed, Refused
from answerable.streams.swap.flow import FLOW, SwapStage

REGISTER = Register(
    opening=(Proposed,),
    flow=FLOW,
    columns=(
        Column("staff", Kind.TEXT, {Proposed: given("actor")}, is_required=True),
        said(Proposed, "duty_begins"),
        said(Proposed, "duty_ends", is_listed=False),
        said(Proposed, "to"),
        said(Proposed, "return_begins"),
        said(Proposed, "return_ends", is_listed=False),
        said(Proposed, "reason"),
        moment("proposed_at", Proposed),
        moment("agreed_at", Agreed, cleared_by=(Proposed,)),
        Column(
            "answered_by",
            Kind.TEXT,
            {Proposed: nothing} | dict.fromkeys((Approved, Refused), given("actor")),
        ),
        Column(
            "declined_because",
            Kind.TEXT,
            {Proposed: nothing} | dict.fromkeys((Declined, Refused), given("reason")),
            is_listed=False,
        ),
    ),
    marks={"is_for_manager": lambda row: row["state"] == SwapStage.AGREED},
    newest="duty_begins",
    filters=("staff", "to", "answered_by"),
    own=("staff", "to"),
    searched=("staff", "to", "reason"),
    number="TB",
    void=(SwapStage.WITHDRAWN,),
    lines=(("staff", "state"), ("swap", "duty_begins", "to")),
)
