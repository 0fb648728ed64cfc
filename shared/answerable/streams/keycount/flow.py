"""The flow of a count: as the cards say, or different until somebody knows why."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.keycount.events import Confirmed, Counted, Differed, Settled, Withdrawn


class KeycountStage(StrEnum):
    """Where a count stands."""

    COUNTED = "keys_counted"
    DIFFERS = "keys_differ"
    CONFIRMED = "keys_confirmed"
    SETTLED = "keys_settled"
    WITHDRAWN = "withdrawn"


COUNTING = "002-r9-1.1.2"
CHECKING = "002-r3-B4"

_S = KeycountStage

OTHERS = Party(
    "who counted",
    lambda count, _: count.counted_by,
    COUNTING,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    KeycountStage,
    (
        Step(Counted, (), _S.COUNTED, COUNTING),
        Step(Counted, (_S.WITHDRAWN,), _S.COUNTED, COUNTING),
        Step(Differed, (_S.COUNTED,), _S.DIFFERS, COUNTING),
        Step(Confirmed, (_S.COUNTED,), _S.CONFIRMED, COUNTING, OTHERS),
        Step(Settled, (_S.DIFFERS,), _S.SETTLED, COUNTING, OTHERS),
        Step(
            Withdrawn,
            (_S.COUNTED, _S.DIFFERS, _S.CONFIRMED, _S.SETTLED),
            _S.WITHDRAWN,
            COUNTING,
            OTHERS,
            is_note=True,
        ),
    ),
    article=COUNTING,
)
