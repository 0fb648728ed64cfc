"""Outsider: somebody from outside is let into the office, with their devices, and leaves (001-2.7)."""

from __future__ import annotations

from answerable.events.base import Event, Label, Text


class Admitted(Event):
    """Whoever let them in answers for them as long as they are there (001-2.7).

    Arguments:
        outsider_role: of which organisation and as what they come, without a name.
        purpose: what for.
        place: which rooms they are shown into.
        devices: what they bring that can hold data, each by what is written on it.
    """

    outsider_role: Label
    purpose: Text
    place: Label
    devices: tuple[Label, ...] | None = None


class SeenOff(Event):
    """They left.

    Arguments:
        devices_kept: what of theirs stayed here.
    """

    devices_kept: tuple[Label, ...] | None = None


class Corrected(Event):
    """What was said when they were let in was wrong; what is left out stays as it was.

    Arguments:
        outsider_role: of which organisation and as what they come.
        purpose: what for.
        place: which rooms they are shown into.
        reason: why.
    """

    corrects = (Admitted,)

    outsider_role: Label | None = None
    purpose: Text | None = None
    place: Label | None = None
    reason: Text


class LeavingWithdrawn(Event):
    """They had not left, or not with what was said.

    Arguments:
        reason: why.
    """

    corrects = (SeenOff,)

    reason: Text


class Withdrawn(Event):
    """Nobody was let in: it was recorded by mistake.

    Arguments:
        reason: why.
    """

    corrects = (Admitted,)

    reason: Text
