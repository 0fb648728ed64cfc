"""Handover: one shift gives the desk to the next, and both sides sign (002-r4, 000-3.6)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text


class Shift(StrEnum):
    """Which part of the day is handed over."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class Book(StrEnum):
    """Which book a handover stands in: a shift has one handover in each."""

    SHIFT = "shift"
    """The check record of a shift (002-r4-2)."""
    FRONT_DESK = "front_desk"
    """The front desk's log, with mail, keys and what lies there (002-r7-8)."""
    TO_SECURITY = "to_security"
    """The work book goes to the guards' monitoring room at 18:00 (002-r4-3.2)."""
    FROM_SECURITY = "from_security"
    """The work book comes back from there at 08:00 (002-r4-3.1)."""


class Countable(StrEnum):
    """What is handed over by number."""

    KEYS = "keys"
    LETTERS = "letters"
    NEWSPAPERS = "newspapers"
    MAGAZINES = "magazines"
    PARCELS = "parcels"
    GOODS = "goods"


class Mark(StrEnum):
    """What the check of an item showed (002-r4-2.1)."""

    NORMAL = "√"
    ABNORMAL = "×"


class Started(Event):
    """The outgoing side opened the handover of a shift, as its recorder (002-r4-1.3, 002-r4-2.2, 002-r4-4).

    Arguments:
        on: the working day.
        shift: which shift ends.
        outgoing: who hands over.
        incoming: who takes over.
        checklist: the items to be checked.
        book: which book it stands in.
        due_at: the moment that is fixed for it, where one is (002-r4-3.1, 002-r4-3.2).
    """

    on: date
    shift: Shift
    outgoing: StaffId
    incoming: StaffId
    checklist: tuple[Label, ...]
    book: Book = Book.SHIFT
    due_at: AwareDatetime | None = None


class ItemChecked(Event):
    """One item of the checklist was checked, before both sides (002-r4-1.5, 002-r4-2.1).

    Arguments:
        item: which.
        mark: √ normal or × abnormal.
        note: what is wrong; required with ×.
    """

    item: Label
    mark: Mark
    note: Text | None = None


class ItemCounted(Event):
    """The outgoing side counted what it hands over (002-r7-6).

    Arguments:
        thing: what.
        number: how many.
    """

    thing: Countable
    number: NonNegativeInt


class CountConfirmed(Event):
    """The incoming side counted as many (002-r7-6).

    Arguments:
        thing: of what.
    """

    thing: Countable


class CountDisputed(Event):
    """The incoming side counted another number (002-r7-6).

    Arguments:
        thing: of what.
        found: how many it found.
        note: what it says about that.
    """

    thing: Countable
    found: NonNegativeInt
    note: Text


class UrgentReported(Event):
    """One side reported something special or urgent to its own superior at once (002-r4-3.3).

    Arguments:
        what: what.
        reported_to: who was told.
    """

    what: Text
    reported_to: StaffId


class OpenItemCarried(Event):
    """Something unfinished goes to the next shift, with a reason (002-r7-5; X21, reading a).

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


class RefusalUpheld(Event):
    """The superior found the refusal right: the shift is handed over anew, with that put right (002-r4-1.6).

    Arguments:
        decision: what has to be put right, and by whom.
    """

    decision: Text


class RefusalOverruled(Event):
    """The superior found no ground to refuse: the handover goes on, and both sides sign (002-r4-1.6).

    Arguments:
        decision: why.
    """

    decision: Text


class Reviewed(Event):
    """The lead read and signed the day's record (002-r4-2.3)."""


class Annulled(Event):
    """The handover, as it was recorded, never took place; the shift may be handed over anew.

    Arguments:
        reason: why.
    """

    corrects = (
        Started,
        ItemChecked,
        ItemCounted,
        CountConfirmed,
        CountDisputed,
        UrgentReported,
        OpenItemCarried,
        SignedOut,
        SignedIn,
        Refused,
        RefusalUpheld,
        RefusalOverruled,
        Reviewed,
    )

    reason: Text
