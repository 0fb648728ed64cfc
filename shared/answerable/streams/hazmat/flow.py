"""The flow of a hazardous good: kept, or kept no more."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.hazmat.events import Catalogued, KeyPassed, Moved, TakenOff


class HazmatStage(StrEnum):
    """Whether a site keeps a good."""

    STORED = "stored"
    TAKEN_OFF = "taken_off"


CATALOGUE = "002-r11-1"
STORE = "002-r11-3a"
"""It is stored alone, apart and locked, and the cleaning foreman keeps the key."""

FLOW = Flow(
    HazmatStage,
    (
        Step(Catalogued, (), HazmatStage.STORED, CATALOGUE),
        Step(Catalogued, (HazmatStage.TAKEN_OFF,), HazmatStage.STORED, CATALOGUE),
        Step(Moved, (HazmatStage.STORED,), None, STORE),
        Step(KeyPassed, (HazmatStage.STORED,), None, STORE),
        Step(TakenOff, (HazmatStage.STORED,), HazmatStage.TAKEN_OFF, CATALOGUE),
    ),
    rests=(HazmatStage.STORED,),
)
