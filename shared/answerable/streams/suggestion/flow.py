"""The flow of a suggestion: decided on, tried and judged by others than who made it."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.suggestion.events import (
    Corrected,
    Declined,
    EffectFound,
    FindingWithdrawn,
    Made,
    StepWithdrawn,
    TakenUp,
    TrialStarted,
    Withdrawn,
)


class SuggestionStage(StrEnum):
    """Where a suggestion stands."""

    SUGGESTED = "suggested"
    DECLINED = "declined"
    TAKEN_UP = "taken_up"
    ON_TRIAL = "on_trial"
    TRIED = "tried"
    WITHDRAWN = "withdrawn"


SUGGESTING = "000-1.8"
"""Whoever serves customers tells of problems, and how to do better."""

EFFECT = "001-B6"
"""What counts is a trial with a good effect."""

NOT_WHO_SUGGESTED = Party(
    "who made the suggestion",
    lambda suggestion, _: suggestion.made_by,
    SUGGESTING,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    SuggestionStage,
    (
        Step(Made, (), SuggestionStage.SUGGESTED, SUGGESTING),
        Step(TakenUp, (SuggestionStage.SUGGESTED,), SuggestionStage.TAKEN_UP, SUGGESTING, NOT_WHO_SUGGESTED),
        Step(Declined, (SuggestionStage.SUGGESTED,), SuggestionStage.DECLINED, SUGGESTING, NOT_WHO_SUGGESTED),
        Step(TrialStarted, (SuggestionStage.TAKEN_UP,), SuggestionStage.ON_TRIAL, EFFECT),
        Step(EffectFound, (SuggestionStage.ON_TRIAL,), SuggestionStage.TRIED, EFFECT, NOT_WHO_SUGGESTED),
        Step(
            FindingWithdrawn,
            (SuggestionStage.TRIED,),
            SuggestionStage.ON_TRIAL,
            EFFECT,
            NOT_WHO_SUGGESTED,
            is_note=True,
        ),
        *(
            Step(StepWithdrawn, (done,), before, SUGGESTING, NOT_WHO_SUGGESTED, is_note=True)
            for done, before in (
                (SuggestionStage.DECLINED, SuggestionStage.SUGGESTED),
                (SuggestionStage.TAKEN_UP, SuggestionStage.SUGGESTED),
                (SuggestionStage.ON_TRIAL, SuggestionStage.TAKEN_UP),
            )
        ),
        Step(Corrected, (SuggestionStage.SUGGESTED,), None, SUGGESTING, is_note=True),
        Step(Withdrawn, (SuggestionStage.SUGGESTED,), SuggestionStage.WITHDRAWN, SUGGESTING, is_note=True),
    ),
    article=SUGGESTING,
)
