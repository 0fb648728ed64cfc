"""The register of major matters."""

from __future__ import annotations

from typing import Any

from answerable.register import Column, Kind, Register, Row, given, moment, nothing, said
from answerable.streams.incident.events import (
    Closed,
    Corrected,
    Directed,
    Noted,
    Reported,
    StepWithdrawn,
    WrittenUp,
)
from answerable.streams.incident.flow import FLOW, IncidentStage


def _while_directed(event: StepWithdrawn, row: Row) -> Any:
    """Keep who handles it where the end alone is taken back."""
    del event
    return row["responsible"] if row["state"] == IncidentStage.DEALT_WITH.value else None


def _first_written(event: WrittenUp, row: Row) -> Any:
    """Keep when it was written up first: writing it anew makes it no later, and no earlier."""
    return row["written_at"] or event.occurred_at


def _first_late(event: WrittenUp, row: Row) -> Any:
    return event.is_late if row["written_late"] is None else row["written_late"]


_WAITING = (IncidentStage.REPORTED_UP.value, IncidentStage.NOTED.value)

REGISTER = Register(
    opening=(Reported,),
    flow=FLOW,
    columns=(
        said(Reported, "topic", corrected_by=Corrected),
        Column("reported_by", Kind.TEXT, {Reported: given("actor")}, is_required=True),
        said(Reported, "happened_at", corrected_by=Corrected),
        said(Reported, "known_at", corrected_by=Corrected),
        Column("reported_at", Kind.MOMENT, {Reported: given("told_at")}, is_required=True),
        Column(
            "late_min",
            Kind.NUMBER,
            {Reported: given("late_min"), Corrected: given("late_min")},
            is_required=True,
        ),
        moment("noted_at", Noted),
        Column("responsible", Kind.TEXT, {Directed: given("responsible"), StepWithdrawn: _while_directed}),
        Column("written_at", Kind.MOMENT, {WrittenUp: _first_written}),
        Column("written_late", Kind.FLAG, {WrittenUp: _first_late}),
        Column("closed_by", Kind.TEXT, {Closed: given("actor"), StepWithdrawn: nothing}),
        said(Reported, "what", corrected_by=Corrected, is_listed=False),
        said(Reported, "matter", is_listed=False),
        Column("directions", Kind.TEXT, {Directed: given("directions")}, is_listed=False),
        Column("account", Kind.TEXT, {WrittenUp: given("account")}, is_listed=False),
        Column("measures", Kind.TEXT, {WrittenUp: given("measures")}, is_listed=False),
        Column("findings", Kind.TEXT, {Closed: given("findings"), StepWithdrawn: nothing}, is_listed=False),
    ),
    marks={
        "is_for_general_manager": lambda row: row["state"] in _WAITING,
        "is_unwritten": lambda row: (
            row["written_at"] is None and row["state"] != IncidentStage.WITHDRAWN.value
        ),
        "is_written_late": lambda row: bool(row["written_late"]),
    },
    newest="reported_at",
    sorts={"state": ("state",), "late_min": ("late_min",)},
    filters=("reported_by", "responsible", "closed_by", "matter"),
    own=("reported_by", "responsible"),
    searched=("topic", "what", "directions"),
    urgent=(IncidentStage.REPORTED_UP,),
    number="ZD",
    void=(IncidentStage.WITHDRAWN,),
)
