"""Report: drafted, handed in and counted, signed by somebody else, issued (000-4.1b, 000-4.4)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from answerable.events.base import Event, Label, StaffId, Text


class ReportKind(StrEnum):
    """What a report is; `answerable.streams.report.kinds` says of each whose it is, and of which period."""

    WEEKLY_SERVICE = "weekly_service"
    WEEKLY_SUMMARY = "weekly_summary"
    SUPERVISION = "supervision"
    MONTHLY = "monthly_work"
    ANALYSIS = "data_analysis"
    MARKET = "market_analysis"
    OPINIONS = "opinions_collected"
    SECURITY = "security_review"
    MINUTES = "review_minutes"


class FigureName(StrEnum):
    """A number of a period that is worked out from events; `answerable.streams.report.figures` says how."""

    CONTACTS = "contacts"
    ABANDONED = "contacts_abandoned"
    CASES = "cases_opened"
    RESOLVED = "cases_resolved"
    AT_ONCE = "cases_resolved_at_once"
    OVER_LIMIT = "cases_over_limit"
    MINUTES = "minutes_to_resolve"
    COMPLAINTS = "complaints_filed"
    UPHELD = "complaints_upheld"
    CALLED_BACK = "callbacks_done"
    NOT_CALLED_BACK = "callbacks_missed"
    FAULTS = "faults_reported"
    WORKORDERS = "workorders_drawn_up"
    VISITS = "visits_written_up"
    ANSWERED = "questionnaires_back"
    SATISFIED = "questionnaires_satisfied"
    SUGGESTIONS = "suggestions_made"
    OBLIGATIONS = "obligations_missed"
    WEEKLY = "weekly_reports_in"


class StatedFigure(BaseModel):
    """One number of a report.

    Arguments:
        figure: which.
        value: how many, or how many minutes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: FigureName
    value: NonNegativeInt


class Drafted(Event):
    """Somebody began to write the report of a period.

    Arguments:
        report_kind: what it is.
        on: the day of its period that its author named.
        first_day: the first day of that period.
        last_day: the last one.
        department: the team of who writes it, as the register of staff has it.
        reported: what was done, or found.
        feedback: what customers said.
        measures: what follows from it.
        assessed: who answers for the department that a supervision report is about (000-4.1b).
        assessed_department: that department, as the register of staff has it.
        edition: which edition it is: the first, unless one was issued and taken back.
    """

    report_kind: ReportKind
    on: date
    first_day: date
    last_day: date
    department: Label | None = None
    reported: Text
    feedback: Text | None = None
    measures: Text | None = None
    assessed: StaffId | None = None
    assessed_department: Label | None = None
    edition: PositiveInt


Emptiable = Literal["feedback", "measures"]
"""What a report need not say, and what may be emptied when it is written anew."""


class Revised(Event):
    """Its author wrote it anew; behind what was issued it is a new edition.

    Arguments:
        edition: which.
        reported: what was done, or found.
        feedback: what customers said.
        measures: what follows from it.
        empties: the fields that say nothing any more.
        reason: why.
    """

    corrects = (Drafted,)

    edition: PositiveInt
    reported: Text | None = None
    feedback: Text | None = None
    measures: Text | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class HandedIn(Event):
    """Its author handed it in (000-4.4).

    Arguments:
        report_kind: what it is.
        first_day: the first day of its period.
    """

    report_kind: ReportKind
    first_day: date


class FiguresStated(Event):
    """The numbers of its period were worked out and put on record, by the system.

    Arguments:
        handed_in: the version of the handing in that they belong to.
        position: the last place in the ledger that they take account of: whoever counts up to there gets the
            same.
        figures: the numbers.
    """

    handed_in: PositiveInt
    position: PositiveInt
    figures: tuple[StatedFigure, ...]


class SentBack(Event):
    """Whoever it is for sent it back with remarks.

    Arguments:
        reason: the remarks.
    """

    corrects = (HandedIn,)

    reason: Text


class Signed(Event):
    """Whoever it is for signed it."""


class Issued(Event):
    """It was issued.

    Arguments:
        recipients: the departments and posts to which it went.
    """

    recipients: Label


class SignatureWithdrawn(Event):
    """It was signed or issued by mistake: it waits for a signature again.

    Arguments:
        reason: why.
    """

    corrects = (Signed, Issued)

    reason: Text


class Withdrawn(Event):
    """It was begun by mistake: it counts as if it had never been; the edition issued before stands.

    Arguments:
        reason: why.
    """

    corrects = (Drafted, Revised)

    reason: Text
