"""Copy of a document: numbered, with somebody, acknowledged by them, taken back (003-B5)."""

from __future__ import annotations

from pydantic import PositiveInt

from answerable.events.base import Event, OriginatorId, StaffId, Text


class HandedOut(Event):
    """Somebody got a copy of a document in force (003-B5).

    Arguments:
        document: which edition.
        staff: who got it.
        copy_no: its number, which stands on it.
    """

    document: OriginatorId
    staff: StaffId
    copy_no: PositiveInt


class Acknowledged(Event):
    """Whoever has the copy said that they read it, and go by it (003-B1, 003-A1)."""


class Recalled(Event):
    """The copy was taken back: its edition is over, its holder left, or it went to the wrong person (003-B5).

    Arguments:
        reason: why.
    """

    corrects = (HandedOut, Acknowledged)

    reason: Text
