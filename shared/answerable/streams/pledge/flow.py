"""The flow of a pledge: signed, and signed anew."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.pledge.events import Signed, Withdrawn


class PledgeStage(StrEnum):
    """Where a pledge stands."""

    PLEDGED = "pledged"
    WITHDRAWN = "withdrawn"


SECRECY = "001-K4"
"""Staff sign a statement of secrecy and a code of conduct."""

NOT_WHOSE_IT_IS = Party(
    "whose statement it is",
    lambda pledge, _: pledge.whose,
    SECRECY,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    PledgeStage,
    (
        Step(Signed, (), PledgeStage.PLEDGED, SECRECY),
        Step(Signed, tuple(PledgeStage), PledgeStage.PLEDGED, SECRECY),
        *(
            Step(
                Withdrawn,
                (PledgeStage.PLEDGED,),
                before,
                SECRECY,
                NOT_WHOSE_IT_IS,
                is_note=True,
                is_back=before is PledgeStage.PLEDGED,
            )
            for before in (PledgeStage.WITHDRAWN, PledgeStage.PLEDGED)
        ),
    ),
    rests=(PledgeStage.PLEDGED,),
    article=SECRECY,
)
