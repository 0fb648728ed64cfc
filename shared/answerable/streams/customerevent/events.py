"""Customer event: lectures, courses, seminars, launches and forums for customers (000-2.5 to 000-2.7)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import NonNegativeInt

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text


class EventKind(StrEnum):
    """What is held for customers."""

    LECTURE = "lecture"
    """A technical lecture (000-2.5)."""
    COURSE = "course"
    """A training course for customers (000-2.5)."""
    SEMINAR = "seminar"
    """A technical seminar (000-2.6)."""
    LAUNCH = "launch"
    """The launch of something new (000-2.6)."""
    FORUM = "forum"
    """A forum, at which customers say what they hold (000-2.7)."""


class Planned(Event):
    """An event for customers was planned (000-2.5, 000-2.6, 000-2.7).

    Arguments:
        event_kind: what.
        topic: what about.
        place: where.
        planned_on: on which day.
        expected_guests: how many customers are expected.
        host: who is in charge of it.
    """

    event_kind: EventKind
    topic: Label
    place: Label
    planned_on: date
    expected_guests: NonNegativeInt
    host: StaffId


class Approved(Event):
    """Somebody who had not planned it approved the event."""


class Declined(Event):
    """The event was not approved.

    Arguments:
        reason: why.
    """

    reason: Text


class Held(Event):
    """The event was held.

    Arguments:
        guests: how many customers came.
        hosts: how many of one's own took part.
        proceedings: what was said and asked.
        survey: the survey by which opinions were collected, where there was one.
    """

    guests: NonNegativeInt
    hosts: NonNegativeInt
    proceedings: Text
    survey: OriginatorId | None = None


class Abandoned(Event):
    """The event will not be held.

    Arguments:
        reason: why.
    """

    reason: Text


class StepWithdrawn(Event):
    """The last step had been entered by mistake.

    Arguments:
        reason: why.
    """

    corrects = (Approved, Declined, Held, Abandoned)

    reason: Text


class Withdrawn(Event):
    """The event had been planned by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Planned,)

    reason: Text
