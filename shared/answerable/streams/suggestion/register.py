"""The register of suggestions."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, Setter, given, moment, nothing, said
from answerable.streams.suggestion.events import (
    Corrected,
    Declined,
    Effect,
    EffectFound,
    FindingWithdrawn,
    Made,
    StepWithdrawn,
    TakenUp,
    TrialStarted,
)
from answerable.streams.suggestion.flow import FLOW, SuggestionStage


def _while_taken_up(column: str) -> Setter:
    """Keep what a decision set where a trial alone is taken back, and empty it where the decision is."""
    return lambda _, row: row[column] if row["state"] == SuggestionStage.ON_TRIAL.value else None


REGISTER = Register(
    opening=(Made,),
    flow=FLOW,
    plural="improvements",
    columns=(
        said(Made, "topic", corrected_by=Corrected),
        Column("suggested_by", Kind.TEXT, {Made: given("actor")}, is_required=True),
        Column(
            "decided_by",
            Kind.TEXT,
            {TakenUp: given("actor"), Declined: given("actor"), StepWithdrawn: _while_taken_up("decided_by")},
        ),
        Column("place", Kind.TEXT, {TrialStarted: given("place"), StepWithdrawn: nothing}),
        Column("from_day", Kind.DAY, {TrialStarted: given("from_day"), StepWithdrawn: nothing}),
        Column("to_day", Kind.DAY, {TrialStarted: given("to_day"), StepWithdrawn: nothing}),
        Column(
            "effect", Kind.CHOICE, {EffectFound: given("effect"), FindingWithdrawn: nothing}, choices=Effect
        ),
        Column("found_by", Kind.TEXT, {EffectFound: given("actor"), FindingWithdrawn: nothing}),
        moment("made_at", Made),
        said(Made, "problem", corrected_by=Corrected, is_listed=False),
        said(Made, "proposal", corrected_by=Corrected, is_listed=False),
        said(Made, "case", corrected_by=Corrected, is_listed=False),
        Column(
            "declined_why", Kind.TEXT, {Declined: given("reason"), StepWithdrawn: nothing}, is_listed=False
        ),
        Column(
            "findings",
            Kind.TEXT,
            {EffectFound: given("findings"), FindingWithdrawn: nothing},
            is_listed=False,
        ),
    ),
    marks={
        "is_undecided": lambda row: row["state"] == SuggestionStage.SUGGESTED.value,
        "is_good": lambda row: row["effect"] == Effect.GOOD.value,
    },
    newest="made_at",
    sorts={"state": ("state",)},
    filters=("suggested_by", "decided_by", "effect", "case"),
    own=("suggested_by",),
    searched=("topic", "proposal", "suggested_by"),
    number="JY",
    void=(SuggestionStage.WITHDRAWN,),
)
