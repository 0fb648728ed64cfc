"""The flow of a found key: found by one, taken by another, given back."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.foundkey.events import GivenBack, Received, Reported, Withdrawn


class FoundkeyStage(StrEnum):
    """Where a found key is."""

    FOUND = "key_found"
    RECEIVED = "key_with_security"
    GIVEN_BACK = "key_given_back"
    WITHDRAWN = "withdrawn"


FINDS = "002-r13-7.2"

_S = FoundkeyStage

NOT_THE_FINDER = Party(
    "who found it",
    lambda found, _: (found.finder, found.reported_by),
    FINDS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    FoundkeyStage,
    (
        Step(Reported, (), _S.FOUND, FINDS),
        Step(Received, (_S.FOUND,), _S.RECEIVED, FINDS, NOT_THE_FINDER),
        Step(GivenBack, (_S.RECEIVED,), _S.GIVEN_BACK, FINDS, NOT_THE_FINDER),
        Step(
            Withdrawn,
            (_S.FOUND, _S.RECEIVED, _S.GIVEN_BACK),
            _S.WITHDRAWN,
            FINDS,
            NOT_THE_FINDER,
            is_note=True,
        ),
    ),
    article=FINDS,
)
