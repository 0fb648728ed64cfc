"""The register of what was not done in time."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said
from answerable.streams.obligation.events import Excused, ExcuseWithdrawn, Missed
from answerable.streams.obligation.flow import FLOW, ObligationStage

REGISTER = Register(
    opening=(Missed,),
    flow=FLOW,
    columns=(
        said(Missed, "what"),
        said(Missed, "matter"),
        said(Missed, "owed_by"),
        Column("due_at", Kind.MOMENT, {Missed: given("due_at")}, is_required=True),
        said(Missed, "overrun_minutes"),
        moment("missed_at", Missed),
        Column("excuse", Kind.TEXT, {Excused: given("reason"), ExcuseWithdrawn: nothing}, is_listed=False),
        said(Missed, "article", is_listed=False),
    ),
    marks={"is_open": lambda row: row["state"] == ObligationStage.MISSED},
    newest="missed_at",
    filters=("matter", "owed_by"),
    own=("owed_by",),
    searched=("what", "matter", "owed_by"),
    number="YQ",
    urgent=(ObligationStage.MISSED,),
    void=(ObligationStage.IN_TIME,),
)
