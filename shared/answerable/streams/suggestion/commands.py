"""Suggestion: make it, decide on it, try it, say what the trial showed."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import CaseId, Label, Text, identity
from answerable.streams.suggestion.events import Effect, Emptiable

SuggestionId = Annotated[str, identity("suggestion")]


class Make(Command):
    """Tell of a problem found in service, and how it could be done better (000-1.8).

    Arguments:
        suggestion: its id; a new one where left out.
        topic: what about.
        problem: what was found.
        proposal: what should be done.
        case: the case in which it was found, where there is one.
    """

    suggestion: SuggestionId | None = None
    topic: Label
    problem: Text
    proposal: Text
    case: CaseId | None = None


class TakeUp(Command):
    """Take it up, in one's own name; never by who suggested it.

    Arguments:
        suggestion: which.
    """

    suggestion: SuggestionId


class Decline(Command):
    """Do not take it up, and say why; never by who suggested it.

    Arguments:
        suggestion: which.
        reason: why.
    """

    suggestion: SuggestionId
    reason: Text


class StartTrial(Command):
    """Put it to trial.

    Arguments:
        suggestion: which.
        place: where.
        from_day: the first day.
        to_day: the last day.
    """

    suggestion: SuggestionId
    place: Label
    from_day: PlannedDay
    to_day: PlannedDay


class FindEffect(Command):
    """Say what the trial showed, on its last day or later; never by who suggested it (001-B6).

    Arguments:
        suggestion: which.
        effect: which it was.
        findings: what shows it.
    """

    suggestion: SuggestionId
    effect: Effect
    findings: Text


class WithdrawFinding(Command):
    """Take back what the trial was said to have shown; never by who suggested it.

    Arguments:
        suggestion: which.
        reason: why.
    """

    suggestion: SuggestionId
    reason: Text


class WithdrawStep(Command):
    """Take the decision or the trial back, whichever came last; never by who suggested it.

    Arguments:
        suggestion: which.
        reason: why.
    """

    suggestion: SuggestionId
    reason: Text


class Correct(Command):
    """Put right how a suggestion was written down, while nobody has decided on it.

    Arguments:
        suggestion: which.
        topic: what about.
        problem: what was found.
        proposal: what should be done.
        case: the case in which it was found.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    suggestion: SuggestionId
    topic: Label | None = None
    problem: Text | None = None
    proposal: Text | None = None
    case: CaseId | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class Withdraw(Command):
    """Take a suggestion back, while nobody has decided on it.

    Arguments:
        suggestion: which.
        reason: why.
    """

    suggestion: SuggestionId
    reason: Text
