"""The flow of a dispute: both opinions, the office's ruling, carried out, and closed by the office."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.dispute.events import (
    Answered,
    CarriedOut,
    Closed,
    Corrected,
    Raised,
    Ruled,
    SentBack,
    SilenceNoted,
    StepWithdrawn,
    Supervised,
    Withdrawn,
)


class DisputeStage(StrEnum):
    """Where a dispute stands."""

    OPINION_ASKED = "opinion_asked"
    TO_BE_RULED = "to_be_ruled"
    RULED = "ruled"
    COMPLIED = "complied"
    RULING_CLOSED = "ruling_closed"
    WITHDRAWN = "withdrawn"


OFFICE = "000-4.6"
"""Departments that disagree submit their opinions to the office, which rules and supervises."""

NEITHER_PARTY = Party(
    "who spoke for either department",
    lambda dispute, _: dispute.spoke,
    OFFICE,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    DisputeStage,
    (
        Step(Raised, (), DisputeStage.OPINION_ASKED, OFFICE),
        Step(Answered, (DisputeStage.OPINION_ASKED,), DisputeStage.TO_BE_RULED, OFFICE),
        Step(SilenceNoted, (DisputeStage.OPINION_ASKED,), DisputeStage.TO_BE_RULED, OFFICE, NEITHER_PARTY),
        Step(Ruled, (DisputeStage.TO_BE_RULED,), DisputeStage.RULED, OFFICE, NEITHER_PARTY),
        Step(
            Supervised,
            (DisputeStage.RULED, DisputeStage.COMPLIED),
            None,
            OFFICE,
            NEITHER_PARTY,
            is_note=True,
        ),
        Step(CarriedOut, (DisputeStage.RULED,), DisputeStage.COMPLIED, OFFICE),
        Step(SentBack, (DisputeStage.COMPLIED,), DisputeStage.RULED, OFFICE, NEITHER_PARTY),
        Step(Closed, (DisputeStage.COMPLIED,), DisputeStage.RULING_CLOSED, OFFICE, NEITHER_PARTY),
        *(
            Step(StepWithdrawn, (done,), before, OFFICE, NEITHER_PARTY, is_note=True)
            for done, before in (
                (DisputeStage.TO_BE_RULED, DisputeStage.OPINION_ASKED),
                (DisputeStage.RULED, DisputeStage.TO_BE_RULED),
                (DisputeStage.COMPLIED, DisputeStage.RULED),
                (DisputeStage.RULING_CLOSED, DisputeStage.COMPLIED),
            )
        ),
        Step(Corrected, (DisputeStage.OPINION_ASKED,), None, OFFICE, is_note=True),
        Step(Withdrawn, (DisputeStage.OPINION_ASKED,), DisputeStage.WITHDRAWN, OFFICE, is_note=True),
    ),
    article=OFFICE,
)
