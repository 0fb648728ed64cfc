"""Customer event: planned, approved, held with who came, or cancelled."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command, Count
from answerable.days import PlannedDay
from answerable.events.base import EmployedHere, Label, Text, identity
from answerable.streams.customerevent.events import EventKind
from answerable.streams.survey.commands import SurveyId

CustomereventId = Annotated[str, identity("customerevent")]


class Plan(Command):
    """Plan an event for customers (000-2.5, 000-2.6, 000-2.7).

    Arguments:
        customerevent: its id; a new one where left out.
        event_kind: what.
        topic: what about.
        place: where.
        planned_on: on which day.
        expected_guests: how many customers are expected.
        host: who is in charge of it.
    """

    customerevent: CustomereventId | None = None
    event_kind: EventKind
    topic: Label
    place: Label
    planned_on: PlannedDay
    expected_guests: Count
    host: EmployedHere


class Approve(Command):
    """Approve the event: never who planned it, or is in charge of it.

    Arguments:
        customerevent: which.
    """

    customerevent: CustomereventId


class Decline(Command):
    """Do not approve the event: never who planned it, or is in charge of it.

    Arguments:
        customerevent: which.
        reason: why.
    """

    customerevent: CustomereventId
    reason: Text


class Hold(Command):
    """Record that the event was held, and how many came.

    Arguments:
        customerevent: which.
        guests: how many customers came.
        hosts: how many of one's own took part.
        proceedings: what was said and asked.
        survey: the survey by which opinions were collected, where there was one.
    """

    customerevent: CustomereventId
    guests: Count
    hosts: Count
    proceedings: Text
    survey: SurveyId | None = None


class Abandon(Command):
    """Record that the event will not be held.

    Arguments:
        customerevent: which.
        reason: why.
    """

    customerevent: CustomereventId
    reason: Text


class WithdrawStep(Command):
    """Take the last step back; an approved event whose plan was wrong is planned anew then.

    Arguments:
        customerevent: which.
        reason: why.
    """

    customerevent: CustomereventId
    reason: Text


class Withdraw(Command):
    """Take the plan back, as long as nobody has decided on it.

    Arguments:
        customerevent: which.
        reason: why.
    """

    customerevent: CustomereventId
    reason: Text
