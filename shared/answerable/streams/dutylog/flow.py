"""The flow of a duty log: kept while on duty, and signed off."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.dutylog.events import (
    AreaChecked,
    Entered,
    EntryWithdrawn,
    LeftOpen,
    LightsChecked,
    LightsWithdrawn,
    Opened,
    Settled,
    SignedOff,
    Withdrawn,
)


class DutylogStage(StrEnum):
    """Where a log stands."""

    KEPT = "log_kept"
    SIGNED = "log_signed"
    WITHDRAWN = "withdrawn"


LOG = "002-r15-1.3"
"""The log says who was on duty, from when until when, what happened and with what result."""

PATROL = "002-r15-1.4"
LIGHTS = "002-r15-1.5"
EMERGENCY = "002-r15-1.6a"

CARRIED = "002-r15-2.7"
"""Item by item; what is not solved is normally not left to the next shift."""

_S = DutylogStage

KEEPER = Party("who keeps the log", lambda log, _: (log.keeper,), LOG)
OTHERS = Party(
    "who kept the log",
    lambda log, _: log.kept_by,
    LOG,
    named_in=("actor", "entered_by"),
    is_barred=True,
)


def _item(event: type, article: str) -> Step[DutylogStage]:
    return Step(event, (_S.KEPT,), None, article, KEEPER)


FLOW = Flow(
    DutylogStage,
    (
        Step(Opened, (), _S.KEPT, LOG),
        Step(Opened, (_S.WITHDRAWN,), _S.KEPT, LOG),
        _item(Entered, LOG),
        _item(AreaChecked, PATROL),
        _item(LightsChecked, LIGHTS),
        _item(Settled, CARRIED),
        _item(LeftOpen, CARRIED),
        Step(EntryWithdrawn, (_S.KEPT,), None, LOG, KEEPER, is_note=True),
        Step(LightsWithdrawn, (_S.KEPT,), None, LIGHTS, KEEPER, is_note=True),
        Step(SignedOff, (_S.KEPT,), _S.SIGNED, CARRIED, KEEPER),
        Step(Withdrawn, (_S.KEPT, _S.SIGNED), _S.WITHDRAWN, LOG, OTHERS, is_note=True),
    ),
    article=LOG,
)
