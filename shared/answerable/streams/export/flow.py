"""The flow of an export: asked for by one person, allowed by another, taken out by the first."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.export.events import Approved, Asked, Refused, TakenOut, Withdrawn


class ExportStage(StrEnum):
    """Where an export stands."""

    ASKED_FOR = "asked_for"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    TAKEN_OUT = "taken_out"
    WITHDRAWN = "withdrawn"


APPROVAL = "001-2.7"
"""Nothing is taken out without approval."""

_ON_RECORD = tuple(stage for stage in ExportStage if stage is not ExportStage.WITHDRAWN)

ASKER = Party("who asked for it", lambda export, _: (export.by,), APPROVAL)
NOT_THE_ASKER = Party(
    "who asked for it",
    lambda export, _: export.asked_by,
    APPROVAL,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_DECIDED = Party(
    "who asked for it or decided on it",
    lambda export, _: (*export.asked_by, *export.decided_by),
    APPROVAL,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    ExportStage,
    (
        Step(Asked, (), ExportStage.ASKED_FOR, APPROVAL),
        Step(Approved, (ExportStage.ASKED_FOR,), ExportStage.ALLOWED, APPROVAL, NOT_THE_ASKER),
        Step(Refused, (ExportStage.ASKED_FOR,), ExportStage.NOT_ALLOWED, APPROVAL, NOT_THE_ASKER),
        Step(TakenOut, (ExportStage.ALLOWED,), ExportStage.TAKEN_OUT, APPROVAL, ASKER),
        Step(Withdrawn, _ON_RECORD, ExportStage.WITHDRAWN, APPROVAL, NOT_WHO_DECIDED, is_note=True),
    ),
    article=APPROVAL,
)
