"""The flow of an outsider's entry: let in, and seen off."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.outsider.events import Admitted, Corrected, LeavingWithdrawn, SeenOff, Withdrawn


class OutsiderStage(StrEnum):
    """Where an outsider is."""

    INSIDE = "inside"
    SEEN_OFF = "seen_off"
    WITHDRAWN = "withdrawn"


KEPT_OUT = "001-2.7"
"""Whoever is not of the staff is kept out of the office, and uses none of its machines."""

_INSIDE, _OFF = OutsiderStage.INSIDE, OutsiderStage.SEEN_OFF

NOT_WHO_LET_IN = Party(
    "who let them in",
    lambda entry, _: entry.let_in_by,
    KEPT_OUT,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    OutsiderStage,
    (
        Step(Admitted, (), _INSIDE, KEPT_OUT),
        Step(SeenOff, (_INSIDE,), _OFF, KEPT_OUT),
        Step(Corrected, (_INSIDE, _OFF), None, KEPT_OUT, is_note=True),
        Step(LeavingWithdrawn, (_OFF,), _INSIDE, KEPT_OUT, is_note=True),
        Step(
            Withdrawn,
            (_INSIDE, _OFF),
            OutsiderStage.WITHDRAWN,
            KEPT_OUT,
            NOT_WHO_LET_IN,
            is_note=True,
        ),
    ),
    article=KEPT_OUT,
)
