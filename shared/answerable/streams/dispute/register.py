"""The register of disputes."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, Setter, given, moment, nothing, said
from answerable.streams.dispute.events import (
    Answered,
    Closed,
    Corrected,
    Raised,
    Ruled,
    SentBack,
    Side,
    StepWithdrawn,
)
from answerable.streams.dispute.flow import FLOW, DisputeStage


def _back_from(stage: DisputeStage, column: str) -> Setter:
    """Empty what the step into a stage had set, where that step is taken back."""
    return lambda _, row: None if row["state"] == stage.value else row[column]


def _of_ruling(column: str, kind: Kind, name: str, *, is_listed: bool = True) -> Column:
    back = _back_from(DisputeStage.RULED, column)
    choices = Side if kind is Kind.CHOICE else None
    return Column(column, kind, {Ruled: given(name), StepWithdrawn: back}, choices, is_listed=is_listed)


REGISTER = Register(
    opening=(Raised,),
    flow=FLOW,
    columns=(
        said(Raised, "topic", corrected_by=Corrected),
        said(Raised, "department"),
        said(Raised, "other_department"),
        _of_ruling("in_charge", Kind.TEXT, "in_charge"),
        _of_ruling("ruled_by", Kind.TEXT, "actor"),
        _of_ruling("due_on", Kind.DAY, "due_on"),
        moment("raised_at", Raised),
        moment("closed_at", Closed, cleared_by=(StepWithdrawn, SentBack)),
        Column("raised_by", Kind.TEXT, {Raised: given("actor")}, is_required=True, is_listed=False),
        said(Raised, "asked", is_listed=False),
        said(Raised, "matter", is_listed=False),
        said(Raised, "opinion", corrected_by=Corrected, is_listed=False),
        Column(
            "other_opinion",
            Kind.TEXT,
            {
                Answered: given("opinion"),
                StepWithdrawn: _back_from(DisputeStage.TO_BE_RULED, "other_opinion"),
            },
            is_listed=False,
        ),
        _of_ruling("side", Kind.CHOICE, "side", is_listed=False),
        _of_ruling("ruling", Kind.TEXT, "ruling", is_listed=False),
        Column("findings", Kind.TEXT, {Closed: given("findings"), StepWithdrawn: nothing}, is_listed=False),
    ),
    marks={
        "is_for_the_office": lambda row: (
            row["state"] in {DisputeStage.TO_BE_RULED.value, DisputeStage.COMPLIED.value}
        ),
    },
    newest="raised_at",
    sorts={"state": ("state",)},
    filters=("raised_by", "asked", "ruled_by", "matter"),
    own=("raised_by", "asked"),
    searched=("topic", "opinion", "ruling"),
    number="ZY",
    void=(DisputeStage.WITHDRAWN,),
)
