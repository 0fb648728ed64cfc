"""The flow of a swap: proposed, agreed to, approved."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.swap.events import Agreed, Approved, Declined, Proposed, Refused, Withdrawn


class SwapStage(StrEnum):
    """Where a swap stands."""

    PROPOSED = "swap_proposed"
    AGREED = "swap_agreed"
    DECLINED = "swap_declined"
    APPROVED = "swap_approved"
    REFUSED = "swap_refused"
    WITHDRAWN = "withdrawn"


SWAPPING = "002-r15-1.8"
"""Who cannot do a duty arranges a swap beforehand, and tells the manager."""

_S = SwapStage

STANDING = (_S.PROPOSED, _S.AGREED, _S.APPROVED)
"""In these the duty goes, or is to go, to somebody else: it is swapped with nobody beside."""

THE_OTHER = Party("who is to do the duty", lambda swap, _: (swap.to,), SWAPPING)
NEITHER = Party(
    "either side of the swap",
    lambda swap, _: swap.sides,
    SWAPPING,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    SwapStage,
    (
        Step(Proposed, (), _S.PROPOSED, SWAPPING),
        Step(Proposed, (_S.DECLINED, _S.REFUSED, _S.WITHDRAWN), _S.PROPOSED, SWAPPING),
        Step(Agreed, (_S.PROPOSED,), _S.AGREED, SWAPPING, THE_OTHER),
        Step(Declined, (_S.PROPOSED,), _S.DECLINED, SWAPPING, THE_OTHER),
        Step(Approved, (_S.AGREED,), _S.APPROVED, SWAPPING, NEITHER),
        Step(Refused, (_S.AGREED,), _S.REFUSED, SWAPPING, NEITHER),
        Step(
            Withdrawn,
            (_S.PROPOSED, _S.AGREED, _S.APPROVED, _S.REFUSED),
            _S.WITHDRAWN,
            SWAPPING,
            is_note=True,
        ),
    ),
    article=SWAPPING,
)
