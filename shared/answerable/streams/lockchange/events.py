"""Change of a lock: applied for, approved, changed, the new keys handed to security."""

from __future__ import annotations

from pydantic import PositiveInt

from answerable.events.base import Event, Label, OriginatorId, Text


class Applied(Event):
    """Somebody applied in writing to security for a lock to be changed (002-r13-6).

    Arguments:
        place: which lock.
        cause: why.
        key: the key that it concerns, where there is one.
    """

    place: Label
    cause: Text
    key: OriginatorId | None = None


class Approved(Event):
    """Security agreed (002-r13-6)."""


class Refused(Event):
    """Security did not agree.

    Arguments:
        reason: why.
    """

    reason: Text


class Changed(Event):
    """Engineering changed the lock (002-r13-6).

    Arguments:
        details: what was changed.
        new_keys: how many keys the new lock has.
    """

    details: Text
    new_keys: PositiveInt


class KeysReceived(Event):
    """Security has the new keys, as many as there are (002-r13-6).

    Arguments:
        counted: how many they counted.
    """

    counted: PositiveInt


class Withdrawn(Event):
    """It was applied for or recorded by mistake: the lock is as it was.

    Arguments:
        reason: why.
    """

    corrects = (Applied, Approved, Refused, Changed, KeysReceived)

    reason: Text
