"""Dispute: two departments disagree whose matter it is, and the office rules and supervises (000-4.6)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text


class Side(StrEnum):
    """One of the two departments."""

    RAISING = "raising"
    OTHER = "other"


class Raised(Event):
    """A department disagreed with another, and told the office its opinion (000-4.6).

    Arguments:
        topic: what about.
        matter: the case, complaint or other matter, where it is one.
        department: the team of who raised it, as the register of staff has it.
        asked: who is asked for the other department's opinion.
        other_department: the team of who is asked.
        opinion: what the first department holds.
    """

    topic: Label
    matter: OriginatorId | None = None
    department: Label
    asked: StaffId
    other_department: Label
    opinion: Text


class Answered(Event):
    """The other department told the office its opinion.

    Arguments:
        opinion: what it holds.
    """

    opinion: Text


class SilenceNoted(Event):
    """The office noted that the other department had told no opinion.

    Arguments:
        reason: how it was asked.
    """

    reason: Text


class Ruled(Event):
    """The office ruled whose matter it is (000-4.6).

    Arguments:
        side: which of the two.
        in_charge: that department.
        ruling: what is to be done.
        due_on: until when.
    """

    side: Side
    in_charge: Label
    ruling: Text
    due_on: date


class Supervised(Event):
    """The office looked after how the ruling is carried out.

    Arguments:
        note: what it found.
    """

    note: Text


class CarriedOut(Event):
    """The department in charge carried the ruling out.

    Arguments:
        note: what was done.
    """

    note: Text


class SentBack(Event):
    """The office found that the ruling was not carried out as it should be.

    Arguments:
        reason: why.
    """

    reason: Text


class Closed(Event):
    """The office found the ruling carried out.

    Arguments:
        findings: what shows it.
    """

    findings: Text


class StepWithdrawn(Event):
    """The last step had been entered by mistake; it is to be taken anew.

    Arguments:
        reason: why.
    """

    corrects = (Answered, SilenceNoted, Ruled, CarriedOut, Closed)

    reason: Text


class Corrected(Event):
    """What was said when it was raised was wrong; what is left out stays as it was.

    Arguments:
        topic: what about.
        opinion: what the first department holds.
        reason: why.
    """

    corrects = (Raised,)

    topic: Label | None = None
    opinion: Text | None = None
    reason: Text


class Withdrawn(Event):
    """There was no dispute, or it was settled between the two: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Raised,)

    reason: Text
