"""The flow of a demand: asked each December, stated, planned, approved and settled by others."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.demand.events import (
    Approved,
    Asked,
    GiftSent,
    GiftWithdrawn,
    NothingNeeded,
    Planned,
    Refused,
    Settled,
    Stated,
    StepWithdrawn,
    Withdrawn,
)


class DemandStage(StrEnum):
    """Where a demand stands."""

    NEED_ASKED = "need_asked"
    NOTHING_NEEDED = "nothing_needed"
    NEED_STATED = "need_stated"
    SUPPLY_PLANNED = "supply_planned"
    SUPPLY_APPROVED = "supply_approved"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


EACH_DECEMBER = "000-4.3"
"""Every December customers get a New-Year gift, and are asked what they will need in the next year."""

_ON_RECORD = tuple(stage for stage in DemandStage if stage is not DemandStage.WITHDRAWN)

NOT_THE_PLANNER = Party(
    "who made the supply plan",
    lambda demand, _: demand.planned_by,
    EACH_DECEMBER,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    DemandStage,
    (
        Step(Asked, (), DemandStage.NEED_ASKED, EACH_DECEMBER),
        Step(Asked, (DemandStage.WITHDRAWN,), DemandStage.NEED_ASKED, EACH_DECEMBER),
        Step(GiftSent, _ON_RECORD, None, EACH_DECEMBER, is_note=True),
        Step(GiftWithdrawn, _ON_RECORD, None, EACH_DECEMBER, is_note=True),
        Step(Stated, (DemandStage.NEED_ASKED,), DemandStage.NEED_STATED, EACH_DECEMBER),
        Step(NothingNeeded, (DemandStage.NEED_ASKED,), DemandStage.NOTHING_NEEDED, EACH_DECEMBER),
        Step(Planned, (DemandStage.NEED_STATED,), DemandStage.SUPPLY_PLANNED, EACH_DECEMBER),
        Step(
            Approved,
            (DemandStage.SUPPLY_PLANNED,),
            DemandStage.SUPPLY_APPROVED,
            EACH_DECEMBER,
            NOT_THE_PLANNER,
        ),
        Step(Refused, (DemandStage.SUPPLY_PLANNED,), DemandStage.NEED_STATED, EACH_DECEMBER, NOT_THE_PLANNER),
        Step(Settled, (DemandStage.SUPPLY_APPROVED,), DemandStage.SETTLED, EACH_DECEMBER, NOT_THE_PLANNER),
        *(
            Step(StepWithdrawn, (done,), before, EACH_DECEMBER, NOT_THE_PLANNER, is_note=True)
            for done, before in (
                (DemandStage.NOTHING_NEEDED, DemandStage.NEED_ASKED),
                (DemandStage.NEED_STATED, DemandStage.NEED_ASKED),
                (DemandStage.SUPPLY_PLANNED, DemandStage.NEED_STATED),
                (DemandStage.SUPPLY_APPROVED, DemandStage.SUPPLY_PLANNED),
                (DemandStage.SETTLED, DemandStage.SUPPLY_APPROVED),
            )
        ),
        Step(Withdrawn, (DemandStage.NEED_ASKED,), DemandStage.WITHDRAWN, EACH_DECEMBER, is_note=True),
    ),
    article=EACH_DECEMBER,
)
