"""The register of demands."""

from __future__ import annotations

from answerable.events.base import Event
from answerable.register import Column, Kind, Register, Setter, given, moment, nothing, said
from answerable.streams.demand.events import (
    Approved,
    Asked,
    GiftSent,
    GiftWithdrawn,
    Planned,
    Refused,
    Settled,
    Stated,
    StepWithdrawn,
)
from answerable.streams.demand.flow import FLOW, DemandStage


def _back_from(stage: DemandStage, column: str) -> Setter:
    """Empty what the step into a stage had set, where that step is taken back."""
    return lambda _, row: None if row["state"] == stage.value else row[column]


def _of_plan(column: str, kind: Kind, name: str, *, is_listed: bool = True) -> Column:
    """Make a column of the plan that stands: none behind a refusal, or where it was taken back."""
    back = _back_from(DemandStage.SUPPLY_PLANNED, column)
    sets: dict[type[Event], Setter] = {
        Asked: nothing,
        Planned: given(name),
        Refused: nothing,
        StepWithdrawn: back,
    }
    return Column(column, kind, sets, is_listed=is_listed)


def _of_need(column: str, kind: Kind) -> Column:
    back = _back_from(DemandStage.NEED_STATED, column)
    return Column(column, kind, {Asked: nothing, Stated: given(column), StepWithdrawn: back})


def _of_settling(column: str, kind: Kind, *, is_listed: bool = True) -> Column:
    back = _back_from(DemandStage.SETTLED, column)
    sets: dict[type[Event], Setter] = {Asked: nothing, Settled: given(column), StepWithdrawn: back}
    return Column(column, kind, sets, is_listed=is_listed)


REGISTER = Register(
    opening=(Asked,),
    flow=FLOW,
    columns=(
        said(Asked, "customer"),
        said(Asked, "year"),
        _of_need("needs", Kind.TEXT),
        _of_need("quantity", Kind.NUMBER),
        _of_plan("planned", Kind.NUMBER, "planned"),
        _of_plan("due_on", Kind.DAY, "due_on"),
        _of_plan("planned_by", Kind.TEXT, "actor"),
        Column(
            "approved_by",
            Kind.TEXT,
            {
                Asked: nothing,
                Approved: given("actor"),
                StepWithdrawn: _back_from(DemandStage.SUPPLY_APPROVED, "approved_by"),
            },
        ),
        _of_settling("delivered", Kind.NUMBER),
        _of_settling("is_met", Kind.FLAG),
        Column("gift", Kind.TEXT, {Asked: nothing, GiftSent: given("gift"), GiftWithdrawn: nothing}),
        moment("asked_at", Asked),
        Column("asked_by", Kind.TEXT, {Asked: given("actor")}, is_required=True, is_listed=False),
        Column("is_late", Kind.FLAG, {Asked: given("is_late")}, is_required=True, is_listed=False),
        _of_plan("plan", Kind.TEXT, "plan", is_listed=False),
        _of_settling("shortfall", Kind.TEXT, is_listed=False),
    ),
    marks={
        "is_asked_late": lambda row: bool(row["is_late"]),
        "is_without_gift": lambda row: row["gift"] is None and row["state"] != DemandStage.WITHDRAWN.value,
        "is_unmet": lambda row: row["is_met"] is False,
    },
    newest="asked_at",
    sorts={"state": ("state",), "year": ("year",)},
    filters=("customer", "planned_by", "approved_by"),
    own=("asked_by",),
    searched=("customer", "needs", "plan"),
    number="XQ",
    void=(DemandStage.WITHDRAWN,),
    lines=(("customer", "state"), ("demand", "asked_at", "needs")),
)
