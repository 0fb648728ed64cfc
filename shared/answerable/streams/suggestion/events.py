"""Suggestion: made, decided on by a superior, tried, and its effect found by another (000-1.8)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from answerable.events.base import CaseId, Concerned, Event, Label, Text


class Effect(StrEnum):
    """What a trial showed (001-B6)."""

    GOOD = "good"
    NONE = "none"
    HARMFUL = "harmful"


class Made(Event):
    """Somebody told of a problem found in service, and how it could be done better (000-1.8, 004-17a).

    Arguments:
        topic: what about.
        problem: what was found.
        proposal: what should be done.
        case: the case in which it was found, where there is one.
    """

    topic: Label
    problem: Text
    proposal: Text
    case: CaseId | None = None


class TakenUp(Event):
    """A superior took it up: it is to be tried."""


class Declined(Event):
    """A superior did not take it up.

    Arguments:
        reason: why.
    """

    reason: Text


class TrialStarted(Event):
    """It was put to trial.

    Arguments:
        place: where.
        from_day: the first day.
        to_day: the last day.
    """

    place: Label
    from_day: date
    to_day: date


class EffectFound(Event):
    """Somebody other than who suggested it found what the trial had shown (001-B6).

    Arguments:
        suggested_by: who had suggested it: a good effect counts for them.
        effect: which it was.
        findings: what shows it.
    """

    suggested_by: Concerned
    effect: Effect
    findings: Text


class FindingWithdrawn(Event):
    """What the trial was said to have shown does not hold; the effect is to be found anew.

    Arguments:
        reason: why.
    """

    revokes = (EffectFound,)

    reason: Text


class StepWithdrawn(Event):
    """The decision, or the trial, had been entered by mistake; it is to be taken anew.

    Arguments:
        reason: why.
    """

    corrects = (TakenUp, Declined, TrialStarted)

    reason: Text


Emptiable = Literal["case"]
"""The fields of a suggestion that need not be said, and that a correction may empty."""


class Corrected(Event):
    """What was suggested was written down wrongly; what is left out stays as it was.

    Arguments:
        topic: what about.
        problem: what was found.
        proposal: what should be done.
        case: the case in which it was found.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    corrects = (Made,)

    topic: Label | None = None
    problem: Text | None = None
    proposal: Text | None = None
    case: CaseId | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class Withdrawn(Event):
    """It had been entered by mistake, or is suggested no more: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Made,)

    reason: Text
