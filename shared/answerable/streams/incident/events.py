"""Major matter: told to the general manager at once, directed, written up, closed by another (000-4.2.5)."""

from __future__ import annotations

from pydantic import AwareDatetime, NonNegativeInt

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text


class Reported(Event):
    """Whoever was first responsible reported a major matter to the general manager (000-4.2.5).

    Arguments:
        topic: what about.
        what: what happened, and what was done at once.
        happened_at: when it happened.
        known_at: when who reports it came to know of it.
        told_at: when the report was there: as it was entered, or told to who took it down.
        late_min: whole minutes from when it was known until then.
        matter: the case, fault or other matter, where it is one.
    """

    topic: Label
    what: Text
    happened_at: AwareDatetime
    known_at: AwareDatetime
    told_at: AwareDatetime
    late_min: NonNegativeInt
    matter: OriginatorId | None = None


class Noted(Event):
    """The general manager took note, in person."""


class Directed(Event):
    """The general manager said what is to be done, and by whom.

    Arguments:
        directions: what.
        responsible: who handles it.
    """

    directions: Text
    responsible: StaffId


class WrittenUp(Event):
    """The written report was filed, due the day after the report (002-r15-1.6b).

    Arguments:
        account: what happened.
        measures: what was done.
        is_late: whether that day was over.
    """

    account: Text
    measures: Text
    is_late: bool


class Closed(Event):
    """Somebody other than who handled it found it dealt with.

    Arguments:
        findings: what shows it.
    """

    findings: Text


class StepWithdrawn(Event):
    """The last step had been entered by mistake; it is to be taken anew.

    Arguments:
        reason: why.
    """

    corrects = (Noted, Directed, Closed)

    reason: Text


class Corrected(Event):
    """What was reported was wrong; what is left out stays as it was.

    Arguments:
        topic: what about.
        what: what happened, and what was done at once.
        happened_at: when it happened.
        known_at: when who reported it came to know of it.
        late_min: whole minutes from then to the report.
        reason: why.
    """

    corrects = (Reported,)

    topic: Label | None = None
    what: Text | None = None
    happened_at: AwareDatetime | None = None
    known_at: AwareDatetime | None = None
    late_min: NonNegativeInt
    reason: Text


class Withdrawn(Event):
    """It was no major matter, or was reported twice: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Reported,)

    reason: Text
