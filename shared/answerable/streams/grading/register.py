"""The register of customers' grades."""

from __future__ import annotations

from answerable.events.base import Event
from answerable.register import Column, Kind, Register, Setter, given, moment, nothing, said
from answerable.streams.grading.events import (
    Confirmed,
    CustomerGrade,
    DecisionWithdrawn,
    Declined,
    Ground,
    Lifted,
    LiftingWithdrawn,
    Proposed,
)
from answerable.streams.grading.flow import FLOW, GradingStage

_NOT_DECIDED: dict[type[Event], Setter] = {Proposed: nothing, DecisionWithdrawn: nothing}

REGISTER = Register(
    opening=(Proposed,),
    flow=FLOW,
    columns=(
        said(Proposed, "customer"),
        Column(
            "customer_grade",
            Kind.CHOICE,
            {Proposed: given("customer_grade")},
            CustomerGrade,
            is_required=True,
        ),
        Column("grounds", Kind.LIST, {Proposed: given("grounds")}, Ground, "grounds"),
        said(Proposed, "case"),
        Column("proposed_by", Kind.TEXT, {Proposed: given("actor")}, is_required=True),
        moment("proposed_at", Proposed),
        Column(
            "confirmed_by",
            Kind.TEXT,
            {Confirmed: given("actor"), **_NOT_DECIDED},
        ),
        Column(
            "review_on",
            Kind.DAY,
            {Confirmed: given("review_on"), **_NOT_DECIDED},
        ),
        Column(
            "why",
            Kind.TEXT,
            {Declined: given("reason"), Lifted: given("reason"), LiftingWithdrawn: nothing, **_NOT_DECIDED},
            is_listed=False,
        ),
    ),
    marks={
        "is_proposed": lambda row: row["state"] == GradingStage.PROPOSED.value,
        "is_poor": lambda row: (
            row["customer_grade"] == CustomerGrade.POOR.value and row["state"] == GradingStage.IN_FORCE.value
        ),
    },
    newest="proposed_at",
    sorts={"state": ("state",), "customer_grade": ("customer_grade",)},
    filters=("customer_grade", "customer", "proposed_by", "case"),
    own=("proposed_by",),
    searched=("customer", "proposed_by", "case"),
    number="FJ",
    void=(GradingStage.WITHDRAWN,),
)
