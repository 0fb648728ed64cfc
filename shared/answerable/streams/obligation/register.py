"""The register of what was moved, and of what was not done in time."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing
from answerable.streams.obligation.events import Excused, ExcuseWithdrawn, Missed, Moved, MoveWithdrawn
from answerable.streams.obligation.flow import FLOW, ObligationStage


def _of_either(column: str, *, is_listed: bool = True) -> Column:
    return Column(column, Kind.TEXT, {Moved: given(column), Missed: given(column)}, is_listed=is_listed)


REGISTER = Register(
    opening=(Moved, Missed),
    flow=FLOW,
    columns=(
        _of_either("what"),
        _of_either("matter"),
        _of_either("owed_by"),
        Column("due_at", Kind.MOMENT, {Moved: nothing, Missed: given("due_at")}),
        Column("moved_to", Kind.MOMENT, {Moved: given("moved_to"), MoveWithdrawn: nothing}),
        Column("move_reason", Kind.TEXT, {Moved: given("reason"), MoveWithdrawn: nothing}, is_listed=False),
        Column("overrun_minutes", Kind.NUMBER, {Moved: nothing, Missed: given("overrun_minutes")}),
        moment("on_record_at", Moved, Missed),
        Column("excuse", Kind.TEXT, {Excused: given("reason"), ExcuseWithdrawn: nothing}, is_listed=False),
        _of_either("article", is_listed=False),
    ),
    marks={"is_open": lambda row: row["state"] == ObligationStage.MISSED},
    newest="on_record_at",
    filters=("matter", "owed_by"),
    own=("owed_by",),
    searched=("what", "matter", "owed_by"),
    number="YQ",
    urgent=(ObligationStage.MISSED,),
    void=(ObligationStage.IN_TIME,),
)
