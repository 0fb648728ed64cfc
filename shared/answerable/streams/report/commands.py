"""Report: draft it, revise it, hand it in, send it back, sign it, issue it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveInt

from answerable.commands.base import Command
from answerable.days import WorkedDay
from answerable.events.base import HereOrAbove, Label, Text, identity
from answerable.ids import id_from_key
from answerable.streams.report.events import Emptiable, FigureName, ReportKind, StatedFigure
from answerable.streams.report.kinds import KINDS

ReportId = Annotated[str, identity("report")]


class Draft(Command):
    """Begin to write the report of a week, a month or a quarter; there is one of each kind and period.

    Arguments:
        report_kind: what it is.
        on: any day of its period.
        reported: what was done, or found.
        feedback: what customers said (000-4.4, 002-r5-12).
        measures: what follows from it.
        assessed: who answers for the department that a supervision report is about (000-4.1b).
    """

    report_kind: ReportKind
    on: WorkedDay
    reported: Text
    feedback: Text | None = None
    measures: Text | None = None
    assessed: HereOrAbove | None = None

    @property
    def target(self) -> str:
        """The one report of that kind and period; of its author where everybody writes their own."""
        rule = KINDS[self.report_kind]
        first, _ = rule.period(self.on)
        whose = self.actor if rule.is_personal else ""
        return id_from_key("report", self.site, f"{self.report_kind} {first} {whose}")


class Revise(Command):
    """Write it anew, as its author; what was issued gets a new edition. What is left out stays as it was.

    Arguments:
        report: which.
        reported: what was done, or found.
        feedback: what customers said.
        measures: what follows from it.
        empties: the fields that say nothing any more.
        reason: why.
    """

    report: ReportId
    reported: Text | None = None
    feedback: Text | None = None
    measures: Text | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class HandIn(Command):
    """Hand it in, as its author (000-4.4).

    Arguments:
        report: which.
    """

    report: ReportId


class StateFigures(Command):
    """Put the numbers of its period on record; the service that works them out does.

    Arguments:
        report: which.
        handed_in: the version of the handing in that they belong to.
        position: the last place in the ledger that they take account of.
        figures: the numbers.
    """

    report: ReportId
    handed_in: PositiveInt
    position: PositiveInt
    figures: Annotated[tuple[StatedFigure, ...], Field(max_length=len(FigureName))]


class SendBack(Command):
    """Send it back with remarks, before or behind the signature; never by its author.

    Arguments:
        report: which.
        reason: the remarks.
    """

    report: ReportId
    reason: Text


class Sign(Command):
    """Sign it; never by its author, nor by somebody of the department that it is about.

    Arguments:
        report: which.
    """

    report: ReportId


class Issue(Command):
    """Issue it, once it is signed.

    Arguments:
        report: which.
        recipients: the departments and posts to which it goes.
    """

    report: ReportId
    recipients: Label


class WithdrawSignature(Command):
    """Take back that it was signed or issued; never by its author.

    Arguments:
        report: which.
        reason: why.
    """

    report: ReportId
    reason: Text


class Withdraw(Command):
    """Take a draft back; the edition that was issued before it, where there is one, stands.

    Arguments:
        report: which.
        reason: why.
    """

    report: ReportId
    reason: Text
