"""Survey: prepare it, open it, close it, write its report, approve that."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import Label, Text, identity

SurveyId = Annotated[str, identity("survey")]


class Prepare(Command):
    """Plan a survey on the five topics (000-4.10.1.2).

    Arguments:
        survey: its id; a new one where left out.
        title: what it is called here; customers do not see it.
        first_day: the first day on which customers are asked.
        last_day: the last day on which answers are taken.
    """

    survey: SurveyId | None = None
    title: Label
    first_day: PlannedDay
    last_day: PlannedDay


class Open(Command):
    """Ask customers from now on.

    Arguments:
        survey: which.
    """

    survey: SurveyId


class Close(Command):
    """Take no more answers.

    Arguments:
        survey: which.
    """

    survey: SurveyId


class FileReport(Command):
    """Write what follows from the answers (000-2.1, 000-4.10.1.2).

    Arguments:
        survey: which.
        analysis: what the answers say.
        measures: what is going to be improved.
    """

    survey: SurveyId
    analysis: Text
    measures: Text


class ApproveReport(Command):
    """Approve the report: never whoever wrote it.

    Arguments:
        survey: which.
    """

    survey: SurveyId


class SendBackReport(Command):
    """Have the report written anew, also one that was approved.

    Arguments:
        survey: which.
        reason: why.
    """

    survey: SurveyId
    reason: Text


class CorrectPlan(Command):
    """Put right what was planned; what is left out stays as it was.

    Arguments:
        survey: which.
        title: what it is called here.
        first_day: the first day on which customers are asked.
        last_day: the last day on which answers are taken.
        reason: why.
    """

    survey: SurveyId
    title: Label | None = None
    first_day: PlannedDay | None = None
    last_day: PlannedDay | None = None
    reason: Text


class WithdrawClosing(Command):
    """Take answers again: it was closed too early.

    Arguments:
        survey: which.
        reason: why.
    """

    survey: SurveyId
    reason: Text


class WithdrawPlan(Command):
    """Take the plan back, as long as nobody was asked.

    Arguments:
        survey: which.
        reason: why.
    """

    survey: SurveyId
    reason: Text
