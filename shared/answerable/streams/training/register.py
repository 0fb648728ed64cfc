"""The register of training sessions."""

from __future__ import annotations

from typing import Any

from answerable.register import (
    Column,
    Kind,
    Register,
    Row,
    gathered,
    given,
    moment,
    no_more,
    nothing,
    said,
)
from answerable.streams.training.events import (
    AttendanceRecorded,
    Ended,
    EndWithdrawn,
    Planned,
    SignedIn,
    Struck,
)
from answerable.streams.training.flow import FLOW, TrainingStage


def _without(column: str) -> Any:
    """Take whoever was struck out of a list."""

    def strike(event: Struck, row: Row) -> list[str]:
        return [one for one in row[column] or () if one != event.staff]

    return strike


REGISTER = Register(
    opening=(Planned,),
    flow=FLOW,
    columns=(
        said(Planned, "topic"),
        said(Planned, "staff"),
        said(Planned, "level"),
        said(Planned, "held_on"),
        said(Planned, "half_days"),
        said(Planned, "has_exam"),
        Column(
            "signed_in",
            Kind.LIST,
            {SignedIn: gathered("signed_in", "actor"), Struck: _without("signed_in")},
            is_listed=False,
        ),
        Column(
            "recorded",
            Kind.LIST,
            {AttendanceRecorded: gathered("recorded", "staff"), Struck: _without("recorded")},
            is_listed=False,
        ),
        Column("attended", Kind.LIST, {Ended: given("attended"), EndWithdrawn: no_more}, is_listed=False),
        Column("credited", Kind.LIST, {Ended: given("credited"), EndWithdrawn: no_more}),
        Column("credits", Kind.NUMBER, {Ended: given("credits"), EndWithdrawn: nothing}),
        moment("ended_at", Ended, cleared_by=(EndWithdrawn,)),
    ),
    marks={
        "is_to_be_ended": lambda row: row["state"] == TrainingStage.SESSION_PLANNED.value,
        "is_examined": lambda row: bool(row["has_exam"]),
    },
    newest="held_on",
    sorts={"state": ("state",)},
    filters=("staff", "level", "held_on"),
    own=("staff",),
    searched=("topic", "staff"),
    number="PX",
    void=(TrainingStage.WITHDRAWN,),
)
