"""Count of keys: counted against the cards, found to differ, confirmed, settled."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text


class KeyShift(StrEnum):
    """Which shift counts: the early one as it takes the keys, the late one as it brings them (002-r9-1.1)."""

    EARLY = "early"
    LATE = "late"


class CountedKey(BaseModel):
    """A key as it was counted.

    Arguments:
        key: which.
        label: what is written on it.
        expected: how many its card says lie in their place.
        counted: how many did.
        borrower: who has it, by its card; None where nobody does.
        cause: why it is not back, where it should be (002-r3-B4).
        has_left: whether it is in custody no more: its customer has it, or its card has ended.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: OriginatorId
    label: Label
    expected: NonNegativeInt
    counted: NonNegativeInt
    borrower: StaffId | None = None
    cause: Text | None = None
    has_left: bool = False


class Counted(Event):
    """A shift counted the keys, each against its card (002-r9-1.1.1, 002-r9-1.1.2, 002-r7-7).

    Arguments:
        on: the day.
        shift: which shift.
        keys: each key with how many should lie there, and how many do.
        expected: how many should, in all.
        counted: how many do, in all.
        late: how many keys are behind the day on which they were due.
    """

    on: date
    shift: KeyShift
    keys: Annotated[tuple[CountedKey, ...], Field(min_length=1)]
    expected: NonNegativeInt
    counted: NonNegativeInt
    late: NonNegativeInt


class Differed(Event):
    """What was counted is not what the cards say: somebody has to find out why.

    Arguments:
        labels: which keys.
    """

    labels: tuple[Label, ...]


class Confirmed(Event):
    """The other side of the handing over counted too, and found the same (002-r9-1.1.2, 002-r7-7)."""


class Settled(Event):
    """A superior found out why the count differed.

    Arguments:
        finding: what it came from, and what was done.
    """

    finding: Text


class Withdrawn(Event):
    """The count was recorded by mistake; the shift may be counted anew.

    Arguments:
        reason: why.
    """

    corrects = (Counted, Differed, Confirmed, Settled)

    reason: Text
