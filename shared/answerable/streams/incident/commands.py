"""Major matter: report it at once, take note, direct, write it up, close it."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import FoundInstant
from answerable.events.base import HereOrAbove, Label, OriginatorId, Text, identity

IncidentId = Annotated[str, identity("incident")]


class Report(Command):
    """Report a major matter to the general manager, at once (000-4.2.5).

    Arguments:
        incident: its id; a new one where left out.
        topic: what about.
        what: what happened, and what was done at once.
        happened_at: when it happened.
        known_at: when one came to know of it.
        matter: the case, fault or other matter, where it is one.
    """

    incident: IncidentId | None = None
    topic: Label
    what: Text
    happened_at: FoundInstant
    known_at: FoundInstant
    matter: OriginatorId | None = None


class TakeNote(Command):
    """Take note of it, in person.

    Arguments:
        incident: which.
    """

    incident: IncidentId


class Direct(Command):
    """Say what is to be done, and by whom.

    Arguments:
        incident: which.
        directions: what.
        responsible: who handles it.
    """

    incident: IncidentId
    directions: Text
    responsible: HereOrAbove


class WriteUp(Command):
    """File the written report, due the day after the matter was reported (002-r15-1.6b).

    Arguments:
        incident: which.
        account: what happened.
        measures: what was done.
    """

    incident: IncidentId
    account: Text
    measures: Text


class Close(Command):
    """Find it dealt with; never by who handled it, or wrote it up.

    Arguments:
        incident: which.
        findings: what shows it.
    """

    incident: IncidentId
    findings: Text


class WithdrawStep(Command):
    """Take the last step back; never by who handled it, or wrote it up.

    Arguments:
        incident: which.
        reason: why.
    """

    incident: IncidentId
    reason: Text


class Correct(Command):
    """Put right what was reported; what is left out stays as it was.

    Arguments:
        incident: which.
        topic: what about.
        what: what happened, and what was done at once.
        happened_at: when it happened.
        known_at: when who reported it came to know of it.
        reason: why.
    """

    incident: IncidentId
    topic: Label | None = None
    what: Text | None = None
    happened_at: FoundInstant | None = None
    known_at: FoundInstant | None = None
    reason: Text


class Withdraw(Command):
    """Take a report back, before the general manager took note of it.

    Arguments:
        incident: which.
        reason: why.
    """

    incident: IncidentId
    reason: Text
