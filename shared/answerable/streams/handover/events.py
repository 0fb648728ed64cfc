"""Handover: one shift gives the desk to the next, and both sides sign (002-r4)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text


class Shift(StrEnum):
    """Which part of the day is handed over."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class Mark(StrEnum):
    """What the check of an item showed (002-r4-2.1)."""

    NORMAL = "√"
    ABNORMAL = "×"


class Started(Event):
    """The outgoing side opened the handover of a shift.

    Arguments:
        on: the working day.
        shift: which shift ends.
        outgoing: who hands over.
        incoming: who takes over.
        checklist: the items to be checked.
    """

    on: date
    shift: Shift
    outgoing: StaffId
    incoming: StaffId
    checklist: tuple[Label, ...]


class ItemChecked(Event):
    """One item of the checklist was checked (002-r4-2.1).

    Arguments:
        item: which.
        mark: √ normal or × abnormal.
        note: what is wrong; required with ×.
    """

    item: Label
    mark: Mark
    note: Text | None = None


class OpenItemCarried(Event):
    """Something unfinished goes to the next shift, with a reason (X21, reading a).

    Arguments:
        matter: the case, complaint or fault, where it is one.
        what: what is open.
        reason: why it could not be finished.
    """

    matter: OriginatorId | None = None
    what: Label
    reason: Text


class SignedOut(Event):
    """The outgoing side signed (002-r4-2.3)."""


class SignedIn(Event):
    """The incoming side had no doubt and signed (002-r4-1.7, 002-r4-2.3)."""


class Refused(Event):
    """The incoming side refused the shift and reported it (002-r4-1.6).

    Arguments:
        reason: why.
    """

    reason: Text


class Reviewed(Event):
    """The lead read and signed the day's record (002-r4-2.3)."""


class Annulled(Event):
    """The handover, as it was recorded, never took place; the shift may be handed over anew.

    Arguments:
        reason: why.
    """

    corrects = (Started, ItemChecked, OpenItemCarried, SignedOut, SignedIn, Refused, Reviewed)

    reason: Text
