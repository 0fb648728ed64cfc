"""Survey: how satisfied customers are with five topics, asked over a stretch of days (000-4.10.1.2)."""

from __future__ import annotations

from datetime import date

from answerable.events.base import Event, Label, Text


class Prepared(Event):
    """A survey on the five topics was planned (000-4.10.1.2).

    Arguments:
        title: what it is called here; customers do not see it.
        first_day: the first day on which customers are asked.
        last_day: the last day on which answers are taken.
    """

    title: Label
    first_day: date
    last_day: date


class PlanCorrected(Event):
    """What was planned was wrong; what is left out stays as it was.

    Arguments:
        title: what it is called here.
        first_day: the first day on which customers are asked.
        last_day: the last day on which answers are taken.
        reason: why.
    """

    corrects = (Prepared,)

    title: Label | None = None
    first_day: date | None = None
    last_day: date | None = None
    reason: Text


class Opened(Event):
    """Customers are asked from now on."""


class Closed(Event):
    """No answer is taken any more."""


class ClosingWithdrawn(Event):
    """It had been closed too early: answers are taken again.

    Arguments:
        reason: why.
    """

    corrects = (Closed,)

    reason: Text


class ReportFiled(Event):
    """The analysis report of the survey was written (000-2.1, 000-4.10.1.2).

    Arguments:
        analysis: what the answers say.
        measures: what is going to be improved.
    """

    analysis: Text
    measures: Text


class ReportApproved(Event):
    """Somebody who did not write it approved the report."""


class ReportSentBack(Event):
    """The report has to be written anew.

    Arguments:
        reason: why.
    """

    corrects = (ReportFiled, ReportApproved)

    reason: Text


class PlanWithdrawn(Event):
    """The survey was planned by mistake: nobody was asked.

    Arguments:
        reason: why.
    """

    corrects = (Prepared,)

    reason: Text
